import type { Schema } from "./collections/schema.ts";
import type { Context } from "./context.ts";
import type { JsonValue } from "./json.ts";
import type {
  Codec,
  MethodDefinition,
  RequestOf,
  ResponseOf,
  ServiceDefinition,
} from "./protobuf.ts";
import type { Tx } from "./tx/tx.ts";

/** A promise would pass for an empty response; this refuses it at compile time. */
export type Synchronous<T> = T & { readonly then?: never };

/** How one message of a `Msg` service is handled. */
export interface MessageHandler<Request, Response> {
  /** Addresses that must have signed, as bech32 text, in the order of the SDK's `cosmos.msg.v1.signer` option. */
  signers(message: Request): readonly string[];
  /** Checks without state: before any fee is taken. @throws ChainError */
  validate?(message: Request, ctx: Context): void;
  handle(ctx: Context, message: Request): Synchronous<Response>;
}

export type MessageHandlers<S extends ServiceDefinition> = {
  readonly [M in keyof S["methods"]]: MessageHandler<
    RequestOf<S["methods"][M]>,
    ResponseOf<S["methods"][M]>
  >;
};

export type QueryHandlers<S extends ServiceDefinition> = {
  readonly [M in keyof S["methods"]]: (
    ctx: Context,
    request: RequestOf<S["methods"][M]>,
  ) => Synchronous<ResponseOf<S["methods"][M]>>;
};

/** A message type that the chain understands. */
export interface MessageRoute {
  /** `/cosmos.bank.v1beta1.MsgSend` */
  readonly typeUrl: string;
  /** `/cosmos.bank.v1beta1.MsgSendResponse` */
  readonly responseTypeUrl: string;
  readonly request: Codec<unknown>;
  readonly response: Codec<unknown>;
  readonly handler: MessageHandler<unknown, unknown>;
}

/** A query that the chain answers. */
export interface QueryRoute {
  /** `/cosmos.bank.v1beta1.Query/Balance` */
  readonly path: string;
  readonly request: Codec<unknown>;
  readonly response: Codec<unknown>;
  readonly handle: (ctx: Context, request: unknown) => unknown;
}

/**
 * One route for each method of a `Msg` service. A missing, mistyped or asynchronous handler does not compile.
 *
 * @param service whose requests are messages named `Msg<Method>`
 */
export function messageRoutes<S extends ServiceDefinition>(
  service: S,
  handlers: MessageHandlers<S>,
): readonly MessageRoute[] {
  const packageName = service.fullName.slice(0, service.fullName.lastIndexOf("."));
  return methods(service).map(([key, method]) => ({
    typeUrl: `/${packageName}.Msg${method.name}`,
    responseTypeUrl: `/${packageName}.Msg${method.name}Response`,
    request: method.requestType,
    response: method.responseType,
    handler: handlers[key as keyof S["methods"]],
  }));
}

/** One route for each method of a `Query` service. */
export function queryRoutes<S extends ServiceDefinition>(
  service: S,
  handlers: QueryHandlers<S>,
): readonly QueryRoute[] {
  return methods(service).map(([key, method]) => ({
    path: `/${service.fullName}/${method.name}`,
    request: method.requestType,
    response: method.responseType,
    handle: handlers[key as keyof S["methods"]] as (ctx: Context, request: unknown) => unknown,
  }));
}

function methods(service: ServiceDefinition): [string, MethodDefinition][] {
  // eslint-disable-next-line no-restricted-syntax -- the keys are names in generated code, in the order of the .proto
  return Object.entries(service.methods);
}

/** A validator as CometBFT knows it. */
export interface GenesisValidator {
  /** ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** ≥ 1 */
  readonly power: bigint;
}

/** A part of the state machine: its state, messages, queries and hooks. Made by hand in app/app.ts. */
export interface Module {
  /** Error codespace, genesis key and noun on the command line; never renamed. */
  readonly name: string;
  /** Where the module keeps its state; absent if it has none. */
  readonly schema?: Schema;
  readonly messages?: readonly MessageRoute[];
  readonly queries?: readonly QueryRoute[];
  /** The module's part of a new chain's `app_state`. */
  readonly defaultGenesis?: () => unknown;
  /**
   * @param state the module's part of `app_state`
   * @param validators of the first block
   * @throws ChainError that says what is wrong with the state, and where
   */
  readonly initGenesis?: (
    ctx: Context,
    state: JsonValue,
    validators: readonly GenesisValidator[],
  ) => void;
  /** @returns what {@link initGenesis} of a new chain makes the same state of */
  readonly exportGenesis?: (ctx: Context) => unknown;
  readonly beginBlock?: (ctx: Context) => void;
  readonly endBlock?: (ctx: Context) => void;
}

/**
 * A check that a transaction passes before its messages run. Throws a ChainError to reject; what the steps before it
 * changed is then dropped too.
 */
export type AnteStep = (ctx: Context, tx: Tx) => void;
