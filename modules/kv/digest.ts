import { concatBytes } from "../../app/core/bytes.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { uint64ToBytes } from "../../app/core/integers.ts";

/** What a mutation did; the numbers are part of the digest and are never reused. */
export const MUTATION_KINDS = { create: 1, update: 2, delete: 3 } as const;
export type MutationKind = keyof typeof MUTATION_KINDS;

export interface Mutation {
  /** The namespace's revision that this mutation makes. */
  readonly revision: bigint;
  readonly kind: MutationKind;
  readonly key: Uint8Array;
  /** The new value; undefined for a delete. */
  readonly value: Uint8Array | undefined;
  /** Nanoseconds since the Unix epoch; 0 for none, and for a delete. */
  readonly leaseDeadlineNs: bigint;
}

/** The digest of a namespace without mutations: 32 zero bytes. */
export const EMPTY_DIGEST = new Uint8Array(32);

/** In the place of a value's hash where there is no value. */
const NO_VALUE = new Uint8Array(32);

/**
 * SHA-256(digest ‖ revision ‖ kind ‖ key length ‖ key ‖ SHA-256(value) ‖ lease deadline), with the revision and the deadline in
 * 8 bytes, the kind in one and the key's length in two, all big-endian; for a delete 32 zero bytes stand for the value's hash.
 *
 * @source modules/kv/README.md, "Revision and digest"
 */
export function foldMutation(
  crypto: Pick<Crypto, "sha256">,
  digest: Uint8Array,
  mutation: Mutation,
): Uint8Array {
  const { key, value } = mutation;
  return crypto.sha256(
    concatBytes(
      digest,
      uint64ToBytes(mutation.revision),
      Uint8Array.of(MUTATION_KINDS[mutation.kind], key.length >> 8, key.length & 0xff),
      key,
      value === undefined ? NO_VALUE : crypto.sha256(value),
      uint64ToBytes(mutation.leaseDeadlineNs),
    ),
  );
}
