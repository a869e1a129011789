import type { CometClient } from "@cosmjs/tendermint-rpc";
import { ClientError } from "./errors.ts";

export interface BlockEvent {
  readonly type: string;
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
}

/** What became of a block. Nothing in it is proved: whoever needs more than a node's word has to check it. */
export interface BlockResults {
  readonly height: number;
  /** Those of the block itself, then those of its transactions, in their order. */
  readonly events: readonly BlockEvent[];
}

/** Whatever can ask a node for the results of a block: our HttpRpc, or {@link cometResults} over CosmJS's client. */
export interface ResultsBase {
  /** @throws ResultsNotKept if the node has the height and not its results; other errors if it may answer later */
  blockResults(height: number): Promise<BlockResults>;
}

/** The node is past the height and does not have its results: they were pruned, or it never had them. */
export class ResultsNotKept extends ClientError {
  override readonly name = "ResultsNotKept";
  readonly height: number;

  constructor(height: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`the node does not keep the results of block ${height} (${reason})`, { cause });
    this.height = height;
  }
}

/**
 * Asks for results, and finds out what a refusal means: a node that is behind has them later.
 *
 * @param isRefusal whether the node has answered, and with an error
 */
export async function askResults(
  height: number,
  ask: () => Promise<BlockResults>,
  latestHeight: () => Promise<number>,
  isRefusal: (error: unknown) => boolean,
): Promise<BlockResults> {
  try {
    return await ask();
  } catch (error) {
    if (!isRefusal(error) || (await latestHeight()) < height) throw error;
  }
  // It may have caught up meanwhile.
  try {
    return await ask();
  } catch (error) {
    throw isRefusal(error) ? new ResultsNotKept(height, error) : error;
  }
}

/** Results through CosmJS's client. */
export function cometResults(comet: CometClient): ResultsBase {
  const ask = async (height: number): Promise<BlockResults> => {
    const answer = await comet.blockResults(height);
    const own = "finalizeBlockEvents" in answer ? answer.finalizeBlockEvents : undefined;
    if (own === undefined) throw new ClientError("the node speaks an older protocol than ABCI 2.0");
    const events = [...own, ...answer.results.flatMap((result) => result.events)];
    return { height: answer.height, events };
  };
  return {
    blockResults: (height) =>
      askResults(
        height,
        () => ask(height),
        async () => (await comet.status()).syncInfo.latestBlockHeight,
        isRefusal,
      ),
  };
}

/** CosmJS's own clients throw plain errors that quote JSON-RPC's code. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "RpcFailed" || /"code":-?\d+/.test(error.message);
}

/** @param result of `block_results`. @returns undefined if it is malformed */
export function parseBlockResults(result: unknown): BlockResults | undefined {
  if (!isObject(result)) return undefined;
  const height = Number(result["height"]);
  const own = parseEvents(result["finalize_block_events"]);
  const txs = listOf(result["txs_results"]);
  const ofTxs = txs?.map((tx) => (isObject(tx) ? parseEvents(tx["events"]) : undefined));
  if (!Number.isSafeInteger(height) || own === undefined || ofTxs === undefined) return undefined;
  const all = [own, ...ofTxs];
  const events = all.flatMap((some) => some ?? []);
  return all.includes(undefined) ? undefined : { height, events };
}

function parseEvents(events: unknown): BlockEvent[] | undefined {
  const parsed = listOf(events)?.map(parseEvent);
  return parsed?.every((event) => event !== undefined) === true ? parsed : undefined;
}

function parseEvent(event: unknown): BlockEvent | undefined {
  if (!isObject(event)) return undefined;
  const { type, attributes } = event;
  const list = listOf(attributes);
  if (typeof type !== "string" || list?.every(isObject) !== true) return undefined;
  const parsed = list.map(({ key, value }) => ({ key, value: value ?? "" }));
  return parsed.every(isAttribute) ? { type, attributes: parsed } : undefined;
}

function isAttribute(attribute: {
  readonly key: unknown;
  readonly value: unknown;
}): attribute is { readonly key: string; readonly value: string } {
  return typeof attribute.key === "string" && typeof attribute.value === "string";
}

/** Go writes an empty list as null, or leaves it out. */
function listOf(value: unknown): readonly unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
