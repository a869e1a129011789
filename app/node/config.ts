import {
  KEEP_RECENT_MAX,
  KEEP_RECENT_MIN,
  parsePruning,
  type Pruning,
  PRUNING_INTERVAL_MAX,
  PRUNING_STRATEGIES,
} from "../db/pruning.ts";
import { parseHostPort } from "./address.ts";
import { readTextFile } from "./files.ts";
import type { Home } from "./home.ts";
import { QUERY_WORKERS_MAX } from "./limits.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./log.ts";
import { choice, defineSettings, integer, text, toggle } from "./settings.ts";
import type { Setting, SettingsOf } from "./settings.ts";
import { UserError } from "./user-error.ts";

/**
 * The attributes that CometBFT indexes unless the operator says otherwise. Each costs every
 * transaction an entry in CometBFT's index, its largest expense (a third of its time goes when all
 * of a send's attributes are indexed), so they are those that tools search by and no more: CosmJS,
 * block explorers and the SDK's commands look for a message's type, sender and module, for both
 * sides of a transfer, and for the transaction that used a sequence. Not here: `tx.signature` (the
 * longest, and the hash finds the same transaction), `tx.fee`, and `coin_spent`
 * and `coin_received`, which say what `transfer` says.
 */
export const INDEXED_EVENTS_DEFAULT: readonly string[] = [
  "message.action",
  "message.module",
  "message.sender",
  "transfer.recipient",
  "transfer.sender",
  "tx.acc_seq",
];

/** Peers are told of ten; the rest is room for an archive. */
const SNAPSHOTS_KEPT_MAX = 1_000;
const SNAPSHOT_INTERVAL_MAX = 10_000_000;

const INDEXED_EVENTS_MAX = 256;
const COMPOSITE_KEY = /^(?:[A-Za-z0-9_./-]{1,128}\.[A-Za-z0-9_-]{1,128}|\*)$/;

const indexEvents: Setting<readonly string[]> = {
  comment: [
    "Which attributes of events CometBFT indexes for searches, as type.attribute. A short list",
    'makes a node faster; an empty one is best for a validator that nobody queries. ["*"] is for',
    "all, as indexers and relayers want.",
  ],
  initial: INDEXED_EVENTS_DEFAULT,
  expected: `at most ${INDEXED_EVENTS_MAX} texts, each of the form "type.attribute" or "*"`,
  read: (value) => {
    if (!Array.isArray(value) || value.length > INDEXED_EVENTS_MAX) return undefined;
    const keys: readonly unknown[] = value;
    const texts = keys.filter((key) => typeof key === "string" && COMPOSITE_KEY.test(key));
    return texts.length === keys.length ? (texts as readonly string[]) : undefined;
  },
};

/** Where a server listens, as the SDK's app.toml writes it. */
function address(initial: string, table: string, comment: readonly string[]): Setting<string> {
  return {
    ...{ comment, initial, table, key: "address" },
    expected: '"host:port" or "tcp://host:port"',
    read: (value) =>
      typeof value === "string" && parseHostPort(value) !== undefined ? value : undefined,
  };
}

const appSettings = {
  minimumGasPrice: text(/^(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/, {
    comment: [
      "The least price of a unit of gas, in the fee denomination, for which this node takes a",
      "transaction into its mempool. The network's own minimum holds besides.",
    ],
    initial: "0",
    expected: 'a decimal like "0.001", in quotes and without a denomination',
  }),
  indexEvents,
  pruning: choice(PRUNING_STRATEGIES, "default", [
    "How many of the last heights stay readable: default (1,000), nothing (is pruned: all),",
    "everything (but two is pruned), or custom (what the two numbers below say).",
  ]),
  pruningKeepRecent: integer(KEEP_RECENT_MIN, KEEP_RECENT_MAX, 100, [
    "With custom pruning: how many heights are kept. Two are needed to undo a block.",
  ]),
  pruningInterval: integer(1, PRUNING_INTERVAL_MAX, 10, [
    "With custom pruning: heights from one pruning to the next.",
  ]),
  queryWorkers: integer(0, QUERY_WORKERS_MAX, 1, [
    "Threads that answer queries beside the one that executes blocks. With 0 it answers them",
    "itself, in between, which takes less memory and lets queries delay blocks.",
  ]),
  abciAddress: text(/^$|^unix:\/\/\/[^\0]+$|^tcp:\/\/[^\s/]+:\d{1,5}$/, {
    comment: [
      "Where the application waits for CometBFT. Nothing: a unix socket in the data folder.",
      "Whoever reaches it controls the application: a TCP address has to be a private one.",
    ],
    initial: "",
    expected: '"", "unix:///path" or "tcp://host:port"',
  }),
  logLevel: choice(LOG_LEVELS, "info", ["The least level that is logged."]),
  logFormat: choice(LOG_FORMATS, "plain", ["A line for the eye, or a JSON object a line."]),
  snapshotInterval: integer(
    0,
    SNAPSHOT_INTERVAL_MAX,
    0,
    [
      "Heights from one snapshot to the next; 0: none are taken. New nodes start from a snapshot",
      "(docs/snapshots.md) if CometBFT of some nodes can offer them one.",
    ],
    "state-sync",
  ),
  snapshotKeepRecent: integer(
    0,
    SNAPSHOTS_KEPT_MAX,
    2,
    ["How many of the newest snapshots stay; 0: all do."],
    "state-sync",
  ),
  apiEnable: toggle(true, ["Whether queries and transactions are served over HTTP (REST)."], {
    table: "api",
    key: "enable",
  }),
  apiSwagger: toggle(true, ["Whether that server describes itself, at /swagger."], {
    table: "api",
    key: "swagger",
  }),
  apiAddress: address("tcp://127.0.0.1:1317", "api", [
    "Where. Anybody who reaches it may ask; 0.0.0.0 lets other machines in.",
  ]),
  grpcEnable: toggle(true, ["Whether they are served over gRPC."], {
    table: "grpc",
    key: "enable",
  }),
  grpcAddress: address("127.0.0.1:9090", "grpc", ["Where; as above."]),
  grpcWebEnable: toggle(true, ["Whether the HTTP server speaks gRPC-web, for browsers, too."], {
    table: "grpc-web",
    key: "enable",
  }),
};

/** app.toml: what a node's operator decides; nothing in it can change the state. */
export const APP_SETTINGS = defineSettings(
  "app.toml",
  "Settings of this node's application. CometBFT's are in config.toml.",
  appSettings,
);
export type AppConfig = SettingsOf<typeof appSettings>;

/** What app.toml says about pruning. */
export function pruningSetting(config: AppConfig): Pruning {
  const { pruningKeepRecent: keepRecent, pruningInterval: interval } = config;
  return parsePruning(config.pruning, { keepRecent, interval });
}

/** @throws UserError if there is none, which means that there is no node, or it is malformed */
export async function readAppConfig(home: Home): Promise<AppConfig> {
  const content = await readTextFile(home.appToml);
  if (content !== undefined) return APP_SETTINGS.parse(content);
  throw new UserError(`${home.appToml} is missing; make a home folder with "lazuli init"`);
}

export const KEYRING_BACKENDS = ["file", "test"] as const;
export type KeyringBackend = (typeof KEYRING_BACKENDS)[number];

const clientSettings = {
  chainId: text(/^$|^[A-Za-z0-9_-]{1,50}$/, {
    comment: ["The network; nothing: what the node says."],
    initial: "",
    expected: 'a chain id like "lazuli-local-1", or ""',
  }),
  keyringBackend: choice(KEYRING_BACKENDS, "file", [
    "Where keys are: file (encrypted with a password) or test (not encrypted).",
  ]),
  output: choice(["text", "json"], "text", ["How results are printed."]),
  node: text(/^(?:tcp|http|https):\/\/[^\s]+$/, {
    comment: ["The RPC address of the node to ask and to send to."],
    initial: "http://127.0.0.1:26657",
    expected: 'an address like "http://127.0.0.1:26657"',
  }),
  rest: text(/^$|^https?:\/\/[^\s]+$/, {
    comment: [
      "Where that node serves REST, for descriptions of the chain; nothing: as app.toml says.",
    ],
    initial: "",
    expected: 'a URL like "http://127.0.0.1:1317", or ""',
  }),
  grpc: text(/^$|^[^\s/]+:\d+$/, {
    comment: ["Where it serves gRPC; likewise."],
    initial: "",
    expected: 'host:port like "127.0.0.1:9090", or ""',
  }),
  broadcastMode: choice(["sync", "async", "commit"], "commit", [
    "What a command waits for: the node's check (sync), nothing (async) or the block (commit).",
  ]),
};

/** client.toml: what the commands take when the flag of the same name is not given. */
export const CLIENT_SETTINGS = defineSettings(
  "client.toml",
  "Settings of the command-line client.",
  clientSettings,
);
export type ClientConfig = SettingsOf<typeof clientSettings>;
