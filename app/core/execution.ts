import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import { TxMsgData } from "../../proto/gen/cosmos/base/abci/v1beta1/abci.ts";
import { AddressCodec } from "./address.ts";
import type { App, ChainSettings } from "./app.ts";
import type { Context, Mode, StoreKey } from "./context.ts";
import type { Crypto } from "./crypto.ts";
import { runMessage } from "./dispatch.ts";
import { ChainError, CoreError, located } from "./errors.ts";
import { type Event, EventLog } from "./events.ts";
import { describeError, isMachineFault } from "./faults.ts";
import { GasMeter, RESPONSE_GAS_PER_BYTE } from "./gas.ts";
import { encodeMessage } from "./protobuf.ts";
import type { Branch } from "./store/branch.ts";
import { MeteredStore } from "./store/metered.ts";
import type { Store } from "./store/types.ts";
import { TwoGenerationMap } from "./two-generation-map.ts";
import { decodeTx } from "./tx/decode.ts";
import type { Tx, TxMessage } from "./tx/tx.ts";

/** The result of one transaction. Of it only code, data, gasWanted and gasUsed are hashed into the next header. */
export interface TxResult {
  /** 0 if it succeeded. */
  readonly code: number;
  readonly codespace: string;
  /** Empty if it succeeded. */
  readonly log: string;
  /** A `cosmos.base.abci.v1beta1.TxMsgData` if it succeeded, else empty. */
  readonly data: Uint8Array;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  readonly events: readonly Event[];
}

/** The block that code runs in. */
export interface BlockInfo {
  readonly chainId: string;
  readonly height: bigint;
  /** Nanoseconds since the Unix epoch. */
  readonly timeNs: bigint;
}

/** Hears of a handler's bug. It changes no result: the failed transaction has the SDK's redacted code on every node. */
export type BugReport = (error: unknown, where: string) => void;

const NO_BYTES = new Uint8Array(0);

/** The modes whose events CometBFT drops. */
const UNREAD_EVENTS: ReadonlySet<Mode> = new Set(["check", "recheck", "prepare", "process"]);

/** Decoded transactions of one generation: a large block. */
const REMEMBERED_TXS_MAX = 8_192;

/** Larger transactions are decoded each time: so the memory for the others stays below 32 MiB a generation. */
const REMEMBERED_TX_BYTES_MAX = 4_096;

/** Everything that a transaction, a hook or a query runs with. */
export class ExecutionContext implements Context {
  readonly chainId: string;
  readonly height: bigint;
  readonly timeNs: bigint;
  readonly mode: Mode;
  readonly addresses: AddressCodec;
  readonly crypto: Crypto;
  readonly gas: GasMeter;
  readonly events: EventLog;
  readonly #branch: Branch;
  readonly #stores = new Map<StoreKey, Store>();

  constructor(options: {
    readonly block: BlockInfo;
    readonly mode: Mode;
    readonly addresses: AddressCodec;
    readonly crypto: Crypto;
    readonly gas: GasMeter;
    readonly branch: Branch;
  }) {
    this.chainId = options.block.chainId;
    this.height = options.block.height;
    this.timeNs = options.block.timeNs;
    this.mode = options.mode;
    this.addresses = options.addresses;
    this.crypto = options.crypto;
    this.gas = options.gas;
    this.events = new EventLog(!UNREAD_EVENTS.has(options.mode));
    this.#branch = options.branch;
  }

  store(key: StoreKey): Store {
    let store = this.#stores.get(key);
    if (!store) {
      store = new MeteredStore(this.#branch.store(key.name), this.gas);
      this.#stores.set(key, store);
    }
    return store;
  }
}

/** Runs code of the application on a branch. One object serves all modes: what differs is the branch. */
export class Execution {
  readonly #app: App;
  readonly #crypto: Crypto;
  readonly #report: BugReport;
  /** Well-formed transactions by hash: each is met in CheckTx, in proposals and in its block. Decoding is a pure function. */
  readonly #decoded = new TwoGenerationMap<Tx>(REMEMBERED_TXS_MAX);
  #addresses = new AddressCodec("");

  constructor(app: App, crypto: Crypto, report: BugReport) {
    this.#app = app;
    this.#crypto = crypto;
    this.#report = report;
  }

  /** A context that is not metered: genesis, hooks and queries. */
  context(branch: Branch, block: BlockInfo, mode: Mode): ExecutionContext {
    return this.#context(branch, block, mode, new GasMeter());
  }

  /** The chain's settings in the state of the branch. Later contexts use its address prefix. */
  settings(branch: Branch, block: BlockInfo): ChainSettings {
    const settings = this.#app.settings.settings(this.context(branch, block, "query"));
    if (settings.addressPrefix !== this.#addresses.prefix) {
      this.#addresses = new AddressCodec(settings.addressPrefix);
    }
    return settings;
  }

  /** @throws ChainError if the bytes are not a transaction of this chain */
  decode(bytes: Uint8Array): Tx {
    if (bytes.length > REMEMBERED_TX_BYTES_MAX) return this.#decode(bytes);
    const hash = this.#crypto.sha256String(bytes);
    let tx = this.#decoded.get(hash);
    if (!tx) {
      // A copy: the bytes may be a view of a whole block.
      tx = this.#decode(bytes.slice());
      this.#decoded.set(hash, tx);
    }
    return tx;
  }

  #decode(bytes: Uint8Array): Tx {
    return decodeTx(bytes, (typeUrl) => this.#app.message(typeUrl)?.route);
  }

  /**
   * Runs a transaction. What it wrote is left in the branch: nothing if an ante step failed, what the ante steps wrote if a
   * message failed, everything if it succeeded. In the modes that only admit, messages do not run.
   */
  run(branch: Branch, block: BlockInfo, mode: Mode, bytes: Uint8Array): TxResult {
    let tx: Tx;
    try {
      tx = this.decode(bytes);
    } catch (error) {
      return this.#failure(error, "decoding a transaction", new GasMeter(0n), []);
    }
    return this.runDecoded(branch, block, mode, tx);
  }

  runDecoded(branch: Branch, block: BlockInfo, mode: Mode, tx: Tx): TxResult {
    const gas = mode === "simulate" ? new GasMeter() : new GasMeter(tx.gasLimit);
    const ctx = this.#context(branch, block, mode, gas);
    const anteMark = branch.mark();
    try {
      for (const step of this.#app.ante) step(ctx, tx);
    } catch (error) {
      branch.revertTo(anteMark);
      return this.#failure(error, "an ante step", gas, []);
    }
    if (mode !== "finalize" && mode !== "simulate") return success(gas, NO_BYTES, ctx.events.all);
    const anteEvents = ctx.events.all.slice();
    const messageMark = branch.mark();
    try {
      const responses = tx.messages.map((_, index) => this.#runMessage(ctx, tx, index));
      const data = encodeMessage(TxMsgData, { data: [], msgResponses: responses });
      return success(gas, data, ctx.events.all);
    } catch (error) {
      branch.revertTo(messageMark);
      return this.#failure(error, "a message", gas, anteEvents);
    }
  }

  #runMessage(ctx: ExecutionContext, tx: Tx, index: number): Any {
    const message = tx.messages[index] as TxMessage;
    const { route, value } = message;
    const { response, events } = located(`failed to execute message; message index: ${index}`, () =>
      runMessage(ctx, message),
    );
    const position = ["msg_index", index.toString()] as const;
    ctx.events.emit(
      "message",
      ["action", route.typeUrl],
      ["sender", route.handler.signers(value)[0] ?? ""],
      ["module", this.#app.message(route.typeUrl)?.module ?? ""],
      position,
    );
    for (const { type, attributes } of events) ctx.events.emit(type, ...attributes, position);
    ctx.gas.consume(RESPONSE_GAS_PER_BYTE * BigInt(response.length), "ResponseBytes");
    return { typeUrl: route.responseTypeUrl, value: response };
  }

  #context(branch: Branch, block: BlockInfo, mode: Mode, gas: GasMeter): ExecutionContext {
    const addresses = this.#addresses;
    const crypto = this.#crypto;
    return new ExecutionContext({ block, mode, gas, branch, addresses, crypto });
  }

  /** @throws what must stop the node (isMachineFault) */
  #failure(error: unknown, where: string, gas: GasMeter, events: readonly Event[]): TxResult {
    if (isMachineFault(error)) throw error;
    const known = error instanceof ChainError ? error : this.#redact(error, where);
    return {
      code: known.code,
      codespace: known.codespace,
      log: known.message,
      data: NO_BYTES,
      gasWanted: gas.limit,
      gasUsed: gas.used,
      events,
    };
  }

  #redact(error: unknown, where: string): ChainError {
    this.#report(error, where);
    return CoreError.panic(`${where} failed (${describeError(error).slice(0, 200)})`);
  }
}

function success(gas: GasMeter, data: Uint8Array, events: readonly Event[]): TxResult {
  return {
    code: 0,
    codespace: "",
    log: "",
    data,
    gasWanted: gas.limit,
    gasUsed: gas.used,
    events,
  };
}
