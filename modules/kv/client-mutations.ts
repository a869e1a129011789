import { sha256 } from "@noble/hashes/sha2.js";
import { base64 } from "@scure/base";
import type { BlockEvent, BlockResults } from "../../app/client/block-results.ts";
import { ClientError } from "../../app/client/errors.ts";
import { CHANGES_BLOCK_BYTES_MAX, KEY_BYTES_MAX } from "./limits.ts";

/** What a node tells of a namespace's changes contradicts itself or what is proved; nothing of it was handed out. */
export class ChangesInvalid extends ClientError {
  override readonly name = "ChangesInvalid";

  constructor(reason: string, options?: ErrorOptions) {
    super(`the changes do not hold: ${reason}; ask another node`, options);
  }
}

export type ChangeKind = "create" | "update" | "delete" | "expire" | "renew";

/** By their number in the encoding. */
const KINDS = [undefined, "create", "update", "delete", "expire", "renew"] as const;

/** A mutation of an entry as the digest has it. */
export interface Mutation {
  /** The namespace's revision that it made. */
  readonly revision: bigint;
  readonly kind: ChangeKind;
  readonly key: Uint8Array;
  /** SHA-256 of the value that the key then held, 32 bytes; undefined if it held none any more. */
  readonly valueSha256: Uint8Array | undefined;
  /** Nanoseconds since the Unix epoch; 0 if the key held nothing any more. */
  readonly leaseDeadlineNs: bigint;
  /** All of it, as it goes into the digest. */
  readonly encoded: Uint8Array;
}

/** The digest of a namespace without mutations: 32 zero bytes. */
export const EMPTY_DIGEST = new Uint8Array(32);
export const DIGEST_BYTES = 32;

const HEAD_BYTES = 11;
const TAIL_BYTES = 40;

/**
 * Reads mutations that follow each other. What no chain encodes is refused, so that the same bytes are read by all.
 *
 * @throws ChangesInvalid, before the mutation that is malformed
 * @source modules/kv/README.md, "Revision and digest"
 */
export function* decodeMutations(bytes: Uint8Array): Generator<Mutation, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < bytes.length;) {
    const keyStart = offset + HEAD_BYTES;
    const keyLength = keyStart <= bytes.length ? view.getUint16(offset + 9) : 0;
    const keyEnd = keyStart + keyLength;
    const end = keyEnd + TAIL_BYTES;
    if (end > bytes.length) throw malformed(offset, "it is cut off");
    if (keyLength < 1 || keyLength > KEY_BYTES_MAX) {
      throw malformed(offset, `a key of ${keyLength} bytes, expected 1 to ${KEY_BYTES_MAX}`);
    }
    const kind = KINDS[view.getUint8(offset + 8)];
    if (kind === undefined) throw malformed(offset, `the kind ${view.getUint8(offset + 8)}`);
    const hash = bytes.slice(keyEnd, keyEnd + DIGEST_BYTES);
    const leaseDeadlineNs = view.getBigUint64(keyEnd + DIGEST_BYTES);
    const hasValue = kind !== "delete" && kind !== "expire";
    if (hash.some((byte) => byte !== 0) !== hasValue || leaseDeadlineNs > 0n !== hasValue) {
      throw malformed(offset, `a ${kind} ${hasValue ? "without" : "with"} a value or a lease`);
    }
    yield {
      revision: view.getBigUint64(offset),
      kind,
      key: bytes.slice(keyStart, keyEnd),
      valueSha256: hasValue ? hash : undefined,
      leaseDeadlineNs,
      encoded: bytes.subarray(offset, end),
    };
    offset = end;
  }
}

function malformed(offset: number, what: string): ChangesInvalid {
  return new ChangesInvalid(`the mutation at byte ${offset} is malformed: ${what}`);
}

/** The digest after mutations. @param digest the one before them, 32 bytes */
export function foldMutations(
  digest: Uint8Array,
  mutations: Iterable<Pick<Mutation, "encoded">>,
): Uint8Array {
  let folded = digest;
  for (const { encoded } of mutations) {
    folded = sha256.create().update(folded).update(encoded).digest();
  }
  return folded;
}

/** All mutations of a namespace by one block. */
export interface BlockChanges {
  readonly height: number;
  /** Height of the block that made the mutation before these, as the node says; 0 for none. */
  readonly previousHeight: number;
  readonly firstRevision: bigint;
  readonly lastRevision: bigint;
  /** Well-formed, with revisions that follow each other. */
  readonly encoded: Uint8Array;
}

/**
 * What a block's events say of a namespace. It is in order in itself; whether it is true the digest shows.
 *
 * @returns undefined if the block did not change the namespace
 * @throws ChangesInvalid if the events contradict themselves
 * @source modules/kv/README.md, "Finding the mutations"
 */
export function changesOfBlock(
  { height, events }: BlockResults,
  namespace: string,
): BlockChanges | undefined {
  const own = events.filter((event) => event.type === "kv" && isOf(event, namespace));
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  let before: { revision: bigint; first: bigint; previousHeight: number } | undefined;
  for (const event of own) {
    const previousHeight = readNumber(event, "previous_height", height);
    const isInOrder = before ? previousHeight === BigInt(height) : previousHeight < height;
    if (!isInOrder) {
      throw new ChangesInvalid(`block ${height} says that block ${previousHeight} came before`);
    }
    const bytes = readChanges(event, height, CHANGES_BLOCK_BYTES_MAX - sizeBytes);
    const { first, last } = revisionsOf(bytes, height);
    if (last !== readNumber(event, "revision", height) || first < 1n) {
      throw new ChangesInvalid(`block ${height} has an event of another revision than its changes`);
    }
    if (before && first !== before.revision + 1n) {
      throw new ChangesInvalid(`block ${height} goes from ${before.revision} to ${first}`);
    }
    before = {
      revision: last,
      first: before?.first ?? first,
      previousHeight: before?.previousHeight ?? Number(previousHeight),
    };
    parts.push(bytes);
    sizeBytes += bytes.length;
  }
  if (!before) return undefined;
  const { previousHeight, first, revision } = before;
  const encoded = join(parts, sizeBytes);
  return { height, previousHeight, firstRevision: first, lastRevision: revision, encoded };
}

function revisionsOf(bytes: Uint8Array, height: number): { first: bigint; last: bigint } {
  let first: bigint | undefined;
  let last = 0n;
  for (const { revision } of decodeMutations(bytes)) {
    if (first !== undefined && revision !== last + 1n) {
      throw new ChangesInvalid(`block ${height} goes from revision ${last} to ${revision}`);
    }
    first ??= revision;
    last = revision;
  }
  if (first === undefined) throw new ChangesInvalid(`block ${height} has an event without changes`);
  return { first, last };
}

function isOf({ attributes }: BlockEvent, namespace: string): boolean {
  return attributes.some(({ key, value }) => key === "namespace" && value === namespace);
}

/** @throws ChangesInvalid unless the event has it once */
function readAttribute({ attributes }: BlockEvent, name: string, height: number): string {
  const [found, second] = attributes.filter(({ key }) => key === name);
  if (found !== undefined && second === undefined) return found.value;
  throw new ChangesInvalid(`block ${height} has an event without one ${name}`);
}

function readNumber(event: BlockEvent, name: string, height: number): bigint {
  const text = readAttribute(event, name, height);
  if (/^(?:0|[1-9][0-9]{0,19})$/.test(text)) return BigInt(text);
  throw new ChangesInvalid(`block ${height} has an event whose ${name} is no number`);
}

function readChanges(event: BlockEvent, height: number, bytesMax: number): Uint8Array {
  // An event that names two namespaces is of neither.
  readAttribute(event, "namespace", height);
  const text = readAttribute(event, "changes", height);
  if (text.length > Math.ceil(bytesMax / 3) * 4) {
    throw new ChangesInvalid(`block ${height} has more than ${CHANGES_BLOCK_BYTES_MAX} bytes`);
  }
  try {
    return base64.decode(text);
  } catch (error) {
    throw new ChangesInvalid(`block ${height} has an event that is not base64`, { cause: error });
  }
}

function join(parts: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const joined = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
