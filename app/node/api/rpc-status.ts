import { type ChainError, CoreError } from "../../core/errors.ts";
import type { QueryResponse } from "../../core/query.ts";

/**
 * Names and numbers of gRPC's statuses with the HTTP status that the gateway gives each.
 *
 * @source grpc-gateway v1.16 runtime HTTPStatusFromCode
 */
const STATUSES = {
  Canceled: { code: 1, http: 408 },
  Unknown: { code: 2, http: 500 },
  InvalidArgument: { code: 3, http: 400 },
  DeadlineExceeded: { code: 4, http: 504 },
  NotFound: { code: 5, http: 404 },
  AlreadyExists: { code: 6, http: 409 },
  PermissionDenied: { code: 7, http: 403 },
  ResourceExhausted: { code: 8, http: 429 },
  FailedPrecondition: { code: 9, http: 400 },
  Aborted: { code: 10, http: 409 },
  OutOfRange: { code: 11, http: 400 },
  Unimplemented: { code: 12, http: 501 },
  Internal: { code: 13, http: 500 },
  Unavailable: { code: 14, http: 503 },
  DataLoss: { code: 15, http: 500 },
  Unauthenticated: { code: 16, http: 401 },
} as const;

export type StatusName = keyof typeof STATUSES;

/** A call's failure, as gRPC and REST report it. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly status: StatusName;

  /** @param message half a surrogate pair in it, as a cut text may end with, is replaced: headers cannot carry it */
  constructor(status: StatusName, message: string) {
    super(Buffer.from(message).toString());
    this.status = status;
  }

  /** gRPC's number. */
  get code(): number {
    return STATUSES[this.status].code;
  }

  get httpStatus(): number {
    return STATUSES[this.status].http;
  }
}

export function invalid(message: string): RpcError {
  return new RpcError("InvalidArgument", message);
}

/** The text by which a query names a status itself, and what the error of the SDK appends to it. */
const NAMED =
  /^rpc error: code = (\w+) desc = ([^]*?)(?:: key not found|: invalid request|: unknown request)?$/;

/** Codes of codespace `sdk` that say more than "the request was wrong". */
const BY_SDK_CODE: Readonly<Record<number, StatusName>> = {
  11: "ResourceExhausted",
  22: "NotFound",
  37: "Unimplemented",
  111222: "Internal",
};

/**
 * What gRPC says of a query that was answered with a code. Errors that name no status are Unknown in the SDK, where ours
 * are InvalidArgument, for they are the user's faults.
 */
export function statusOf(response: QueryResponse): RpcError {
  const { code, codespace, log } = response;
  const [, name = "", text = ""] = NAMED.exec(log) ?? [];
  if (isStatusName(name)) return new RpcError(name, text);
  if (codespace === "node") return new RpcError("Unavailable", log);
  const known = codespace === "sdk" ? BY_SDK_CODE[code] : undefined;
  return new RpcError(known ?? "InvalidArgument", log);
}

function isStatusName(name: string): name is StatusName {
  return Object.hasOwn(STATUSES, name);
}

/** @returns the error itself, or what a client may know of a bug */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError("Internal", "a bug in the node; its log says more");
}

/**
 * The same failure over ABCI, with the texts that CosmJS searches for.
 *
 * @source cosmos-sdk baseapp gRPCErrorToSDKError
 */
export function rpcErrorToChainError({ status, message }: RpcError): ChainError {
  const text = `rpc error: code = ${status} desc = ${message}`;
  switch (status) {
    case "NotFound":
      return CoreError.keyNotFound(text);
    case "InvalidArgument":
    case "FailedPrecondition":
      return CoreError.invalidRequest(text);
    case "Unauthenticated":
      return CoreError.unauthorized(text);
    default:
      return CoreError.unknownRequest(text);
  }
}
