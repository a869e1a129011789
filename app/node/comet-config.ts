import { stringify } from "smol-toml";
import { TCP_ADDRESS } from "./address.ts";
import { isJsonObject, memberOf } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { parseToml } from "./settings.ts";
import { UserError } from "./user-error.ts";

export interface CometConfigOptions {
  /** The node's name among its peers. */
  readonly moniker: string;
  /**
   * The application's address, `unix:///path` or `tcp://host:port`; `start` may give another on the
   * command line.
   */
  readonly proxyApp: string;
  /** `tcp://host:port`; 127.0.0.1:26657 unless given. */
  readonly rpcAddress?: string;
  /** `tcp://host:port`; 127.0.0.1:26656 unless given. */
  readonly p2pAddress?: string;
  /** Each `node-id@host:port`. */
  readonly persistentPeers?: readonly string[];
  /**
   * True for a network of one machine: takes peers of private and of equal addresses, and gossips
   * at once.
   */
  readonly local?: boolean;
  /** Pause between a block and the next, a Go duration; "1s" unless given. */
  readonly timeoutCommit?: string;
  /** For a node without blocks: take the state from peers' snapshots instead of executing every block. */
  readonly stateSync?: StateSyncOptions;
}

/** What CometBFT's light client starts from: whoever sets a wrong hash joins another chain. */
export interface StateSyncOptions {
  /** At least two RPC addresses, `http://host:port`, that are compared with each other. */
  readonly rpcServers: readonly string[];
  /** Height and hash (64 hexadecimal digits) of a recent header that is known to be the chain's. */
  readonly trustHeight: number;
  readonly trustHash: string;
  /** How old that header may be, a Go duration; {@link TRUST_PERIOD_DEFAULT} unless given. */
  readonly trustPeriod?: string;
}

export const RPC_ADDRESS_DEFAULT = "tcp://127.0.0.1:26657";
export const P2P_ADDRESS_DEFAULT = "tcp://127.0.0.1:26656";
export const TIMEOUT_COMMIT_DEFAULT = "1s";
/** CometBFT's own; it has to be less than what stake is held for. */
export const TRUST_PERIOD_DEFAULT = "168h0m0s";

export const PEER = /^[0-9a-f]{40}@[A-Za-z0-9._:[\]-]{1,260}:\d{1,5}$/;
const GO_DURATION = /^(?:\d{1,9}(?:\.\d{1,9})?(?:ns|us|ms|s|m|h)){1,6}$/;
const MONIKER = /^[^\p{Cc}]{1,70}$/u;
const PEERS_MAX = 1_000;

/**
 * CometBFT's config.toml. Whatever matters is said here, also where it equals the default of today,
 * for the versions differ in their defaults and the next one may differ again. Accepted by v0.38,
 * v0.39 and v0.40.
 */
export function renderCometConfig(options: CometConfigOptions): string {
  check("moniker", MONIKER.test(options.moniker), options.moniker, "1 to 70 printable characters");
  const rpcAddress = options.rpcAddress ?? RPC_ADDRESS_DEFAULT;
  check("rpc.laddr", TCP_ADDRESS.test(rpcAddress), rpcAddress, '"tcp://host:port"');
  const p2pAddress = options.p2pAddress ?? P2P_ADDRESS_DEFAULT;
  check("p2p.laddr", TCP_ADDRESS.test(p2pAddress), p2pAddress, '"tcp://host:port"');
  const peers = options.persistentPeers ?? [];
  check("p2p.persistent_peers", peers.length <= PEERS_MAX, peers.length, `at most ${PEERS_MAX}`);
  for (const peer of peers) {
    check("p2p.persistent_peers", PEER.test(peer), peer, '"node-id@host:port"');
  }
  const timeoutCommit = options.timeoutCommit ?? TIMEOUT_COMMIT_DEFAULT;
  const isDuration = GO_DURATION.test(timeoutCommit);
  check("consensus.timeout_commit", isDuration, timeoutCommit, 'a duration like "1s" or "500ms"');
  const sections = {
    ...baseSettings(options),
    rpc: rpcSettings(rpcAddress),
    p2p: p2pSettings(p2pAddress, peers, options.local ?? false),
    mempool: MEMPOOL,
    consensus: consensusSettings(timeoutCommit, options.local ?? false),
    statesync: stateSyncSettings(options.stateSync),
    blocksync: { version: "v0" },
    storage: { discard_abci_responses: false },
    tx_index: { indexer: "kv" },
    instrumentation: {
      prometheus: false,
      prometheus_listen_addr: "127.0.0.1:26660",
      namespace: "cometbft",
    },
  };
  return `${HEADER}${stringify(sections)}`;
}

const HEADER = `# Settings of CometBFT, explained in its documentation. What is not here has its
# default; why these values: app/node/comet-config.ts. The application's settings are in app.toml.

`;

function check(key: string, good: boolean, found: unknown, expected: string): void {
  if (!good) {
    throw new UserError(`config.toml: ${key}: expected ${expected}, got ${JSON.stringify(found)}`);
  }
}

function baseSettings(options: CometConfigOptions): Record<string, string | boolean> {
  return {
    proxy_app: options.proxyApp,
    moniker: options.moniker,
    abci: "socket",
    db_backend: "goleveldb",
    db_dir: "data",
    log_level: "info",
    log_format: "plain",
    genesis_file: "config/genesis.json",
    node_key_file: "config/node_key.json",
    priv_validator_key_file: "config/priv_validator_key.json",
    priv_validator_state_file: "data/priv_validator_state.json",
    filter_peers: false,
  };
}

function rpcSettings(laddr: string): Record<string, string | number | boolean | string[]> {
  return {
    laddr,
    // Wallets and the explorer are pages of other origins. RPC has no cookies and no secrets that
    // a page could use; `unsafe` stays off.
    cors_allowed_origins: ["*"],
    cors_allowed_methods: ["HEAD", "GET", "POST"],
    cors_allowed_headers: ["Origin", "Accept", "Content-Type", "X-Requested-With"],
    unsafe: false,
    max_open_connections: 900,
    max_subscription_clients: 100,
    max_subscriptions_per_client: 5,
    // Clients send transactions in batches; 10, the default, would make them send one request each.
    max_request_batch_size: 1_000,
    // A transaction of max_tx_bytes in base64 is longer than the default of 1 MB.
    max_body_bytes: 4_194_304,
    max_header_bytes: 1_048_576,
    timeout_broadcast_tx_commit: "10s",
  };
}

function p2pSettings(
  laddr: string,
  peers: readonly string[],
  local: boolean,
): Record<string, string | number | boolean> {
  return {
    laddr,
    // Who peers are told to reach this node at; nothing: what it sees of itself.
    external_address: "",
    seeds: "",
    seed_mode: false,
    persistent_peers: peers.join(","),
    unconditional_peer_ids: "",
    private_peer_ids: "",
    addr_book_strict: !local,
    allow_duplicate_ip: local,
    pex: true,
    max_num_inbound_peers: 40,
    max_num_outbound_peers: 10,
    // v0.39 and v0.40 have 10 ms; the 100 ms of v0.38 delay each step of consensus.
    flush_throttle_timeout: "10ms",
    // Gossip of transactions and of the block that they end in, with room: the default of
    // 5.12 MB/s is reached at 8,000 transactions a second.
    send_rate: 20_480_000,
    recv_rate: 20_480_000,
    handshake_timeout: "20s",
    dial_timeout: "3s",
  };
}

const MEMPOOL = {
  type: "flood",
  // Transactions that a block has made invalid leave; a recheck checks no signature again.
  recheck: true,
  recheck_timeout: "1s",
  broadcast: true,
  // 5,000, the default, is less than a second of load, and then clients are refused.
  size: 30_000,
  // What 30,000 transactions may hold in memory at most.
  max_txs_bytes: 268_435_456,
  cache_size: 100_000,
  "keep-invalid-txs-in-cache": false,
  max_tx_bytes: 1_048_576,
};

function consensusSettings(
  timeoutCommit: string,
  local: boolean,
): Record<string, string | number | boolean> {
  return {
    timeout_propose: "3s",
    timeout_propose_delta: "500ms",
    timeout_prevote: "1s",
    timeout_prevote_delta: "500ms",
    timeout_precommit: "1s",
    timeout_precommit_delta: "500ms",
    timeout_commit: timeoutCommit,
    // A validator that is late by less than timeout_commit is still counted.
    skip_timeout_commit: false,
    // Leases end by block time and readers trust recent headers: both need blocks to go on.
    create_empty_blocks: true,
    create_empty_blocks_interval: "0s",
    double_sign_check_height: 0,
    // How often each peer's needs are looked at. Four validators with a timeout_commit of 100 ms
    // make a block in 0.16 s with 10 ms and in 0.33 s with 100 ms; with many peers it costs more.
    peer_gossip_sleep_duration: local ? "10ms" : "100ms",
    peer_query_maj23_sleep_duration: "2s",
  };
}

const RPC_SERVER = /^https?:\/\/[A-Za-z0-9._:[\]/-]{1,260}$/;
const HEADER_HASH = /^[0-9A-Fa-f]{64}$/;
const RPC_SERVERS_MAX = 16;

function checkStateSync({
  rpcServers,
  trustHeight,
  trustHash,
  trustPeriod,
}: StateSyncOptions): void {
  const { length } = rpcServers;
  const expected = `2 to ${RPC_SERVERS_MAX} addresses like "http://host:26657"`;
  const isEnough = length >= 2 && length <= RPC_SERVERS_MAX;
  const good = isEnough && rpcServers.every((address) => RPC_SERVER.test(address));
  check("statesync.rpc_servers", good, rpcServers, expected);
  const isHeight = Number.isSafeInteger(trustHeight) && trustHeight >= 1;
  check("statesync.trust_height", isHeight, trustHeight, "a height");
  check("statesync.trust_hash", HEADER_HASH.test(trustHash), trustHash, "64 hexadecimal digits");
  const isDuration = trustPeriod === undefined || GO_DURATION.test(trustPeriod);
  check("statesync.trust_period", isDuration, trustPeriod, 'a duration like "168h0m0s"');
}

function stateSyncSettings(
  options: StateSyncOptions | undefined,
): Record<string, string | number | boolean> {
  if (options) checkStateSync(options);
  const { rpcServers, trustHeight, trustHash, trustPeriod } = options ?? NO_STATE_SYNC;
  return {
    enable: options !== undefined,
    rpc_servers: rpcServers.join(","),
    trust_height: trustHeight,
    trust_hash: trustHash,
    trust_period: trustPeriod ?? TRUST_PERIOD_DEFAULT,
    // How long peers are asked for snapshots before one is chosen; CometBFT refuses less than 5 s.
    discovery_time: "5s",
    chunk_request_timeout: "10s",
    chunk_fetchers: "4",
  };
}

const NO_STATE_SYNC: StateSyncOptions = { rpcServers: [], trustHeight: 0, trustHash: "" };

/** Those without which there is nothing to trust. */
const TRUST_KEYS = ["rpc_servers", "trust_height", "trust_hash"] as const;

/**
 * What [statesync] of a config.toml, ours or edited, says of whom to trust, whether it is enabled or not.
 *
 * @throws UserError if one is not set, or is not what it should be
 */
export function parseStateSync(text: string): StateSyncOptions {
  const table = memberOf(parseToml("config.toml", text), "statesync");
  const missing = TRUST_KEYS.filter((key) => ["", "0"].includes(settingText(table[key])));
  if (missing.length > 0) {
    throw new UserError(
      `config.toml: [statesync]: ${missing.join(", ")} not set; they lead to headers that are known to be the ` +
        `chain's, and docs/snapshots.md says how to get them`,
    );
  }
  const period = settingText(table["trust_period"]);
  const servers = settingText(table["rpc_servers"]).split(",");
  const options: StateSyncOptions = {
    rpcServers: servers.map((server) => withScheme(server.trim())),
    trustHeight: Number(table["trust_height"]),
    trustHash: settingText(table["trust_hash"]),
    ...(period === "" ? {} : { trustPeriod: period }),
  };
  checkStateSync(options);
  return options;
}

/** CometBFT takes a list also as one text with commas, and a number as a text. */
function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.join(",");
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** As CometBFT reads it. */
function withScheme(server: string): string {
  return server.includes("://") ? server : `http://${server}`;
}

const SECTION = /^[ \t]*\[[ \t]*([A-Za-z0-9_.-]+)[ \t]*\]/;
const PEERS_LINE = /^[ \t]*persistent_peers[ \t]*=.*$/;

/**
 * A config.toml, ours or edited, with other persistent peers and else as it was.
 *
 * @param peers each `node-id@host:port`
 * @throws UserError if a peer is none, or the file has no line for them
 */
export function withPersistentPeers(text: string, peers: readonly string[]): string {
  for (const peer of peers) {
    check("p2p.persistent_peers", PEER.test(peer), peer, '"node-id@host:port"');
  }
  const value = peers.join(",");
  let section = "";
  const lines = text.split("\n").map((line) => {
    section = SECTION.exec(line)?.[1] ?? section;
    if (section !== "p2p" || !PEERS_LINE.test(line)) return line;
    return `persistent_peers = ${JSON.stringify(value)}`;
  });
  const changed = lines.join("\n");
  const { p2p } = parseToml("config.toml", changed);
  if (isJsonObject(p2p) && p2p["persistent_peers"] === value) return changed;
  throw new UserError(
    `config.toml: expected one line "persistent_peers = …" below [p2p], which is to be ` +
      JSON.stringify(value),
  );
}

/** The node's name in a config.toml, ours or edited; empty if it has none. @throws UserError */
export function parseMoniker(text: string): string {
  const { moniker } = parseToml("config.toml", text);
  return typeof moniker === "string" ? moniker : "";
}

export interface CometAddresses {
  /** As in the file, `tcp://host:port`. */
  readonly rpc: string;
  readonly p2p: string;
  readonly proxyApp: string;
}

/** Reads from a config.toml, ours or edited, where the node listens. @throws UserError */
export function parseCometAddresses(text: string): CometAddresses {
  const table = parseToml("config.toml", text);
  return {
    rpc: addressAt(table, "rpc", "laddr"),
    p2p: addressAt(table, "p2p", "laddr"),
    proxyApp: asAddress("proxy_app", table["proxy_app"]),
  };
}

function addressAt(table: JsonObject, section: string, key: string): string {
  const inner = table[section];
  return asAddress(`${section}.${key}`, isJsonObject(inner) ? inner[key] : undefined);
}

function asAddress(key: string, value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new UserError(`config.toml: ${key}: expected an address, got ${JSON.stringify(value)}`);
}
