import { ClientError, QueryFailed } from "./errors.ts";

export interface QueryAnswer {
  readonly value: Uint8Array;
  /** The height whose state was asked. */
  readonly height: number;
}

/** Whatever can ask the chain: our {@link HttpRpc}, or CosmJS's `QueryClient`. */
export interface QueryBase {
  /** @param height 0 or absent: the latest */
  queryAbci(path: string, request: Uint8Array, height?: number): Promise<QueryAnswer>;
}

/** A generated message codec, as far as a client needs it. */
interface Codec {
  encode(message: never): { finish(): Uint8Array };
  decode(input: Uint8Array): unknown;
}

interface Method {
  readonly name: string;
  readonly requestType: Codec;
  readonly responseType: Codec;
}

/** A generated `Query` service. */
export interface QueryServiceDefinition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

/** One typed function a method of the service; each takes the height to ask, the latest unless given. */
export type QueryService<S extends QueryServiceDefinition> = {
  readonly [M in keyof S["methods"]]: (
    request: ReturnType<S["methods"][M]["requestType"]["decode"]>,
    height?: number,
  ) => Promise<ReturnType<S["methods"][M]["responseType"]["decode"]>>;
};

/**
 * The client of a query service.
 *
 * @throws (from its functions) QueryFailed if the chain answers with an error
 */
export function queryService<S extends QueryServiceDefinition>(
  base: QueryBase,
  service: S,
): QueryService<S> {
  const functions = Object.entries(service.methods).map(([key, method]) => {
    const path = `/${service.fullName}/${method.name}`;
    const ask = async (request: never, height?: number): Promise<unknown> => {
      const bytes = method.requestType.encode(request).finish();
      const { value } = await queryAbci(base, path, bytes, height);
      return decodeAnswer(method, path, value);
    };
    return [key, ask] as const;
  });
  return Object.fromEntries(functions) as unknown as QueryService<S>;
}

/** What a method of a query service answered, as the chain encoded it. */
export interface EncodedAnswer<Response = unknown> {
  /** Such as `/cosmos.bank.v1beta1.Query/Balance`. */
  readonly method: string;
  readonly encoded: Uint8Array;
  /** @throws ClientError if it is malformed */
  decode(): Response;
}

/**
 * Asks one method and leaves the answer encoded, for who knows its definition better than the generated code does.
 *
 * @param height the latest unless given
 * @throws QueryFailed if the chain answers with an error
 */
export async function askEncoded<
  S extends QueryServiceDefinition,
  M extends keyof S["methods"] & string,
>(
  base: QueryBase,
  service: S,
  name: M,
  request: ReturnType<S["methods"][M]["requestType"]["decode"]>,
  height?: number,
): Promise<EncodedAnswer<ReturnType<S["methods"][M]["responseType"]["decode"]>>> {
  type Response = ReturnType<S["methods"][M]["responseType"]["decode"]>;
  const definition = service.methods[name] as Method;
  const method = `/${service.fullName}/${definition.name}`;
  const bytes = definition.requestType.encode(request as never).finish();
  const { value: encoded } = await queryAbci(base, method, bytes, height);
  return { method, encoded, decode: () => decodeAnswer(definition, method, encoded) as Response };
}

/** Bytes of a node that cannot be read are its fault, and no bug of ours. */
function decodeAnswer({ responseType }: Method, path: string, value: Uint8Array): unknown {
  try {
    return responseType.decode(value);
  } catch (error) {
    throw new ClientError(`the node's answer to ${path} is malformed`, { cause: error });
  }
}

/** How CosmJS's `QueryClient` reports an error of the chain. */
const COSMJS_QUERY_ERROR = /^Query failed with \((\d+)\): ([^]*)$/;

/** As the base's own, but the chain's errors are {@link QueryFailed} also where the base is CosmJS's. */
export async function queryAbci(
  base: QueryBase,
  path: string,
  request: Uint8Array,
  height: number | undefined,
): Promise<QueryAnswer> {
  try {
    return await base.queryAbci(path, request, height);
  } catch (error) {
    if (error instanceof ClientError || !(error instanceof Error)) throw error;
    const [, code, log] = COSMJS_QUERY_ERROR.exec(error.message) ?? [];
    if (code === undefined) throw error;
    throw new QueryFailed(Number(code), log ?? "", { cause: error });
  }
}
