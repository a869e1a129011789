import { concatBytes, stringToBytes, utf8, type ByteString } from "../bytes.ts";
import type { Sha256String } from "../crypto.ts";
import { StoreFault } from "./fault.ts";
import { EMPTY_HASH, HASH_BYTES } from "./node-hash.ts";
import { writeUvarint } from "./varint.ts";

/** A store's part in the app hash. */
export interface StoreRoot {
  readonly name: string;
  readonly rootHash: ByteString;
}

/**
 * Root of the Merkle tree of RFC 6962 over the leaves in the order given; SHA-256 of nothing if
 * there are none.
 *
 * @source github.com/cometbft/cometbft crypto/merkle/tree.go
 */
export function simpleMerkleRoot(
  leaves: readonly Uint8Array[],
  sha256String: Sha256String,
): ByteString {
  return subtreeRoot(leaves, 0, leaves.length, sha256String);
}

/** Depth is the logarithm of the number of leaves. */
function subtreeRoot(
  leaves: readonly Uint8Array[],
  start: number,
  end: number,
  sha256String: Sha256String,
): ByteString {
  const count = end - start;
  if (count === 0) return EMPTY_HASH;
  if (count === 1) return sha256String(concatBytes(Uint8Array.of(0), leaves[start] as Uint8Array));
  const middle = start + splitPoint(count);
  const left = subtreeRoot(leaves, start, middle, sha256String);
  const right = subtreeRoot(leaves, middle, end, sha256String);
  return sha256String(stringToBytes(`\x01${left}${right}`));
}

/** The largest power of two below `count`, which is at least 2. */
export function splitPoint(count: number): number {
  return 1 << (31 - Math.clz32(count - 1));
}

/**
 * The app hash of a Cosmos multistore: the simple Merkle root over one leaf a store.
 *
 * @param stores sorted by name in byte order, each name once
 * @throws StoreFault if they are not
 * @source cosmossdk.io/store types/commit_info.go, internal/maps/maps.go
 */
export function appHash(stores: readonly StoreRoot[], sha256String: Sha256String): ByteString {
  const leaves: Uint8Array[] = [];
  let last: string | undefined;
  for (const { name, rootHash } of stores) {
    if (last !== undefined && name <= last) {
      throw new StoreFault(`app hash: store "${name}" comes after "${last}"; sort them by name`);
    }
    last = name;
    leaves.push(appHashLeaf(name, rootHash, sha256String));
  }
  return simpleMerkleRoot(leaves, sha256String);
}

/**
 * uvarint length ‖ name ‖ 32 ‖ SHA-256 of the store's root. The root is hashed again, as every
 * value in this tree is.
 */
export function appHashLeaf(
  name: string,
  rootHash: ByteString,
  sha256String: Sha256String,
): Uint8Array {
  const nameBytes = utf8(name);
  const length = new Uint8Array(8);
  const lengthEnd = writeUvarint(length, 0, nameBytes.length);
  return concatBytes(
    length.subarray(0, lengthEnd),
    nameBytes,
    Uint8Array.of(HASH_BYTES),
    stringToBytes(sha256String(stringToBytes(rootHash))),
  );
}
