import { sha256 } from "@noble/hashes/sha2.js";
import { orAbort } from "../../app/client/abort.ts";
import type { ResultsBase } from "../../app/client/block-results.ts";
import { ClientError, QueryFailed } from "../../app/client/errors.ts";
import { ProofInvalid } from "../../app/client/proof.ts";
import { readProven } from "../../app/client/proven.ts";
import type { ProofBase } from "../../app/client/proven.ts";
import { queryAbci } from "../../app/client/query.ts";
import type { QueryAnswer, QueryBase } from "../../app/client/query.ts";
import { Entry, Namespace } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { ChangesInvalid, DIGEST_BYTES, EMPTY_DIGEST, changesOfBlock } from "./client-mutations.ts";
import type { BlockChanges } from "./client-mutations.ts";
import { parseNamespacePath } from "./client-namespace.ts";
import { KV_STORE, entryStoreKey, namespaceStoreKey } from "./keys.ts";

/**
 * Where changes come from: proofs and headers, block results, values. Only what the headers lead to is believed, so the
 * parts may be of different nodes, and the headers those of a light client.
 */
export type ChangesBase = QueryBase & ProofBase & ResultsBase;

/** Where a namespace has come to. Kept, it is what a later process goes on from. */
export interface Checkpoint {
  readonly revision: bigint;
  /** After the mutation of that revision; 32 bytes. */
  readonly digest: Uint8Array;
  /** A height at which the namespace had come to this revision; later heights have it or a later one. */
  readonly height: number;
}

/** Before the first mutation. */
export const BEGINNING: Checkpoint = { revision: 0n, digest: EMPTY_DIGEST, height: 0 };

/** @throws ClientError unless a caller's checkpoint has the form of one */
export function assertCheckpoint({ revision, digest, height }: Checkpoint): void {
  if (revision >= 0n && digest.length === DIGEST_BYTES && Number.isSafeInteger(height)) return;
  throw new ClientError(
    `checkpoint: expected a revision of 0 or more, a digest of ${DIGEST_BYTES} bytes and a height`,
  );
}

/** What the record of a namespace says at a height. */
export interface RecordState extends Checkpoint {
  /** Height of the block that made the last mutation; 0 for none. */
  readonly changedHeight: number;
}

const STORE_PATH = `/store/${KV_STORE}/key`;

/** One namespace as a base tells of it. Every wait ends when the signal aborts, with its reason. */
export class NamespaceSource {
  readonly namespace: string;
  readonly #base: ChangesBase;
  readonly #owner: Uint8Array;
  readonly #name: string;
  readonly #signal: AbortSignal | undefined;

  /** @throws ClientError unless the namespace is `<owner address>/<name>` */
  constructor(base: ChangesBase, namespace: string, signal: AbortSignal | undefined) {
    const { owner, name } = parseNamespacePath(namespace);
    this.namespace = namespace;
    this.#base = base;
    this.#owner = owner;
    this.#name = name;
    this.#signal = signal;
  }

  latestHeight(): Promise<number> {
    return this.#ask(this.#base.latestHeight());
  }

  /** The record as a node says it is. @param height the latest unless given */
  async toldRecord(height: number | undefined): Promise<RecordState> {
    const told = await this.#tell(this.#recordKey(), height);
    return readRecord(told.value, told.height);
  }

  /**
   * The record as the header of the next height proves it. @param height the latest unless given
   *
   * @throws ChangesInvalid if the proof does not hold
   */
  async provenRecord(height: number | undefined): Promise<RecordState> {
    const options = {
      ...(height === undefined ? {} : { height }),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    };
    try {
      const reading = readProven(this.#base, KV_STORE, this.#recordKey(), options);
      const proven = await this.#ask(reading);
      return readRecord(proven.value ?? new Uint8Array(), proven.height);
    } catch (error) {
      if (!(error instanceof ProofInvalid)) throw error;
      throw new ChangesInvalid(`of the record, ${error.message}`, { cause: error });
    }
  }

  /** @returns undefined if the block did not change the namespace, as the node says */
  async block(height: number): Promise<BlockChanges | undefined> {
    const results = await this.#ask(this.#base.blockResults(height));
    if (results.height !== height) {
      throw new ChangesInvalid(`the node answered block ${results.height}, asked was ${height}`);
    }
    return changesOfBlock(results, this.namespace);
  }

  /** The value with this hash that a key held after a block, or still holds. @returns undefined if it is gone */
  async value(key: Uint8Array, hash: Uint8Array, height: number): Promise<Uint8Array | undefined> {
    const storeKey = entryStoreKey(this.#owner, this.#name, key);
    for (const asked of [height, undefined]) {
      const value = await this.#tellValue(storeKey, asked);
      if (value !== undefined && isSame(sha256(value), hash)) return value;
    }
    return undefined;
  }

  async #tellValue(storeKey: Uint8Array, height: number | undefined) {
    const told = await this.#tell(storeKey, height).catch((error: unknown) => {
      // The height is not kept.
      if (error instanceof QueryFailed) return undefined;
      throw error;
    });
    try {
      return told && Entry.decode(told.value).value;
    } catch {
      // Bytes that are no entry are none of ours.
      return undefined;
    }
  }

  #tell(storeKey: Uint8Array, height: number | undefined): Promise<QueryAnswer> {
    return this.#ask(queryAbci(this.#base, STORE_PATH, storeKey, height));
  }

  /** CosmJS throws plain errors where an answer is not what it expects: the node's fault, and no bug. */
  async #ask<T>(asked: Promise<T>): Promise<T> {
    try {
      return await orAbort(asked, this.#signal);
    } catch (error) {
      if (this.#signal?.aborted === true || !(error instanceof Error)) throw error;
      if (error.constructor !== Error) throw error;
      throw new ClientError(`the node's answer cannot be read: ${error.message}`, { cause: error });
    }
  }

  #recordKey(): Uint8Array {
    return namespaceStoreKey(this.#owner, this.#name);
  }
}

function readRecord(value: Uint8Array, height: number): RecordState {
  if (value.length === 0) return { ...BEGINNING, height, changedHeight: 0 };
  const { revision, digest, changedHeight } = decodeRecord(value);
  // A grant alone makes a record.
  if (digest.length === 0 && revision === 0n) return { ...BEGINNING, height, changedHeight: 0 };
  const changed = Number(changedHeight);
  if (digest.length !== DIGEST_BYTES || !Number.isSafeInteger(changed)) {
    throw new ChangesInvalid(`the record of height ${height} is malformed`);
  }
  return { revision, digest, height, changedHeight: changed };
}

function decodeRecord(value: Uint8Array): Namespace {
  try {
    return Namespace.decode(value);
  } catch (error) {
    throw new ChangesInvalid("the record is malformed", { cause: error });
  }
}

export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
