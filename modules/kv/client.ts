import { toBytes } from "../../app/client/bytes.ts";
import type { BytesLike } from "../../app/client/bytes.ts";
import { ClientError, isNotFound } from "../../app/client/errors.ts";
import { pageOf, pageRequest } from "../../app/client/page.ts";
import type { ListOptions as PlainListOptions, Page } from "../../app/client/page.ts";
import { readProven } from "../../app/client/proven.ts";
import type { ProofBase, ProvenOptions, ProvenState } from "../../app/client/proven.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase, QueryService } from "../../app/client/query.ts";
import { Entry, Namespace } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { KeyEntry, LeaseState, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { QueryDefinition } from "../../proto/gen/lazuli/kv/v1/query.ts";
import type {
  GranteeGrant,
  NamespaceKey,
  QueryCountResponse,
} from "../../proto/gen/lazuli/kv/v1/query.ts";
import { toLease, toRange } from "./client-messages.ts";
import type { LeaseTime, RangeOptions } from "./client-messages.ts";
import { parseNamespacePath } from "./client-namespace.ts";
import { KV_STORE, entryStoreKey, namespaceStoreKey } from "./keys.ts";
import { KEY_BYTES_MAX } from "./limits.ts";

interface AtHeight {
  /** The latest unless given. */
  readonly height?: number;
}

/** Which keys, and which page of them. */
export interface ListOptions extends RangeOptions, PlainListOptions {}

export interface GrantListOptions extends PlainListOptions {
  /** Those of this address alone. */
  readonly grantee?: string;
}

/** The record of a namespace, with what follows from it at a block time. */
export interface NamespaceInfo extends Namespace {
  /** Address of who owns it, also where the record says that by nothing. */
  readonly owner: string;
  /** Nanoseconds by which the sweep is behind; 0 if `entries` and `bytes` are exact. */
  readonly sweepLagNs: bigint;
}

/** What a write would cost in rent, in the smallest unit of the denom. */
export interface RentQuote {
  readonly denom: string;
  /** What will be held for the whole of the lease. */
  readonly escrow: bigint;
  /** What the writer pays now. */
  readonly charge: bigint;
  /** What the owner gets back now. */
  readonly refund: bigint;
}

/** Queries of the store. `namespace` is `<owner address>/<name>`. All throw QueryFailed if the chain refuses. */
export interface KvExtension {
  readonly kv: {
    params(height?: number): Promise<Params>;
    /** @returns undefined if the key is absent */
    get(namespace: string, key: BytesLike, height?: number): Promise<Entry | undefined>;
    has(namespace: string, key: BytesLike, height?: number): Promise<boolean>;
    keys(namespace: string, options?: ListOptions): Promise<Page<Uint8Array>>;
    entries(namespace: string, options?: ListOptions): Promise<Page<KeyEntry>>;
    /** The count includes entries whose lease has ended while the sweep is behind. */
    count(namespace: string, height?: number): Promise<QueryCountResponse>;
    /** @returns undefined before the first write to the namespace */
    namespace(namespace: string, height?: number): Promise<NamespaceInfo | undefined>;
    /** What an address owns: `<address of who made it>/<name>`. */
    namespaces(owner: string, options?: PlainListOptions): Promise<Page<string>>;
    /** The keys of all namespaces that an address owns. `reverse` is refused. */
    myKeys(owner: string, options?: PlainListOptions): Promise<Page<NamespaceKey>>;
    /** @returns undefined if the key is absent */
    lease(namespace: string, key: BytesLike, height?: number): Promise<LeaseState | undefined>;
    /** The leases that end first. @param limit 1 to 1,000 */
    shortestLeases(namespace: string, limit: number, height?: number): Promise<LeaseState[]>;
    grants(namespace: string, options?: GrantListOptions): Promise<Page<GranteeGrant>>;
    /** @param valueBytes of the value that would be written by an upsert */
    rent(
      namespace: string,
      key: BytesLike,
      valueBytes: number,
      options?: AtHeight & { readonly lease?: LeaseTime },
    ): Promise<RentQuote>;
  };
}

type Service = QueryService<typeof QueryDefinition>;

/** An extension for our clients and for CosmJS's `QueryClient.withExtensions`. */
export function setupKvExtension(base: QueryBase): KvExtension {
  const service = queryService(base, QueryDefinition);
  return { kv: { ...entryQueries(service), ...namespaceQueries(service) } };
}

function entryQueries(service: Service) {
  return {
    async get(namespace: string, key: BytesLike, height?: number) {
      const answer = await orAbsent(service.get({ namespace, key: toBytes(key) }, height));
      return answer?.entry;
    },
    async has(namespace: string, key: BytesLike, height?: number) {
      return (await service.has({ namespace, key: toBytes(key) }, height)).has;
    },
    async keys(namespace: string, options: ListOptions = {}) {
      const { keys, pagination } = await service.keys(
        { namespace, ...listRequest(options) },
        options.height,
      );
      return pageOf(keys, pagination);
    },
    async entries(namespace: string, options: ListOptions = {}) {
      const { entries, pagination } = await service.entries(
        { namespace, ...listRequest(options) },
        options.height,
      );
      return pageOf(entries, pagination);
    },
    async lease(namespace: string, key: BytesLike, height?: number) {
      const answer = await orAbsent(service.lease({ namespace, key: toBytes(key) }, height));
      return answer?.lease;
    },
    async shortestLeases(namespace: string, limit: number, height?: number) {
      return (await service.shortestLeases({ namespace, limit }, height)).leases;
    },
    async rent(
      namespace: string,
      key: BytesLike,
      valueBytes: number,
      options: AtHeight & { readonly lease?: LeaseTime } = {},
    ) {
      const { denom, escrow, charge, refund } = await service.rent(
        {
          ...{ namespace, key: toBytes(key), valueBytes: BigInt(valueBytes) },
          lease: toLease(options.lease),
        },
        options.height,
      );
      return {
        denom,
        escrow: BigInt(escrow),
        charge: BigInt(charge),
        refund: BigInt(refund),
      };
    },
  };
}

function namespaceQueries(service: Service) {
  return {
    async params(height?: number) {
      const { params } = await service.params({}, height);
      if (params !== undefined) return params;
      throw new ClientError("the node answered no parameters");
    },
    count: (namespace: string, height?: number) => service.count({ namespace }, height),
    async namespace(namespace: string, height?: number) {
      const answer = await orAbsent(service.namespace({ namespace }, height));
      if (answer?.namespace === undefined) return undefined;
      const { namespace: record, owner, sweepLagNs } = answer;
      return { ...record, owner, sweepLagNs };
    },
    async namespaces(owner: string, options: PlainListOptions = {}) {
      const { namespaces, pagination } = await service.namespaces(
        { owner, pagination: pageRequest(options) },
        options.height,
      );
      return pageOf(namespaces, pagination);
    },
    async myKeys(owner: string, options: PlainListOptions = {}) {
      const { keys, pagination } = await service.myKeys(
        { owner, pagination: pageRequest(options) },
        options.height,
      );
      return pageOf(keys, pagination);
    },
    async grants(namespace: string, options: GrantListOptions = {}) {
      const { grants, pagination } = await service.grants(
        { namespace, grantee: options.grantee ?? "", pagination: pageRequest(options) },
        options.height,
      );
      return pageOf(grants, pagination);
    },
  };
}

/** What the state of one height proves about a key. */
export interface ProvenEntry extends ProvenState {
  /** Undefined if the key is proven to be absent, be it that nothing is there or that its lease has ended. */
  readonly entry: Entry | undefined;
  /** An entry that is in the store still, but whose lease had ended at the block time of the height: it is absent. */
  readonly ended: Entry | undefined;
}

/** What the state of one height proves about a namespace. */
export interface ProvenNamespace extends ProvenState {
  /** Undefined if nothing was ever written to it. */
  readonly record: NamespaceInfo | undefined;
}

/** Reads that are checked against the app hash before they are answered; app/client/proven.ts says what is believed. */
export interface ProvenKvExtension {
  readonly provenKv: {
    /** @throws ProofInvalid if the proof does not hold; ClientError for a malformed namespace or key */
    get(namespace: string, key: BytesLike, options?: ProvenOptions): Promise<ProvenEntry>;
    /** @throws ProofInvalid if the proof does not hold; ClientError for a malformed namespace */
    namespace(namespace: string, options?: ProvenOptions): Promise<ProvenNamespace>;
  };
}

/** An extension for our client. */
export function setupProvenKvExtension(base: ProofBase): ProvenKvExtension {
  return {
    provenKv: {
      async get(namespace, key, options) {
        const { owner, name } = parseNamespacePath(namespace);
        const bytes = toBytes(key);
        assertKey(bytes);
        const storeKey = entryStoreKey(owner, name, bytes);
        const { value, ...state } = await readProven(base, KV_STORE, storeKey, options);
        const stored = value && Entry.decode(value);
        const hasEnded = stored !== undefined && stored.leaseDeadlineNs <= state.timeNs;
        return hasEnded
          ? { ...state, entry: undefined, ended: stored }
          : { ...state, entry: stored, ended: undefined };
      },
      async namespace(namespace, options) {
        const { owner, name } = parseNamespacePath(namespace);
        const storeKey = namespaceStoreKey(owner, name);
        const { value, ...state } = await readProven(base, KV_STORE, storeKey, options);
        const record = value && Namespace.decode(value);
        return { ...state, record: record && describe(namespace, record, state.timeNs) };
      },
    },
  };
}

/** As the node's own query describes it: modules/kv/README.md, "Leases". */
function describe(namespace: string, record: Namespace, timeNs: bigint): NamespaceInfo {
  const { owner, nextLeaseDeadlineNs: next } = record;
  return {
    ...record,
    owner: owner === "" ? namespace.slice(0, namespace.indexOf("/")) : owner,
    sweepLagNs: next > 0n && next <= timeNs ? timeNs - next + 1n : 0n,
  };
}

/** A key that cannot exist would be proven absent, and the mistake would go unseen. */
function assertKey(key: Uint8Array): void {
  if (key.length > 0 && key.length <= KEY_BYTES_MAX) return;
  throw new ClientError(`key of ${key.length} bytes: expected 1 to ${KEY_BYTES_MAX}`);
}

function listRequest(options: ListOptions) {
  return { range: toRange(options), pagination: pageRequest(options) };
}

async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
