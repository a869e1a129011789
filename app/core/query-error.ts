import { type ChainError, CoreError } from "./errors.ts";

/**
 * What a query asked for is not there. CosmJS searches the text for `rpc error: code = NotFound` to tell an unknown
 * account from a failure.
 *
 * @param what e.g. `account lazuli1… not found`
 */
export function notFound(what: string): ChainError {
  return CoreError.keyNotFound(`rpc error: code = NotFound desc = ${what}`);
}

/**
 * A transaction failed that was only simulated.
 *
 * @source cosmos-sdk x/auth/tx Simulate, baseapp gRPCErrorToSDKError
 */
export function unknown(what: string): ChainError {
  return CoreError.unknownRequest(`rpc error: code = Unknown desc = ${what}`);
}

/** What the SDK takes for a fault of its own. @source cosmos-sdk baseapp gRPCErrorToSDKError */
export function internal(what: string): ChainError {
  return CoreError.unknownRequest(`rpc error: code = Internal desc = ${what}`);
}

/** A query's request is malformed. @param what what was wrong and what was expected */
export function invalidArgument(what: string): ChainError {
  return CoreError.invalidRequest(`rpc error: code = InvalidArgument desc = ${what}`);
}
