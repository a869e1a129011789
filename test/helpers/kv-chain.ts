import assert from "node:assert/strict";
import type { Entry, Namespace, Params } from "../../proto/gen/lazuli/kv/v1/kv.ts";
import { ChainError } from "../../app/core/errors.ts";
import type { Event } from "../../app/core/events.ts";
import { JsonValue } from "../../app/core/json.ts";
import type { KvKeeper } from "../../modules/kv/keeper.ts";
import { kvModule } from "../../modules/kv/module.ts";
import { type NamespaceId, parseNamespace } from "../../modules/kv/namespace.ts";
import { escrowAddress } from "../../modules/kv/rent.ts";
import { bankChain, runMessage, runQuery } from "./bank-chain.ts";
import type { MemoryContextOptions } from "./context.ts";
import { AddressCodec, moduleAddress } from "../../app/core/address.ts";
import { createSigner } from "./tx.ts";

export const DENOM = "ulaz";
export const NS = 1_000_000_000n;
/** What everybody starts with. */
export const FUNDS = 1_000_000_000_000n;
export const START_NS = 1_700_000_000n * NS;

/** One for all contexts: it remembers the addresses that it has parsed. */
const addresses = new AddressCodec("lazuli");

type Fields = Readonly<Record<string, unknown>>;

/** A message that was run. */
export interface Outcome {
  readonly response: Fields;
  readonly events: readonly Event[];
}

/**
 * The kv module with the bank and accounts that it needs, on stores in memory: messages that are all or nothing, and blocks
 * whose time is set by hand.
 */
export class KvChain {
  readonly people: readonly string[];
  timeNs = START_NS;
  height = 1n;
  #chain = bankChain();
  #module = this.#createModule();

  /** @param names of who has funds */
  constructor(
    names: readonly string[],
    options: {
      readonly params?: Partial<Params>;
      /** Of each of the people, in their order; {@link FUNDS} unless given. */
      readonly funds?: readonly bigint[];
      /** `app_state.kv` and what is in `bank.balances` for it; a new chain unless given. */
      readonly genesis?: { readonly bank: unknown; readonly auth: unknown; readonly kv: unknown };
    } = {},
  ) {
    this.people = names.map((name) => createSigner(name).address);
    const { genesis } = options;
    if (genesis) this.#chain.init({ bank: genesis.bank, auth: genesis.auth });
    else this.#fund(options.funds ?? []);
    const ctx = this.context({ mode: "genesis" });
    const state: unknown = genesis ? genesis.kv : this.module.defaultGenesis?.();
    this.module.initGenesis?.(ctx, new JsonValue(state, "app_state.kv"), []);
    const { keeper } = this.module;
    if (options.params) keeper.setParams(ctx, { ...keeper.params(ctx), ...options.params });
  }

  get module(): ReturnType<typeof kvModule> {
    return this.#module;
  }

  /** New instances of all modules go on with the same state, as after a restart of the node. */
  restart(): void {
    this.#chain = bankChain({ state: this.#chain.state });
    this.#module = this.#createModule();
  }

  get keeper(): KvKeeper {
    return this.module.keeper;
  }

  /** Every record of the module's store, as hexadecimal. */
  get records(): (readonly [key: string, value: string])[] {
    return this.#chain.state.store("kv").entries;
  }

  /** Every record of the module's store. */
  walkRecords(): Iterable<readonly [key: Uint8Array, value: Uint8Array]> {
    return this.#chain.state.store("kv").range();
  }

  context(options: MemoryContextOptions = {}) {
    const { timeNs, height } = this;
    return this.#chain.context({ timeNs, height, addresses, ...options });
  }

  /** The next block begins: time passes, and the sweep runs. @returns the events of the sweep */
  block(seconds = 1n): readonly Event[] {
    return this.blockAfter(seconds * NS);
  }

  /** As {@link block}, with the time to the nanosecond. */
  blockAfter(durationNs: bigint): readonly Event[] {
    this.height += 1n;
    this.timeNs += durationNs;
    const ctx = this.context({ mode: "block" });
    this.module.beginBlock?.(ctx);
    return ctx.events.all;
  }

  /**
   * Runs a message as the executor does; if it fails, nothing of it is left.
   *
   * @param name without `Msg`
   * @param fields of the message that are not 0 or empty, without the signer
   */
  run(signer: string, name: string, fields: Fields): Outcome {
    const typeUrl = `/lazuli.kv.v1.Msg${name}`;
    const route = this.module.messages?.find((candidate) => candidate.typeUrl === typeUrl);
    assert.ok(route, typeUrl);
    const request = route.request as unknown as { fromPartial(fields: Fields): Fields };
    const message = request.fromPartial({ ...fields, signer });
    const ctx = this.context();
    const undo = this.#chain.state.mark();
    try {
      const response = runMessage(this.module.messages, ctx, typeUrl, message) as Fields;
      return { response, events: ctx.events.all };
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** The response of a message, or the code of the error: a number for codespace kv, else `sdk/5`. */
  attempt(signer: string, name: string, fields: Fields): Fields | number | string {
    try {
      return this.run(signer, name, fields).response;
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      return error.codespace === "kv" ? error.code : `${error.codespace}/${error.code}`;
    }
  }

  query(method: string, request: Fields): Fields {
    const ctx = this.context({ mode: "query" });
    return runQuery(this.module.queries, ctx, `/lazuli.kv.v1.Query/${method}`, request) as Fields;
  }

  id(namespace: string): NamespaceId {
    return parseNamespace(this.context(), namespace);
  }

  entry(namespace: string, key: Uint8Array): Entry | undefined {
    return this.keeper.entry(this.context(), this.id(namespace), key);
  }

  record(namespace: string): Namespace | undefined {
    return this.keeper.namespace(this.context(), this.id(namespace));
  }

  balance(address: string): bigint {
    const ctx = this.context();
    return this.#chain.bank.keeper.balance(ctx, ctx.addresses.parse(address), DENOM);
  }

  /** What the module's account holds. */
  get escrow(): bigint {
    const ctx = this.context();
    return this.#chain.bank.keeper.balance(ctx, escrowAddress(ctx), DENOM);
  }

  /** What the fee collector has got. */
  get collected(): bigint {
    const ctx = this.context();
    const collector = moduleAddress(ctx.crypto, "fee_collector");
    return this.#chain.bank.keeper.balance(ctx, collector, DENOM);
  }

  get supply(): bigint {
    return this.#chain.bank.keeper.supply(this.context(), DENOM);
  }

  /** What a new chain is started from to be in this state. */
  export(): { bank: unknown; auth: unknown; kv: unknown } {
    const { bank, auth } = this.#chain.export();
    const kv: unknown = this.module.exportGenesis?.(this.context({ mode: "query" }));
    return JSON.parse(JSON.stringify({ bank, auth, kv })) as ReturnType<KvChain["export"]>;
  }

  #createModule(): ReturnType<typeof kvModule> {
    const chain = { feePrice: () => ({ feeDenom: DENOM }) };
    return kvModule({ bank: this.#chain.bank.keeper, chain, feeCollector: "fee_collector" });
  }

  #fund(funds: readonly bigint[]): void {
    const balances = this.people.map((address, i) => ({
      address,
      coins: [{ denom: DENOM, amount: (funds[i] ?? FUNDS).toString() }],
    }));
    const { bank } = this.#chain;
    this.#chain.init({ bank: { ...(bank.defaultGenesis?.() as object), balances } });
  }
}
