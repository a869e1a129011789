import type { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import type { Context } from "./context.ts";
import { createDispatcher, type Dispatcher } from "./dispatch.ts";
import { MachineFault } from "./faults.ts";
import type { AnteStep, MessageRoute, Module, QueryRoute } from "./module.ts";

/** What the executor must know of a chain before it can run anything; read from state at every height. */
export interface ChainSettings {
  /** Human-readable part of addresses. */
  readonly addressPrefix: string;
  /** Sum of the gas limits of a block's transactions; undefined if unlimited. */
  readonly blockGasMax: bigint | undefined;
}

/** Where those settings are kept. */
export interface SettingsKeeper {
  settings(ctx: Context): ChainSettings;
  /** Called once, at genesis, with what CometBFT was started with. */
  setConsensusParams(ctx: Context, params: ConsensusParams): void;
}

/** The wired state machine: modules in the order of app/app.ts, and what follows from them. */
export interface App {
  readonly modules: readonly Module[];
  /** Names of the stores in byte order: the order of the app hash. */
  readonly storeNames: readonly string[];
  readonly ante: readonly AnteStep[];
  /** The module's name and the handler of a message type. */
  message(typeUrl: string): { readonly module: string; readonly route: MessageRoute } | undefined;
  query(path: string): QueryRoute | undefined;
  readonly settings: SettingsKeeper;
}

/** Collects modules. The order of `add` is the order of genesis and hooks; a module comes after what it needs. */
export class AppBuilder {
  readonly #modules: Module[] = [];
  readonly #messages = new Map<string, { module: string; route: MessageRoute }>();
  /** For modules whose messages run others. It knows the messages of all modules once the application is built. */
  readonly dispatcher: Dispatcher = createDispatcher(
    (typeUrl) => this.#messages.get(typeUrl)?.route,
  );

  add<M extends Module>(module: M): M {
    this.#modules.push(module);
    return module;
  }

  /** Of the modules so far. */
  get moduleNames(): readonly string[] {
    return this.#modules.map(({ name }) => name);
  }

  /**
   * @throws MachineFault if a module name, store name, message type or query path occurs twice
   */
  build(options: { readonly ante: readonly AnteStep[]; readonly settings: SettingsKeeper }): App {
    const messages = this.#messages;
    const queries = new Map<string, QueryRoute>();
    const moduleNames = new Map<string, Module>();
    const stores = new Map<string, Module>();
    for (const module of this.#modules) {
      addOnce(moduleNames, module.name, module, "module");
      if (module.schema) addOnce(stores, module.schema.storeName, module, "store");
      for (const route of module.messages ?? []) {
        addOnce(messages, route.typeUrl, { module: module.name, route }, "message type");
      }
      for (const route of module.queries ?? []) addOnce(queries, route.path, route, "query path");
    }
    return {
      modules: this.#modules,
      storeNames: this.#modules
        .flatMap(({ schema }) => (schema ? [schema.storeName] : []))
        .sort((a, b) => (a < b ? -1 : 1)),
      ante: options.ante,
      message: (typeUrl) => messages.get(typeUrl),
      query: (path) => queries.get(path),
      settings: options.settings,
    };
  }
}

function addOnce<T>(map: Map<string, T>, key: string, value: T, what: string): void {
  if (map.has(key)) throw new MachineFault(`${what} ${key} is declared twice`);
  map.set(key, value);
}

/** The `app_state` of a new chain: what each module starts from. */
export function defaultState(app: App): Readonly<Record<string, unknown>> {
  const parts = app.modules.flatMap(({ name, defaultGenesis }) =>
    defaultGenesis ? [[name, defaultGenesis()] as const] : [],
  );
  return Object.fromEntries(parts);
}
