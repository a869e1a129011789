import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "smol-toml";
import {
  parseCometAddresses,
  parseMoniker,
  parseStateSync,
  renderCometConfig,
  withPersistentPeers,
} from "../../../app/node/comet-config.ts";

const BASE = { moniker: "validator-0", proxyApp: "unix:///a/abci.sock" };
const PEER = `${"0123456789".repeat(4)}@127.0.0.1:26656`;

type Sections = Record<string, Record<string, unknown>>;

function sectionsOf(text: string): Sections {
  return parse(text) as unknown as Sections;
}

test("what matters is said and loopback is the default", () => {
  const text = renderCometConfig(BASE);
  assert.equal(parse(text)["proxy_app"], "unix:///a/abci.sock");
  const expected: Sections = {
    rpc: { laddr: "tcp://127.0.0.1:26657", unsafe: false },
    p2p: { laddr: "tcp://127.0.0.1:26656", addr_book_strict: true, allow_duplicate_ip: false },
    mempool: { size: 30_000, cache_size: 100_000, recheck: true, max_txs_bytes: 268_435_456 },
    consensus: { timeout_commit: "1s", create_empty_blocks: true },
    tx_index: { indexer: "kv" },
    instrumentation: { prometheus: false },
  };
  const sections = sectionsOf(text);
  for (const [section, settings] of Object.entries(expected)) {
    for (const [key, value] of Object.entries(settings)) {
      assert.equal(sections[section]?.[key], value, `${section}.${key}`);
    }
  }
});

test("a transaction of the largest size fits a request", () => {
  const config = sectionsOf(renderCometConfig(BASE));
  const txBytes = Number(config["mempool"]?.["max_tx_bytes"]);
  assert.ok(Number(config["rpc"]?.["max_body_bytes"]) > (txBytes * 4) / 3 + 1_000);
});

test("a network of one machine takes peers of equal addresses", () => {
  const text = renderCometConfig({
    ...BASE,
    local: true,
    persistentPeers: [PEER, PEER],
    timeoutCommit: "100ms",
  });
  const config = sectionsOf(text);
  const p2p = config["p2p"] ?? {};
  assert.equal(p2p["addr_book_strict"], false);
  assert.equal(p2p["allow_duplicate_ip"], true);
  assert.equal(p2p["persistent_peers"], `${PEER},${PEER}`);
  assert.equal(config["consensus"]?.["timeout_commit"], "100ms");
});

test("bad values are refused with their key", () => {
  const refuse = (change: object, key: RegExp): void =>
    assert.throws(() => renderCometConfig({ ...BASE, ...change }), {
      name: "UserError",
      message: key,
    });
  refuse({ moniker: "a\nb" }, /moniker/);
  refuse({ moniker: "" }, /moniker/);
  refuse({ rpcAddress: "127.0.0.1:26657" }, /rpc\.laddr: expected "tcp:\/\/host:port"/);
  refuse({ p2pAddress: "tcp://127.0.0.1" }, /p2p\.laddr/);
  refuse({ persistentPeers: ["127.0.0.1:26656"] }, /persistent_peers: expected "node-id@host/);
  refuse({ timeoutCommit: "1" }, /timeout_commit: expected a duration/);
});

test("addresses are read back, and from an edited file", () => {
  const addresses = { rpc: "tcp://127.0.0.1:1", p2p: "tcp://[::1]:2", proxyApp: BASE.proxyApp };
  const text = renderCometConfig({ ...BASE, rpcAddress: addresses.rpc, p2pAddress: addresses.p2p });
  assert.deepEqual(parseCometAddresses(text), addresses);
  assert.throws(() => parseCometAddresses("[rpc]\n"), /config\.toml: rpc\.laddr: expected/);
  assert.throws(() => parseCometAddresses("="), /config\.toml/);
});

test("peers are replaced, and all else stays as an operator has written it", () => {
  const text = renderCometConfig({ ...BASE, persistentPeers: [PEER] });
  const edited = text
    .replace("[p2p]", "# ours\n  [ p2p ] # of us")
    .replace("pex = true", "pex=true");
  const other = PEER.replace("127.0.0.1", "node.example");
  const changed = withPersistentPeers(edited, [other, PEER]);
  assert.equal(changed.replace(`${other},`, ""), edited);
  assert.equal(sectionsOf(changed)["p2p"]?.["persistent_peers"], `${other},${PEER}`);
  assert.equal(sectionsOf(withPersistentPeers(text, []))["p2p"]?.["persistent_peers"], "");
  const elsewhere = text
    .replace(/^persistent_peers.*\n/m, "")
    .replace("[rpc]", "[rpc]\npersistent_peers = 1");
  for (const without of ["", elsewhere]) {
    const message = /config\.toml: expected one line "persistent_peers = …" below \[p2p\]/;
    assert.throws(() => withPersistentPeers(without, [PEER]), { name: "UserError", message });
  }
  assert.throws(() => withPersistentPeers(text, ["node.example"]), /expected "node-id@host:port"/);
  assert.equal(parseMoniker(edited), "validator-0");
  assert.equal(parseMoniker(""), "");
});

test("state sync is off, and on with what the light client starts from", () => {
  assert.equal(sectionsOf(renderCometConfig(BASE))["statesync"]?.["enable"], false);
  const stateSync = {
    rpcServers: ["http://127.0.0.1:26657", "https://node.example:443"],
    trustHeight: 1_000,
    trustHash: "AB".repeat(32),
  };
  const section = sectionsOf(renderCometConfig({ ...BASE, stateSync }))["statesync"];
  assert.deepEqual(
    { ...section },
    {
      enable: true,
      rpc_servers: "http://127.0.0.1:26657,https://node.example:443",
      trust_height: 1_000,
      trust_hash: "AB".repeat(32),
      trust_period: "168h0m0s",
      discovery_time: "5s",
      chunk_request_timeout: "10s",
      chunk_fetchers: "4",
    },
  );
  const bad: readonly (readonly [object, RegExp])[] = [
    [{ rpcServers: ["http://one:1"] }, /statesync\.rpc_servers: expected 2 to 16 addresses/],
    [{ rpcServers: ["one:1", "two:2"] }, /statesync\.rpc_servers: expected/],
    [{ trustHeight: 0 }, /statesync\.trust_height: expected a height, got 0/],
    [{ trustHash: "AB" }, /statesync\.trust_hash: expected 64 hexadecimal digits, got "AB"/],
    [{ trustPeriod: "1 week" }, /statesync\.trust_period: expected a duration like "168h0m0s"/],
  ];
  for (const [changes, message] of bad) {
    const options = { ...BASE, stateSync: { ...stateSync, ...changes } };
    assert.throws(() => renderCometConfig(options), { name: "UserError", message });
  }
});

test("whom to trust is read back, and from an edited file", () => {
  const stateSync = {
    rpcServers: ["http://127.0.0.1:26657", "https://node.example:443"],
    trustHeight: 1_000,
    trustHash: "AB".repeat(32),
    trustPeriod: "12h",
  };
  const text = renderCometConfig({ ...BASE, stateSync });
  assert.deepEqual(parseStateSync(text), stateSync);
  assert.deepEqual(parseStateSync(text.replace("enable = true", "enable = false")), stateSync);
  // As CometBFT takes them too.
  const edited = `
    [statesync]
    rpc_servers = ["127.0.0.1:26657", "https://node.example:443"]
    trust_height = "1000"
    trust_hash = "${stateSync.trustHash}"`;
  const { trustPeriod: _, ...others } = stateSync;
  assert.deepEqual(parseStateSync(edited), others);
  assert.deepEqual(
    parseStateSync(edited.replace('26657", "', "26657, ")).rpcServers,
    stateSync.rpcServers,
  );
  for (const [without, keys] of [
    [renderCometConfig(BASE), "rpc_servers, trust_height, trust_hash"],
    ["", "rpc_servers, trust_height, trust_hash"],
    [text.replace("trust_height = 1000", "trust_height = 0"), "trust_height"],
    [text.replace(stateSync.trustHash, ""), "trust_hash"],
  ] as const) {
    const message = new RegExp(`config\\.toml: \\[statesync\\]: ${keys} not set; .*docs/snapshots`);
    assert.throws(() => parseStateSync(without), { name: "UserError", message });
  }
});
