import { buildApp } from "../app.ts";
import type { CommitRecord, Database } from "../core/store/database.ts";
import { Executor } from "../core/executor.ts";
import { sortableTime } from "../core/time.ts";
import { createCrypto } from "./crypto.ts";
import { isJsonObject } from "./files.ts";
import { type Genesis, readGenesis } from "./genesis.ts";
import type { Home } from "./home.ts";
import { UserError } from "./user-error.ts";

/** Members of modules' states, and items of lists in them, that stand on lines of their own. */
const LINE_DEPTH = 4;
const CHUNK_CHARACTERS = 65_536;

/**
 * The genesis of a chain that goes on where a height of this one ends: with its state, its time and the next height; with
 * the validators and consensus parameters of the node's genesis file.
 *
 * @param database of the node, which keeps the height
 * @returns JSON in chunks; a module's state is in memory at once
 * @throws UserError if the node's genesis file is missing or of another chain
 */
export async function exportGenesis(
  home: Home,
  database: Database,
  record: CommitRecord,
): Promise<Iterable<string>> {
  const genesis = await readGenesis(home.genesis);
  if (genesis.chain_id !== record.chainId) {
    throw new UserError(
      `${home.genesis} is of ${genesis.chain_id}, but the state of ${record.chainId}; ` +
        `put that chain's genesis file there`,
    );
  }
  const executor = new Executor({
    app: buildApp({ nodeMinGasPrice: "0" }),
    crypto: await createCrypto(),
    database,
    // Only transactions and queries have bugs to report.
    report: () => undefined,
  });
  return genesisText(genesis, record, executor.exportModules(record.height));
}

/**
 * @param genesis what is not given by the height is taken from
 * @param modules name and state of each module
 * @returns JSON in chunks
 */
export function genesisText(
  genesis: Genesis,
  record: Pick<CommitRecord, "height" | "timeNs">,
  modules: Iterable<readonly [name: string, state: unknown]>,
): Iterable<string> {
  return inChunks(document(genesis, record, modules));
}

function* document(
  genesis: Genesis,
  record: Pick<CommitRecord, "height" | "timeNs">,
  modules: Iterable<readonly [name: string, state: unknown]>,
): Generator<string> {
  const head: Omit<Genesis, "app_state"> = {
    // Block time goes on: leases do not come back to life.
    genesis_time: `${sortableTime(record.timeNs)}Z`,
    chain_id: genesis.chain_id,
    initial_height: (record.height + 1).toString(),
    consensus_params: genesis.consensus_params,
    validators: genesis.validators,
    app_hash: "",
  };
  yield "{\n";
  for (const [name, value] of Object.entries(head)) {
    yield `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
  }
  yield `  "app_state": `;
  yield* lines("{}", modules, 1, true);
  yield "\n}\n";
}

function* json(value: unknown, depth: number): Generator<string> {
  if (depth < LINE_DEPTH && Array.isArray(value)) {
    yield* lines("[]", value.entries(), depth, false);
  } else if (depth < LINE_DEPTH && isJsonObject(value)) {
    yield* lines("{}", Object.entries(value), depth, true);
  } else {
    yield JSON.stringify(value);
  }
}

/** An object or a list, each member on a line of its own. */
function* lines(
  brackets: "{}" | "[]",
  members: Iterable<readonly [name: string | number, value: unknown]>,
  depth: number,
  named: boolean,
): Generator<string> {
  const indent = "  ".repeat(depth);
  let isEmpty = true;
  yield brackets.slice(0, 1);
  for (const [name, value] of members) {
    if (value === undefined) continue;
    yield `${isEmpty ? "" : ","}\n${indent}  ${named ? `${JSON.stringify(name)}: ` : ""}`;
    yield* json(value, depth + 1);
    isEmpty = false;
  }
  yield `${isEmpty ? "" : `\n${indent}`}${brackets.slice(1)}`;
}

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
