/** The functions of libsodium that Banyan calls; the package brings no types. All of them write into the first buffer. */
declare module 'sodium-native' {
  interface Sodium {
    /** X25519 (RFC 7748). Throws for a public key that gives no secret. */
    crypto_scalarmult(secret: Buffer, secretKey: Uint8Array, publicKey: Uint8Array): void;
    crypto_scalarmult_base(publicKey: Buffer, secretKey: Uint8Array): void;
    /** XSalsa20 and Poly1305: 16 octets longer than what is in it. */
    crypto_secretbox_easy(sealed: Uint8Array, plain: Uint8Array, nonce: Uint8Array, key: Uint8Array): void;
    /** Whether the box could be opened. */
    crypto_secretbox_open_easy(plain: Uint8Array, sealed: Uint8Array, nonce: Uint8Array, key: Uint8Array): boolean;
    /** Ed25519 (RFC 8032); the secret key is the seed with the public key behind it. */
    crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
    crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void;
    crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  }
  const sodium: Sodium;
  export default sodium;
}
