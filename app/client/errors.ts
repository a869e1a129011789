/** What can go wrong between a caller and the chain. Anything else that this folder throws is a bug. */
export class ClientError extends Error {
  override readonly name: string = "ClientError";
}

/** No answer from the node, or one that is not a node's. */
export class NodeUnreachable extends ClientError {
  override readonly name = "NodeUnreachable";
  readonly url: string;

  constructor(url: string, reason: string, options?: ErrorOptions) {
    super(
      `no answer from the node at ${url}: ${reason}; is it running, is the address right?`,
      options,
    );
    this.url = url;
  }
}

/** The node refused a request of JSON-RPC, for instance because its mempool is full. */
export class RpcFailed extends ClientError {
  override readonly name = "RpcFailed";
  /** JSON-RPC's number. */
  readonly code: number;
  /** What the node says beyond the message; its reasons are here. */
  readonly data: string;

  constructor(method: string, code: number, message: string, data: string) {
    super(`${method}: ${data === "" ? message : data}`);
    this.code = code;
    this.data = data;
  }
}

/** The chain answered a query with an error. */
export class QueryFailed extends ClientError {
  override readonly name = "QueryFailed";
  readonly code: number;
  readonly log: string;

  constructor(code: number, log: string, options?: ErrorOptions) {
    super(log === "" ? `query failed with code ${code}` : log, options);
    this.code = code;
    this.log = log;
  }
}

/** Code 22 of the SDK's errors: what a query asked for is not there. */
const NOT_FOUND_CODE = 22;

export function isNotFound(error: unknown): boolean {
  if (!(error instanceof QueryFailed)) return false;
  return error.code === NOT_FOUND_CODE || error.log.includes("rpc error: code = NotFound");
}

/** The node's network is not the one that the caller meant; nothing was signed. */
export class ChainIdMismatch extends ClientError {
  override readonly name = "ChainIdMismatch";
  readonly expected: string;
  readonly actual: string;

  constructor(expected: string, actual: string) {
    super(`expected chain ${expected}, but the node is of chain ${actual}; nothing was signed`);
    this.expected = expected;
    this.actual = actual;
  }
}

export interface TxFailure {
  readonly hash: string;
  /** 0 if the transaction was refused before it reached a block. */
  readonly height: number;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
}

/** The chain refused a transaction (height 0, nothing was charged) or executed it without success (its fee is charged). */
export class TxFailed extends ClientError implements TxFailure {
  override readonly name = "TxFailed";
  readonly hash: string;
  readonly height: number;
  readonly code: number;
  readonly codespace: string;
  readonly log: string;
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;

  constructor(failure: TxFailure) {
    const where = failure.height === 0 ? "refused" : `failed at height ${failure.height}`;
    super(
      `transaction ${failure.hash} ${where} with code ${failure.code} ` +
        `(${failure.codespace}): ${failure.log}`,
    );
    this.hash = failure.hash;
    this.height = failure.height;
    this.code = failure.code;
    this.codespace = failure.codespace;
    this.log = failure.log;
    this.gasWanted = failure.gasWanted;
    this.gasUsed = failure.gasUsed;
  }
}

/** A transaction was sent and its result is not known: it may be in a block, get into one later, or never. */
export class TxNotCommitted extends ClientError {
  override readonly name = "TxNotCommitted";
  /** 64 upper-case hexadecimal digits. */
  readonly hash: string;

  constructor(hash: string, reason: string, options?: ErrorOptions) {
    super(
      `outcome unknown: transaction ${hash} was sent, but ${reason}. Before sending it again, ` +
        `ask what became of it: lazuli query tx ${hash}`,
      options,
    );
    this.hash = hash;
  }
}
