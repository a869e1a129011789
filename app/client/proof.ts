import { sha256 } from "@noble/hashes/sha2.js";
import { hex } from "@scure/base";
import { CommitmentProof, HashOp, LengthOp } from "../../proto/gen/cosmos/ics23/v1/proofs.ts";
import type {
  ExistenceProof,
  InnerOp,
  LeafOp,
  NonExistenceProof,
} from "../../proto/gen/cosmos/ics23/v1/proofs.ts";
import { compareBytes } from "./bytes.ts";
import { ClientError } from "./errors.ts";

/** One step of a proof, as a node answers it. */
export interface ProofOp {
  /** `ics23:iavl` for the key in its store, `ics23:simple` for the store in the app hash. */
  readonly type: string;
  readonly key: Uint8Array;
  /** A CommitmentProof. */
  readonly data: Uint8Array;
}

/** What is to be proved of which state. */
export interface Claim {
  /** 32 bytes. The state after height H has the app hash in the header of H + 1. */
  readonly appHash: Uint8Array;
  /** Name of the store. */
  readonly store: string;
  readonly key: Uint8Array;
}

/** A proof does not show what it should; whoever sent it is mistaken or lies. */
export class ProofInvalid extends ClientError {
  override readonly name = "ProofInvalid";

  constructor(reason: string) {
    super(`the proof does not hold: ${reason}; ask another node`);
  }
}

const HASH_BYTES = 32;
/** Of one encoded step: two neighbours with values of the largest size leave room to spare. */
export const PROOF_BYTES_MAX = 2_097_152;
/** Inner nodes from a leaf to the root; a tree as high as this cannot exist. @source ics23/go proof.go */
export const PROOF_DEPTH_MAX = 128;

/** Height, size and version of an inner node of an IAVL tree. @source ics23/go proof.go: 12 with the length byte behind */
const IAVL_HEADER_BYTES_MAX = 11;

const encoder = new TextEncoder();

/**
 * Checks that a store holds a key with this value. Stricter than ICS-23 asks: only the one form in which a real tree's
 * proof can be written is accepted.
 *
 * @param value not empty: ICS-23 cannot tell an empty value from none
 * @throws ProofInvalid
 * @source github.com/cosmos/ics23/go v0.11.0, IavlSpec and TendermintSpec
 */
export function verifyMembership(
  claim: Claim,
  value: Uint8Array,
  proofOps: readonly ProofOp[],
): void {
  const { proof, storeRoot } = openProof(claim, proofOps);
  if (proof?.$case !== "exist") throw new ProofInvalid("expected one that the key is present");
  const root = existenceRoot(IAVL, proof.value, claim.key, value);
  assertSame(root, storeRoot, "the store's root");
}

/**
 * Checks that a store does not hold a key, as {@link verifyMembership} does: the keys on both sides of it are there, and
 * they are neighbours.
 *
 * @throws ProofInvalid
 */
export function verifyAbsence(claim: Claim, proofOps: readonly ProofOp[]): void {
  const { proof, storeRoot } = openProof(claim, proofOps);
  if (proof?.$case !== "nonexist") throw new ProofInvalid("expected one that the key is absent");
  assertAbsence(proof.value, claim.key, storeRoot);
}

/** What both kinds of claims share: two steps of the right kinds, and the second leads from the store's root to the app hash. */
function openProof(
  { appHash, store, key }: Claim,
  proofOps: readonly ProofOp[],
): { readonly proof: CommitmentProof["proof"]; readonly storeRoot: Uint8Array } {
  const [keyOp, storeOp] = proofOps;
  if (keyOp === undefined || storeOp === undefined || proofOps.length !== 2) {
    throw new ProofInvalid(`it has ${proofOps.length} steps, expected 2`);
  }
  if (appHash.length !== HASH_BYTES) throw new ProofInvalid("the app hash has not 32 bytes");
  if (key.length === 0) throw new ProofInvalid("the key is empty");
  const storeKey = encoder.encode(store);
  const { proof: inAppHash } = openStep(storeOp, "ics23:simple", storeKey);
  if (inAppHash?.$case !== "exist") throw new ProofInvalid("it does not show the store");
  const storeRoot = inAppHash.value.value;
  if (storeRoot.length !== HASH_BYTES) throw new ProofInvalid("the store's root has not 32 bytes");
  const root = existenceRoot(SIMPLE, inAppHash.value, storeKey, storeRoot);
  assertSame(root, appHash, "the app hash");
  return { proof: openStep(keyOp, "ics23:iavl", key).proof, storeRoot };
}

function openStep(op: ProofOp, type: string, key: Uint8Array): CommitmentProof {
  if (op.type !== type) throw new ProofInvalid(`a step is of another type than ${type}`);
  assertSame(op.key, key, "the key of a step");
  if (op.data.length > PROOF_BYTES_MAX) {
    throw new ProofInvalid(`a step has ${op.data.length} bytes, expected at most 2 MiB`);
  }
  const message = decode(op.data);
  // What the decoder passed over, or read from a longer form than the shortest, does not come back.
  assertSame(CommitmentProof.encode(message).finish(), op.data, "the encoding");
  return message;
}

function decode(data: Uint8Array): CommitmentProof {
  try {
    return CommitmentProof.decode(data);
  } catch (error) {
    throw new ProofInvalid(`it is not protobuf (${error instanceof Error ? error.message : ""})`);
  }
}

/** Where a node stands below its parent, and what is beside it. */
interface Step {
  readonly isLeft: boolean;
  readonly op: InnerOp;
}

/** One of the two kinds of trees. */
interface Spec {
  /** @throws ProofInvalid unless a real leaf's preimage can begin so */
  readonly checkLeafPrefix: (prefix: Uint8Array) => void;
  /** @param layer 1 for the parent of the leaf. @throws ProofInvalid unless it is a real inner node's */
  readonly readStep: (op: InnerOp, layer: number) => Step;
}

/** @throws ProofInvalid unless the proof is of this key and value and well-formed. @returns the root that it leads to */
function existenceRoot(
  spec: Spec,
  proof: ExistenceProof,
  key: Uint8Array,
  value: Uint8Array,
): Uint8Array {
  assertSame(proof.key, key, "its key");
  if (value.length === 0) throw new ProofInvalid("the value is empty, which cannot be proved");
  assertSame(proof.value, value, "its value");
  const steps = stepsOf(spec, proof);
  let hash = leafHash(spec, proof.leaf, key, value);
  for (const { op } of steps) hash = sha256(concat(op.prefix, hash, op.suffix));
  return hash;
}

function leafHash(
  spec: Spec,
  leaf: LeafOp | undefined,
  key: Uint8Array,
  value: Uint8Array,
): Uint8Array {
  const isAsSpecified =
    leaf?.hash === HashOp.SHA256 &&
    leaf.prehashKey === HashOp.NO_HASH &&
    leaf.prehashValue === HashOp.SHA256 &&
    leaf.length === LengthOp.VAR_PROTO;
  if (!isAsSpecified) throw new ProofInvalid("its leaf is hashed in another way");
  spec.checkLeafPrefix(leaf.prefix);
  const valueHash = sha256(value);
  return sha256(
    concat(leaf.prefix, uvarint(key.length), key, uvarint(valueHash.length), valueHash),
  );
}

function stepsOf(spec: Spec, { path }: ExistenceProof): Step[] {
  if (path.length > PROOF_DEPTH_MAX) {
    throw new ProofInvalid(`it is ${path.length} deep, expected at most ${PROOF_DEPTH_MAX}`);
  }
  return path.map((op, index) => {
    if (op.hash !== HashOp.SHA256) throw new ProofInvalid("a node is hashed in another way");
    return spec.readStep(op, index + 1);
  });
}

/** @throws ProofInvalid unless both neighbours are in the tree, enclose the key, and have nothing between them */
function assertAbsence(proof: NonExistenceProof, key: Uint8Array, storeRoot: Uint8Array): void {
  assertSame(proof.key, key, "its key");
  const { left, right } = proof;
  for (const beside of [left, right]) {
    if (beside === undefined) continue;
    const root = existenceRoot(IAVL, beside, beside.key, beside.value);
    assertSame(root, storeRoot, "the store's root");
  }
  if (left !== undefined && compareBytes(left.key, key) >= 0) {
    throw new ProofInvalid("its left neighbour is not left of the key");
  }
  if (right !== undefined && compareBytes(key, right.key) >= 0) {
    throw new ProofInvalid("its right neighbour is not right of the key");
  }
  const leftSteps = left && stepsOf(IAVL, left);
  const rightSteps = right && stepsOf(IAVL, right);
  if (!areNeighbours(leftSteps, rightSteps)) {
    throw new ProofInvalid("there may be keys between its neighbours");
  }
}

/** Of one side alone: whether it is the edge of the tree. Without any nothing is known. */
function areNeighbours(left: readonly Step[] | undefined, right: readonly Step[] | undefined) {
  if (left === undefined) return right?.every(({ isLeft }) => isLeft) ?? false;
  if (right === undefined) return left.every(({ isLeft }) => !isLeft);
  let shared = 0;
  while (isSameOp(left.at(-1 - shared)?.op, right.at(-1 - shared)?.op)) shared++;
  const leftTurn = left.at(-1 - shared);
  const rightTurn = right.at(-1 - shared);
  // They part at one node: one is all the way right below its left child, the other all the way left below its right.
  return (
    leftTurn?.isLeft === true &&
    rightTurn?.isLeft === false &&
    left.slice(0, left.length - 1 - shared).every(({ isLeft }) => !isLeft) &&
    right.slice(0, right.length - 1 - shared).every(({ isLeft }) => isLeft)
  );
}

function isSameOp(a: InnerOp | undefined, b: InnerOp | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return isSame(a.prefix, b.prefix) && isSame(a.suffix, b.suffix);
}

/** An IAVL node begins with height, size and version; hashes come with their length. */
const IAVL: Spec = {
  checkLeafPrefix(prefix) {
    const { height, size, end } = readHeader(prefix);
    if (height !== 0n || size !== 1n || end !== prefix.length) {
      throw new ProofInvalid("its leaf is none of an IAVL tree");
    }
  },
  readStep(op, layer) {
    const { prefix, suffix } = op;
    const { height, size, end } = readHeader(prefix);
    const rest = prefix.subarray(end);
    // Every node is higher than what it stands on; a leaf cannot pass for an inner node, nor the reverse.
    const isInner = height >= BigInt(layer) && size >= 2n && end <= IAVL_HEADER_BYTES_MAX;
    const isLeft = rest.length === 1 && suffix.length === 1 + HASH_BYTES;
    const isRight = rest.length === 2 + HASH_BYTES && suffix.length === 0;
    const lengths = isLeft ? [rest[0], suffix[0]] : [rest[0], rest.at(-1)];
    if (!isInner || isLeft === isRight || lengths.some((length) => length !== HASH_BYTES)) {
      throw new ProofInvalid("a node is none of an IAVL tree");
    }
    return { isLeft, op };
  },
};

/** The tree of RFC 6962: a leaf begins with 0, an inner node with 1. */
const SIMPLE: Spec = {
  checkLeafPrefix(prefix) {
    if (prefix.length !== 1 || prefix[0] !== 0) {
      throw new ProofInvalid("its leaf is none of the app hash's tree");
    }
  },
  readStep(op) {
    const { prefix, suffix } = op;
    const isLeft = prefix.length === 1 && suffix.length === HASH_BYTES;
    const isRight = prefix.length === 1 + HASH_BYTES && suffix.length === 0;
    if (prefix[0] !== 1 || isLeft === isRight) {
      throw new ProofInvalid("a node is none of the app hash's tree");
    }
    return { isLeft, op };
  },
};

interface Header {
  readonly height: bigint;
  readonly size: bigint;
  /** Offset behind it. */
  readonly end: number;
}

/** Three numbers as zigzag varints, none negative. @throws ProofInvalid */
function readHeader(prefix: Uint8Array): Header {
  const numbers: bigint[] = [];
  let end = 0;
  while (numbers.length < 3) {
    let value = 0n;
    let shift = 0n;
    let byte = 0x80;
    while (byte >= 0x80) {
      const next = prefix[end++];
      // Zeros at the end would be a second form of the same number; 63 bits are what Go holds.
      if (next === undefined || (next === 0 && shift > 0n) || shift > 56n) {
        throw new ProofInvalid("a node begins with no height, size and version");
      }
      byte = next;
      value |= BigInt(byte & 0x7f) << shift;
      shift += 7n;
    }
    if ((value & 1n) === 1n) throw new ProofInvalid("a node has a negative number");
    numbers.push(value >> 1n);
  }
  const [height = 0n, size = 0n] = numbers;
  return { height, size, end };
}

function uvarint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && compareBytes(a, b) === 0;
}

const SHOWN_BYTES_MAX = 32;

function assertSame(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (isSame(actual, expected)) return;
  const [found, wanted] = [actual, expected].map((bytes) => {
    const shown = hex.encode(bytes.subarray(0, SHOWN_BYTES_MAX)).toUpperCase();
    return bytes.length > SHOWN_BYTES_MAX ? `${shown}… (${bytes.length} bytes)` : shown;
  });
  throw new ProofInvalid(`${what} is ${found}, expected ${wanted}`);
}
