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
    /** SHA-256 (FIPS 180-4), 32 bytes. */
    crypto_hash_sha256(digest: Uint8Array, message: Uint8Array): void;
    readonly crypto_pwhash_ALG_ARGON2ID13: number;
    /** Fills `output`, on a thread of its own. `memory` in bytes. Rejects when the memory can't be had. */
    crypto_pwhash_async(
      output: Uint8Array,
      password: Uint8Array,
      salt: Uint8Array,
      passes: number,
      memory: number,
      algorithm: number,
    ): Promise<void>;
    /** `sealed` has 16 bytes more than `plain`. Answers with how many were written. */
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      sealed: Uint8Array,
      plain: Uint8Array,
      associated: Uint8Array,
      secretNonce: null,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
    /** Throws when the key, the nonce or what is associated differs, or anything was changed. */
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      plain: Uint8Array,
      secretNonce: null,
      sealed: Uint8Array,
      associated: Uint8Array,
      nonce: Uint8Array,
      key: Uint8Array,
    ): number;
  }
  const sodium: Sodium;
  export default sodium;
}
