import { createPublicKey, hash, verify, type KeyObject } from "node:crypto";
import { createRequire } from "node:module";
import type { Secp256k1 as WasmSecp256k1 } from "@bitauth/libauth";
import { ed25519 } from "@noble/curves/ed25519.js";
import { ripemd160 } from "@noble/hashes/legacy.js";
import type * as NativeSecp256k1 from "secp256k1";
import { useNativeStrings } from "../core/bytes.ts";
import type { Crypto } from "../core/crypto.ts";
import { TwoGenerationMap } from "../core/two-generation-map.ts";
import { UserError } from "./user-error.ts";

type Verify = Crypto["verifySecp256k1"];
type VerifyEd25519 = Crypto["verifyEd25519"];

export interface NodeCrypto extends Crypto {
  /**
   * What checks signatures: libsecp256k1 as machine code, or as WebAssembly, which takes three
   * times as long.
   */
  readonly implementation: "native" | "wasm";
  /** Why it is not the native one: for the log at start. */
  readonly fallbackReason: string | undefined;
}

const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 33;
const ED25519_KEY_BYTES = 32;
const MEMO_KEY_BYTES = HASH_BYTES + SIGNATURE_BYTES + PUBLIC_KEY_BYTES;

/**
 * The order of the curve, and half of it rounded down: the largest s of a low-S signature.
 * Big-endian.
 */
const ORDER = Buffer.from(
  "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
  "hex",
);
const HALF_ORDER = Buffer.from(
  "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0",
  "hex",
);

/**
 * Verified signatures of one generation: more than a full mempool and two full blocks; about 13 MB.
 */
export const VERIFIED_SIGNATURES_MAX = 65_536;
/** Parsed public keys of one generation; about 10 MB. */
const PARSED_KEYS_MAX = 32_768;
/** Parsed ed25519 keys of one generation; each is an object of OpenSSL outside the heap. */
const PARSED_ED25519_KEYS_MAX = 1_024;

/**
 * The platform's functions for the state machine. Signatures are checked by the native add-on;
 * where it does not load, or with `LAZULI_CRYPTO=wasm`, by the same library as WebAssembly. Both
 * give the same answers (test/unit/node/crypto). Byte strings are made by native code from then on.
 */
export async function createCrypto(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NodeCrypto> {
  useNativeStrings(latin1);
  const wanted = environment["LAZULI_CRYPTO"] ?? "";
  if (wanted !== "" && wanted !== "wasm") {
    throw new UserError(`LAZULI_CRYPTO: expected "wasm" or nothing, got ${JSON.stringify(wanted)}`);
  }
  const native = wanted === "wasm" ? new Error("LAZULI_CRYPTO=wasm") : loadNative();
  if (!(native instanceof Error)) {
    return {
      ...HASHES,
      ...nativeVerify(native),
      verifyEd25519: nativeVerifyEd25519(),
      implementation: "native",
      fallbackReason: undefined,
    };
  }
  const { instantiateSecp256k1 } = await import("@bitauth/libauth");
  return {
    ...HASHES,
    ...wasmVerify(await instantiateSecp256k1()),
    verifyEd25519: pureVerifyEd25519,
    implementation: "wasm",
    fallbackReason: native.message,
  };
}

const HASHES = {
  // `hash` gives a Buffer, whose `slice` aliases; the state machine is to see plain arrays.
  sha256: (data: Uint8Array): Uint8Array => plain(hash("sha256", data, "buffer")),
  // "binary" is the other name of latin1, a character a byte; no Buffer is made for it.
  sha256String: (data: Uint8Array): string => hash("sha256", data, "binary"),
  ripemd160: (data: Uint8Array): Uint8Array => ripemd160(data),
};

function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/**
 * The package's main file falls back to a JavaScript implementation, 32 times slower, without a
 * word. Its `bindings` file is the add-on or an error.
 */
function loadNative(): typeof NativeSecp256k1 | Error {
  try {
    return createRequire(import.meta.url)("secp256k1/bindings.js") as typeof NativeSecp256k1;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function nativeVerify(native: typeof NativeSecp256k1): { verifySecp256k1: Verify } {
  // Parsing a compressed key takes a square root, a tenth of a verification, and accounts sign
  // more than once.
  const parsedKeys = new TwoGenerationMap<Uint8Array>(PARSED_KEYS_MAX);
  const parse = (publicKey: Uint8Array): Uint8Array | undefined => {
    const id = latin1(publicKey);
    const known = parsedKeys.get(id);
    if (known !== undefined) return known;
    if (!native.publicKeyVerify(publicKey)) return undefined;
    const parsed = native.publicKeyConvert(publicKey, false);
    parsedKeys.set(id, parsed);
    return parsed;
  };
  return {
    verifySecp256k1: (signature, messageHash, publicKey) => {
      if (!isWellFormed(signature, messageHash, publicKey)) return false;
      const parsed = parse(publicKey);
      return parsed !== undefined && native.ecdsaVerify(signature, messageHash, parsed);
    },
  };
}

function wasmVerify(wasm: WasmSecp256k1): { verifySecp256k1: Verify } {
  return {
    verifySecp256k1: (signature, messageHash, publicKey) =>
      isWellFormed(signature, messageHash, publicKey) &&
      wasm.verifySignatureCompactLowS(signature, publicKey, messageHash),
  };
}

function isEd25519WellFormed(signature: Uint8Array, publicKey: Uint8Array): boolean {
  return signature.length === SIGNATURE_BYTES && publicKey.length === ED25519_KEY_BYTES;
}

const pureVerifyEd25519: VerifyEd25519 = (signature, message, publicKey) => {
  if (!isEd25519WellFormed(signature, publicKey)) return false;
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: true });
  } catch {
    // What is not an encoding of a point.
    return false;
  }
};

/** Before the 32 bytes of an ed25519 key in its SubjectPublicKeyInfo. @source RFC 8410 §4 */
const ED25519_KEY_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/**
 * OpenSSL judges by RFC 8032, which is stricter: what it takes is valid by ZIP-215 too. What it refuses is left to the
 * other implementation, so only bad and odd signatures cost its time.
 */
function nativeVerifyEd25519(): VerifyEd25519 {
  const parsedKeys = new TwoGenerationMap<KeyObject>(PARSED_ED25519_KEYS_MAX);
  const parse = (publicKey: Uint8Array): KeyObject => {
    const id = latin1(publicKey);
    let parsed = parsedKeys.get(id);
    if (parsed === undefined) {
      const key = Buffer.concat([ED25519_KEY_PREFIX, publicKey]);
      parsed = createPublicKey({ key, format: "der", type: "spki" });
      parsedKeys.set(id, parsed);
    }
    return parsed;
  };
  return (signature, message, publicKey) =>
    isEd25519WellFormed(signature, publicKey) &&
    (verify(null, message, parse(publicKey), signature) ||
      pureVerifyEd25519(signature, message, publicKey));
}

/**
 * Sizes, r below the order, s in its lower half: then neither library throws, and both judge the
 * same signatures.
 */
function isWellFormed(
  signature: Uint8Array,
  messageHash: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return (
    signature.length === SIGNATURE_BYTES &&
    messageHash.length === HASH_BYTES &&
    publicKey.length === PUBLIC_KEY_BYTES &&
    Buffer.compare(signature.subarray(0, 32), ORDER) < 0 &&
    Buffer.compare(signature.subarray(32), HALF_ORDER) <= 0
  );
}

/**
 * The same functions, but a signature that was found good is not checked again: a transaction meets
 * the node in CheckTx, in proposals and in FinalizeBlock. The memo's key is every input in full,
 * and only positive results are kept, so neither a hit nor a miss can change an answer, and bad
 * signatures cannot push good ones out.
 */
export function memoizedVerify<Given extends Crypto>(
  crypto: Given,
  entriesMax: number = VERIFIED_SIGNATURES_MAX,
): Given {
  const verified = new TwoGenerationMap<true>(entriesMax);
  const scratch = Buffer.alloc(MEMO_KEY_BYTES);
  const verifySecp256k1: Verify = (signature, messageHash, publicKey) => {
    if (!isWellFormed(signature, messageHash, publicKey)) return false;
    scratch.set(messageHash, 0);
    scratch.set(signature, HASH_BYTES);
    scratch.set(publicKey, HASH_BYTES + SIGNATURE_BYTES);
    const key = scratch.toString("latin1");
    if (verified.get(key) === true) return true;
    const good = crypto.verifySecp256k1(signature, messageHash, publicKey);
    if (good) verified.set(key, true);
    return good;
  };
  const verifyEd25519: VerifyEd25519 = (signature, message, publicKey) => {
    if (!isEd25519WellFormed(signature, publicKey)) return false;
    // The message is of any length; its hash stands for it. No key of secp256k1's is as short.
    const key = crypto.sha256String(message) + latin1(signature) + latin1(publicKey);
    if (verified.get(key) === true) return true;
    const good = crypto.verifyEd25519(signature, message, publicKey);
    if (good) verified.set(key, true);
    return good;
  };
  return { ...crypto, verifySecp256k1, verifyEd25519 };
}

const { latin1Slice } = Buffer.prototype as unknown as {
  readonly latin1Slice: (this: Uint8Array, start: number, end: number) => string;
};

/** Without a Buffer in between, which would cost as much as the string. */
function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return latin1Slice.call(bytes, start, end);
}
