/**
 * What the state machine needs of the platform. The node gives native code, a browser pure code; a test checks that the
 * implementations agree. Every function is pure and synchronous.
 */
export interface Crypto {
  /** SHA-256, 32 bytes. */
  readonly sha256: (data: Uint8Array) => Uint8Array;
  /** SHA-256 as a byte string of 32 characters (bytes.ts). */
  readonly sha256String: (data: Uint8Array) => string;
  /** RIPEMD-160, 20 bytes; used for addresses only. */
  readonly ripemd160: (data: Uint8Array) => Uint8Array;
  /**
   * @param signature 64 bytes r ‖ s; false if s is in the upper half of the order
   * @param hash 32 bytes
   * @param publicKey 33 bytes, compressed; false if it is not a point of the curve
   */
  readonly verifySecp256k1: (
    signature: Uint8Array,
    hash: Uint8Array,
    publicKey: Uint8Array,
  ) => boolean;
  /**
   * By the rules of ZIP-215, as the SDK and CometBFT have them: s below the order of the group, any encoding of the points,
   * the equation times the cofactor.
   *
   * @param signature 64 bytes R ‖ s
   * @param message of any length; it is not hashed before
   * @param publicKey 32 bytes
   */
  readonly verifyEd25519: (
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: Uint8Array,
  ) => boolean;
}

export type Sha256String = Crypto["sha256String"];
