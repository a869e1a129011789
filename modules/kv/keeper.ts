import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import type {
  Entry,
  Grant,
  KeyRange,
  Lease,
  LeaseState,
  Namespace,
  Params,
} from "../../proto/gen/lazuli/kv/v1/kv.ts";
import type { Operation, OperationResult } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import { concatBytes, prefixEnd } from "../../app/core/bytes.ts";
import type { Context } from "../../app/core/context.ts";
import { located } from "../../app/core/errors.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { uint64ToBytes } from "../../app/core/integers.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { invalidArgument } from "../../app/core/query-error.ts";
import { Access, isInForce, ownerOf } from "./access.ts";
import { describeKey, KvError } from "./errors.ts";
import { isLive, leaseSeconds, newDeadline, remainingSeconds } from "./lease.ts";
import { type NamespaceId, parseNamespace } from "./namespace.ts";
import { assertSome, runOperation, type Workspace } from "./operations.ts";
import { parseRentPrice, validateParams } from "./params.ts";
import { keyBounds, type KeyBounds } from "./range.ts";
import { RentFlows, type RentNeeds, rentOf, usedRent } from "./rent.ts";
import { entryKey, grantKey, KvState, namespaceKey, ownerKey } from "./state.ts";
import { NamespaceWriter, type Terms } from "./writer.ts";

/** A write as messages have it. */
export interface WriteRequest {
  readonly signer: string;
  readonly namespace: string;
}

/** What writing a value would cost. Amounts in the smallest unit of `denom`. */
export interface RentQuote {
  readonly denom: string;
  readonly escrow: bigint;
  readonly charge: bigint;
  readonly refund: bigint;
}

const NO_BYTES = new Uint8Array(0);

/** Namespaces and their entries. */
export class KvKeeper {
  readonly state = new KvState();
  readonly needs: RentNeeds;
  #parsed: Terms | undefined;

  constructor(needs: RentNeeds) {
    this.needs = needs;
  }

  params(ctx: Context): Params {
    const params = this.state.params.get(ctx);
    if (!params) throw new MachineFault("the parameters of kv are not set");
    return params;
  }

  /** @throws KvError.invalidParams */
  setParams(ctx: Context, params: Params): void {
    validateParams(params);
    this.state.params.set(ctx, params);
  }

  /** The parameters, with the rent price as a number. */
  terms(ctx: Context): Terms {
    const params = this.params(ctx);
    // Parameters are the same object until they change, so the text is parsed once.
    if (this.#parsed?.params !== params) {
      this.#parsed = { params, price: parseRentPrice(params.rentPrice) };
    }
    return this.#parsed;
  }

  /**
   * Runs operations in one namespace, in order; each sees what those before it did.
   *
   * @returns one result for each
   * @throws KvError, CoreError.insufficientFunds; what was changed is then for the caller's branch to drop
   */
  write(
    ctx: Context,
    { signer, namespace }: WriteRequest,
    operations: readonly Operation[],
  ): OperationResult[] {
    const id = parseNamespace(ctx, namespace);
    const account = ctx.addresses.parse(signer);
    const before = this.namespace(ctx, id);
    const terms = this.terms(ctx);
    const flows = new RentFlows();
    const work: Workspace = {
      ctx,
      namespace: this.path(ctx, id),
      access: new Access(ctx, this.state, { id, record: before, account }),
      writer: new NamespaceWriter(ctx, this.state, id, { before, terms, flows }),
      walk: (bounds) => this.#walk(ctx, id, bounds),
    };
    const isBatch = operations.length > 1;
    if (isBatch) assertSome(operations.length, terms.params.operationsMax, "operations");
    const results = operations.map((operation, i) =>
      isBatch
        ? located(`operation ${i}`, () => runOperation(work, operation))
        : runOperation(work, operation),
    );
    work.writer.finish();
    flows.pay(ctx, this.needs, { payer: account, owner: ownerOf(ctx, id, before) });
    return results;
  }

  /** The entry of a key; undefined if it is absent at the block time. */
  entry(ctx: Context, id: NamespaceId, key: Uint8Array): Entry | undefined {
    const stored = this.state.entries.get(ctx, [id.owner, id.name, key]);
    return stored && isLive(stored, ctx.timeNs) ? stored : undefined;
  }

  /** @throws KvError.keyNotFound */
  leaseOf(ctx: Context, namespace: string, key: Uint8Array): LeaseState {
    const entry = this.entry(ctx, parseNamespace(ctx, namespace), key);
    if (!entry) throw KvError.keyNotFound(`${describeKey(key)} in ${namespace}`);
    return leaseState(ctx, key, entry.leaseDeadlineNs);
  }

  namespace(ctx: Context, id: NamespaceId): Namespace | undefined {
    return this.state.namespaces.get(ctx, [id.owner, id.name]);
  }

  /** `<owner address>/<name>`, in the one form that events and readers know; bech32 may also be written in capitals. */
  path(ctx: Context, id: NamespaceId): string {
    return `${ctx.addresses.format(id.owner)}/${id.name}`;
  }

  /** How long the sweep is behind in a namespace, nanoseconds; 0 if its counts are exact. */
  sweepLagNs(ctx: Context, record: Namespace | undefined): bigint {
    const next = record?.nextLeaseDeadlineNs ?? 0n;
    // From its deadline on an entry is absent: at the deadline itself the sweep is a nanosecond behind.
    return next > 0n && next <= ctx.timeNs ? ctx.timeNs - next + 1n : 0n;
  }

  /**
   * One page of a namespace's entries, in byte order of the keys.
   *
   * @throws CoreError.invalidRequest for pagination that is out of bounds
   */
  page<T>(
    ctx: Context,
    id: NamespaceId,
    range: KeyRange | undefined,
    request: PageRequest | undefined,
    toEntry: (key: Uint8Array, entry: Entry) => T,
  ): Page<T> {
    refuseTotal(request);
    // The namespace alone is the page's prefix: below a prefix of keys the key that equals it would be an empty next_key,
    // which means that there is no more.
    return paginate(ctx, this.state.entries, request, ([, , key], entry) => toEntry(key, entry), {
      ...this.#bounds(id, keyBounds(range)),
      isListed: (_, entry) => isLive(entry, ctx.timeNs),
    });
  }

  /** The namespaces that an address owns. */
  namespacesOf(
    ctx: Context,
    owner: Uint8Array,
    request: PageRequest | undefined,
  ): Page<NamespaceId> {
    refuseTotal(request);
    const toId = ([, path, name]: readonly [Uint8Array, Uint8Array, string]): NamespaceId => ({
      owner: path,
      name,
    });
    const prefix = ownerKey.encodePrefix([owner]);
    return paginate(ctx, this.state.owners, request, (key) => toId(key), { prefix });
  }

  /** The namespaces that an address owns, from an encoded `(owner, name)` on; the caller bounds how far. */
  *walkNamespacesOf(ctx: Context, owner: Uint8Array, from: Uint8Array): Iterable<NamespaceId> {
    const prefix = ownerKey.encodePrefix([owner]);
    const start = concatBytes(prefix, from);
    for (const [[, path, name]] of this.state.owners.walk(ctx, { prefix, start })) {
      yield { owner: path, name };
    }
  }

  /** The leases of a namespace that end first. */
  shortestLeases(ctx: Context, id: NamespaceId, limit: number): LeaseState[] {
    const leases: LeaseState[] = [];
    const prefix = namespaceKey.encodePrefix([id.owner, id.name]);
    const start = concatBytes(prefix, leaseStart(ctx.timeNs));
    for (const [[, , deadlineNs, key]] of this.state.leases.walk(ctx, { prefix, start })) {
      if (leases.length >= limit) break;
      leases.push(leaseState(ctx, key, deadlineNs));
    }
    return leases;
  }

  /** The grants of a namespace that are in force. */
  grants(
    ctx: Context,
    id: NamespaceId,
    grantee: Uint8Array | undefined,
    request: PageRequest | undefined,
  ): Page<{ readonly grantee: Uint8Array; readonly prefix: Uint8Array; readonly grant: Grant }> {
    refuseTotal(request);
    const record = this.namespace(ctx, id);
    const prefix = namespaceKey.encodePrefix([id.owner, id.name]);
    // Not the page's prefix: below it the grant for all keys would be an empty next_key, which means that there is no more.
    const start = grantee && grantKey.encodePrefix([id.owner, id.name, grantee]);
    return paginate(
      ctx,
      this.state.grants,
      request,
      ([, , account, prefix], grant) => ({ grantee: account, prefix, grant }),
      {
        prefix,
        start,
        end: start && prefixEnd(start),
        isListed: (_, grant) => record !== undefined && isInForce(ctx, record, grant),
      },
    );
  }

  /** What it would cost to write a value now. @throws KvError.leaseTooLong */
  quote(
    ctx: Context,
    id: NamespaceId,
    key: Uint8Array,
    value: { readonly bytes: bigint; readonly lease: Lease | undefined },
  ): RentQuote {
    const { params, price } = this.terms(ctx);
    const entry = this.entry(ctx, id, key);
    const isKept = entry && leaseSeconds(value.lease, params.leaseSecondsMax) === 0n;
    const deadlineNs = isKept
      ? entry.leaseDeadlineNs
      : newDeadline(ctx.timeNs, value.lease, params);
    const escrow = rentOf(price, BigInt(key.length) + value.bytes, deadlineNs - ctx.timeNs);
    const flows = new RentFlows();
    const used = entry ? usedRent(price, key, entry, ctx.timeNs) : 0n;
    flows.add(used, entry ? entry.escrow - used : 0n, escrow);
    const { charge, refund } = flows;
    return { denom: this.needs.chain.feePrice(ctx).feeDenom, escrow, charge, refund };
  }

  *#walk(ctx: Context, id: NamespaceId, bounds: KeyBounds): Iterable<readonly [Uint8Array, Entry]> {
    for (const [[, , key], entry] of this.state.entries.walk(ctx, this.#bounds(id, bounds))) {
      yield [key, entry];
    }
  }

  #bounds(id: NamespaceId, { start, end }: KeyBounds) {
    const bound = (key: Uint8Array | undefined) => key && entryKey.encode([id.owner, id.name, key]);
    return {
      prefix: entryKey.encode([id.owner, id.name, NO_BYTES]),
      start: bound(start),
      end: bound(end),
    };
  }
}

/** Where the leases that end after a block time begin, below their namespace. */
function leaseStart(timeNs: bigint): Uint8Array {
  return uint64ToBytes(timeNs + 1n);
}

function leaseState(ctx: Context, key: Uint8Array, deadlineNs: bigint): LeaseState {
  return { key, deadlineNs, remainingSeconds: remainingSeconds(deadlineNs, ctx.timeNs) };
}

/** @throws CoreError.invalidRequest for `count_total` */
export function refuseTotal(request: PageRequest | undefined): void {
  if (request?.countTotal === true) {
    throw invalidArgument("count_total would walk; ask Count, which is kept");
  }
}
