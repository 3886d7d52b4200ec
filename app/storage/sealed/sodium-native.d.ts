/** The functions of libsodium that keep things at rest use. The package brings no types. */
declare module 'sodium-native' {
  interface Sodium {
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
