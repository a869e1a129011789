import { concatBytes } from "../../app/core/bytes.ts";
import type { Crypto } from "../../app/core/crypto.ts";
import { uint64ToBytes } from "../../app/core/integers.ts";

/** What a mutation did; the numbers are part of the digest and are never reused. */
export const MUTATION_KINDS = { create: 1, update: 2, delete: 3, expire: 4, renew: 5 } as const;
export type MutationKind = keyof typeof MUTATION_KINDS;

export interface Mutation {
  /** The namespace's revision that this mutation makes. */
  readonly revision: bigint;
  readonly kind: MutationKind;
  readonly key: Uint8Array;
  /** SHA-256 of the value that the key now holds; {@link NO_VALUE_HASH} if it holds none any more. */
  readonly valueHash: Uint8Array;
  /** Nanoseconds since the Unix epoch; 0 if the key holds nothing any more. */
  readonly leaseDeadlineNs: bigint;
}

/** The digest of a namespace without mutations: 32 zero bytes. */
export const EMPTY_DIGEST = new Uint8Array(32);

/** In the place of a value's hash where there is no value: 32 zero bytes. */
export const NO_VALUE_HASH = new Uint8Array(32);

/**
 * The canonical encoding: revision (8 bytes) ‖ kind (1) ‖ length of key (2) ‖ key ‖ SHA-256(value) (32) ‖ lease deadline (8),
 * all big-endian. The length of the key says where it ends, so encodings can follow each other.
 *
 * @source modules/kv/README.md, "Revision and digest"
 */
export function encodeMutation(mutation: Mutation): Uint8Array {
  const { key } = mutation;
  return concatBytes(
    uint64ToBytes(mutation.revision),
    Uint8Array.of(MUTATION_KINDS[mutation.kind], key.length >> 8, key.length & 0xff),
    key,
    mutation.valueHash,
    uint64ToBytes(mutation.leaseDeadlineNs),
  );
}

/** SHA-256(digest ‖ encoded mutation). */
export function foldMutation(
  crypto: Pick<Crypto, "sha256">,
  digest: Uint8Array,
  encoded: Uint8Array,
): Uint8Array {
  return crypto.sha256(concatBytes(digest, encoded));
}
