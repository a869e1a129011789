import { bech32 } from "@scure/base";
import { toBytes } from "../../app/client/bytes.ts";
import type { BytesLike } from "../../app/client/bytes.ts";
import { ClientError, isNotFound } from "../../app/client/errors.ts";
import { readProven } from "../../app/client/proven.ts";
import type { ProofBase, ProvenOptions, ProvenState } from "../../app/client/proven.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { Entry } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { KeyEntry, Namespace } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { QueryDefinition } from "../../proto/gen/lazuli/kv/v1/query.ts";
import { type PageOptions, toPagination, toRange } from "./client-messages.ts";
import { KV_STORE, entryStoreKey, isNamespaceName } from "./keys.ts";
import { KEY_BYTES_MAX } from "./limits.ts";

/** Which keys, and which page of them. Pages of one listing have to be asked at one height to be of one state. */
export interface ListOptions extends PageOptions {
  /** The latest unless given. */
  readonly height?: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined on the last page. */
  readonly nextKey: Uint8Array | undefined;
}

/** Queries of the store. `namespace` is `<owner address>/<name>`. All throw QueryFailed if the chain refuses. */
export interface KvExtension {
  readonly kv: {
    /** @returns undefined if the key is absent */
    get(namespace: string, key: BytesLike, height?: number): Promise<Entry | undefined>;
    has(namespace: string, key: BytesLike, height?: number): Promise<boolean>;
    keys(namespace: string, options?: ListOptions): Promise<Page<Uint8Array>>;
    entries(namespace: string, options?: ListOptions): Promise<Page<KeyEntry>>;
    count(namespace: string, height?: number): Promise<bigint>;
    /** @returns undefined before the first write to the namespace */
    namespace(namespace: string, height?: number): Promise<Namespace | undefined>;
  };
}

/** An extension for our clients and for CosmJS's `QueryClient.withExtensions`. */
export function setupKvExtension(base: QueryBase): KvExtension {
  const service = queryService(base, QueryDefinition);
  return {
    kv: {
      async get(namespace, key, height) {
        const answer = await orAbsent(service.get({ namespace, key: toBytes(key) }, height));
        return answer?.entry;
      },
      async has(namespace, key, height) {
        return (await service.has({ namespace, key: toBytes(key) }, height)).has;
      },
      async keys(namespace, options = {}) {
        const { keys, pagination } = await service.keys(
          { namespace, ...listRequest(options) },
          options.height,
        );
        return { items: keys, nextKey: nextKey(pagination) };
      },
      async entries(namespace, options = {}) {
        const { entries, pagination } = await service.entries(
          { namespace, ...listRequest(options) },
          options.height,
        );
        return { items: entries, nextKey: nextKey(pagination) };
      },
      async count(namespace, height) {
        return (await service.count({ namespace }, height)).count;
      },
      async namespace(namespace, height) {
        return (await orAbsent(service.namespace({ namespace }, height)))?.namespace;
      },
    },
  };
}

/** What the state of one height proves about a key. */
export interface ProvenEntry extends ProvenState {
  /** Undefined if the key is proven to be absent. */
  readonly entry: Entry | undefined;
}

/** Reads that are checked against the app hash before they are answered; app/client/proven.ts says what is believed. */
export interface ProvenKvExtension {
  readonly provenKv: {
    /** @throws ProofInvalid if the proof does not hold; ClientError for a malformed namespace or key */
    get(namespace: string, key: BytesLike, options?: ProvenOptions): Promise<ProvenEntry>;
  };
}

/** An extension for our client. */
export function setupProvenKvExtension(base: ProofBase): ProvenKvExtension {
  return {
    provenKv: {
      async get(namespace, key, options) {
        const storeKey = storeKeyOf(namespace, toBytes(key));
        const { value, height, appHash } = await readProven(base, KV_STORE, storeKey, options);
        return { entry: value && Entry.decode(value), height, appHash };
      },
    },
  };
}

/** A namespace or key that cannot exist would be proven absent, and the mistake would go unseen. */
function storeKeyOf(namespace: string, key: Uint8Array): Uint8Array {
  const slash = namespace.indexOf("/");
  const name = namespace.slice(slash + 1);
  const owner = bech32.decodeUnsafe(namespace.slice(0, Math.max(0, slash)), false);
  const address = owner && bech32.fromWordsUnsafe(owner.words);
  if (!address || address.length === 0 || address.length > 255 || !isNamespaceName(name)) {
    throw new ClientError(
      `namespace ${JSON.stringify(namespace.slice(0, 160))}: expected "<owner address>/<name>"`,
    );
  }
  if (key.length === 0 || key.length > KEY_BYTES_MAX) {
    throw new ClientError(`key of ${key.length} bytes: expected 1 to ${KEY_BYTES_MAX}`);
  }
  return entryStoreKey(address, name, key);
}

function listRequest(options: ListOptions) {
  return { range: toRange(options), pagination: toPagination(options) };
}

function nextKey(pagination: { nextKey: Uint8Array } | undefined): Uint8Array | undefined {
  return pagination === undefined || pagination.nextKey.length === 0
    ? undefined
    : pagination.nextKey;
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
