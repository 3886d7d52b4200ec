/** The functions of libsodium that CURVE uses. The package's own types do not resolve from ES modules. */
declare module 'libsodium-wrappers' {
  interface Sodium {
    /** Resolves when the functions can be called. */
    readonly ready: Promise<void>;
    crypto_scalarmult_base(secretKey: Uint8Array): Uint8Array;
    crypto_box_beforenm(publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array;
    crypto_box_easy_afternm(plain: Uint8Array, nonce: Uint8Array, shared: Uint8Array): Uint8Array;
    crypto_box_open_easy_afternm(sealed: Uint8Array, nonce: Uint8Array, shared: Uint8Array): Uint8Array;
  }
  const sodium: Sodium;
  export default sodium;
}
