import assert from "node:assert/strict";
import { access, chmod, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { nodeId, readNodeKey, readValidatorKey } from "../../../app/node/comet-keys.ts";
import { lockHome } from "../../../app/node/process-lock.ts";
import { type CliOptions, type CliRun, runCli } from "../../helpers/cli.ts";
import { type NodeHome, stoppedNode } from "../../helpers/node-home.ts";
import { temporaryFolder } from "../node/temporary-folder.ts";

type Options = Omit<CliOptions, "folder">;

function comet(node: NodeHome, argv: readonly string[], options: Options = {}): Promise<CliRun> {
  return runCli(["comet", ...argv], { folder: node.folder, ...options });
}

test("comet shows a node's id, its validator's key and address", async (t) => {
  const node = await stoppedNode(t, 0);
  const [key, validator] = await Promise.all([
    readNodeKey(node.home.nodeKey),
    readValidatorKey(node.home.validatorKey),
  ]);
  assert.ok(key && validator);
  for (const name of ["comet", "tendermint", "cometbft"]) {
    const { stdout } = await runCli([name, "show-node-id"], { folder: node.folder });
    assert.equal(stdout, `${nodeId(key)}\n`);
  }
  const base64 = Buffer.from(validator.publicKey).toString("base64");
  const json = `{"@type":"/cosmos.crypto.ed25519.PubKey","key":"${base64}"}\n`;
  assert.equal((await comet(node, ["show-validator"])).stdout, json);
  assert.equal((await comet(node, ["show-validator", "-o", "json"])).stdout, json);
  const { stdout: address } = await comet(node, ["show-address"]);
  assert.match(address, /^lazulivalcons1[a-z0-9]{38}\n$/);
  const { stdout: forms } = await runCli(["debug", "addr", nodeId(validator)], node);
  assert.ok(forms.includes(`Bech32 Con: ${address}`));
  const other = await comet(node, ["show-address", "--bech32-prefix", "cosmos"]);
  assert.match(other.stdout, /^cosmosvalcons1/);
});

test("comet finds the keys where config.toml says that they are", async (t) => {
  const node = await stoppedNode(t, 0);
  const { stdout: before } = await comet(node, ["show-node-id"]);
  await mkdir(join(node.home.root, "keys"));
  const text = await readFile(node.home.nodeKey, "utf8");
  await writeFile(join(node.home.root, "keys", "n.json"), text);
  await rm(node.home.nodeKey);
  const { code, stderr } = await comet(node, ["show-node-id"]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: .*node_key\.json is missing; make a home folder with "lazuli init"/,
  );
  await runCli(["config", "set", "config", "node_key_file", "keys/n.json"], node);
  assert.equal((await comet(node, ["show-node-id"])).stdout, before);
});

const SIGNED = '{"height":"7","round":0,"step":3}\n';

/** A node that has made blocks, with what CometBFT and others leave in a home. */
async function usedNode(t: TestContext): Promise<NodeHome & { readonly has: HasFiles }> {
  const node = await stoppedNode(t, 3);
  const { home } = node;
  const folders = ["blockstore.db", "state.db", "cs.wal", "evidence.db", "tx_index.db"];
  const others = ["snapshots/3-1", "state-replaced", "state-restoring", "unknown.db"];
  for (const name of [...folders, ...others]) {
    const folder = join(home.dataFolder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "1"), "x");
  }
  await writeFile(join(home.configFolder, "addrbook.json"), "{}");
  await writeFile(home.validatorState, SIGNED);
  return { ...node, has: () => list(home.root) };
}

type HasFiles = () => Promise<readonly string[]>;

async function list(root: string): Promise<readonly string[]> {
  const data = (await readdir(join(root, "data"))).map((name) => `data/${name}`);
  const config = (await readdir(join(root, "config"))).map((name) => `config/${name}`);
  return [...data, ...config].sort();
}

const CONFIG = [
  "config/app.toml",
  "config/client.toml",
  "config/config.toml",
  "config/genesis.json",
  "config/node_key.json",
  "config/priv_validator_key.json",
];
const STATE = "data/priv_validator_state.json";
const BOOK = "config/addrbook.json";

test("comet unsafe-reset-all leaves configuration, keys and what the validator signed", async (t) => {
  const node = await usedNode(t);
  const { code, stdout, stderr } = await comet(node, ["unsafe-reset-all", "-y", "-o", "json"]);
  assert.equal(stderr, "");
  assert.equal(code, 0);
  const { removed } = JSON.parse(stdout) as { removed: string[] };
  assert.deepEqual(await node.has(), [...CONFIG, STATE].sort());
  assert.equal(await readFile(node.home.validatorState, "utf8"), SIGNED);
  assert.equal(removed.length, 11);
  for (const path of removed) await assert.rejects(access(path), /ENOENT/);
  const again = await comet(node, ["unsafe-reset-all", "-y", "-o", "json"]);
  assert.deepEqual(JSON.parse(again.stdout), { removed: [] });
});

test("comet unsafe-reset-all keeps the address book, and forgets signatures, when it is told to", async (t) => {
  const node = await usedNode(t);
  assert.equal((await comet(node, ["unsafe_reset_all", "-y", "--keep-addr-book"])).code, 0);
  assert.deepEqual(await node.has(), [...CONFIG, STATE, BOOK].sort());
  assert.equal(await readFile(node.home.validatorState, "utf8"), SIGNED);
  const flag = "--reset-signing-state-and-risk-double-signing";
  assert.equal((await comet(node, ["unsafe-reset-all", "-y", flag])).code, 0);
  assert.deepEqual(await node.has(), [...CONFIG, STATE].sort());
  const state: unknown = JSON.parse(await readFile(node.home.validatorState, "utf8"));
  assert.deepEqual(state, { height: "0", round: 0, step: 0 });
});

test("comet reset-state leaves snapshots and the address book too", async (t) => {
  const node = await usedNode(t);
  assert.equal((await comet(node, ["reset-state", "-y"])).code, 0);
  const left = [...CONFIG, STATE, BOOK, "data/snapshots", "data/unknown.db"];
  assert.deepEqual(await node.has(), left.sort());
  assert.equal(await readFile(node.home.validatorState, "utf8"), SIGNED);
});

test("comet resets only what is confirmed", async (t) => {
  const node = await usedNode(t);
  const before = await node.has();
  const unasked = await comet(node, ["reset-state"]);
  assert.equal(unasked.code, 2);
  assert.match(unasked.stderr, /give -y/);
  const refused = await comet(node, ["unsafe-reset-all"], { terminal: true, input: "n\n" });
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /Remove all data of .*\? \[y\/N\]: .*nothing was removed/);
  const flag = "--reset-signing-state-and-risk-double-signing";
  const risky = await comet(node, ["unsafe-reset-all", flag], { terminal: true, input: "\n" });
  assert.match(risky.stderr, /let its validator sign twice\?/);
  assert.deepEqual(await node.has(), before);
  const confirmed = await comet(node, ["reset-state"], { terminal: true, input: "y\n" });
  assert.equal(confirmed.code, 0);
  assert.notDeepEqual(await node.has(), before);
});

test("comet resets no node that runs, none that is not there, and none with its data elsewhere", async (t) => {
  const node = await usedNode(t);
  const unlock = await lockHome(node.home, "lazuli start");
  const before = await node.has();
  for (const name of ["reset-state", "unsafe-reset-all"]) {
    const { code, stderr } = await comet(node, [name, "-y"]);
    assert.equal(code, 1);
    assert.match(stderr, /is in use by "lazuli start", process \d+; stop it first/);
  }
  assert.deepEqual(await node.has(), before);
  await unlock();
  await runCli(["config", "set", "config", "db_dir", "/elsewhere"], node);
  const elsewhere = await comet(node, ["reset-state", "-y"]);
  assert.match(elsewhere.stderr, /^error: db_dir of config\.toml is \/elsewhere, expected/);
  assert.deepEqual(
    await node.has(),
    before.filter((name) => name !== "data/node.lock"),
  );

  const folder = await temporaryFolder(t);
  const { code, stderr } = await runCli(["comet", "unsafe-reset-all", "-y"], { folder });
  assert.equal(code, 1);
  assert.match(stderr, /app\.toml is missing/);
  assert.deepEqual(await readdir(folder), []);
});

test("comet unsafe-reset-all spares keys that config.toml has in the data folder", async (t) => {
  const node = await usedNode(t);
  const folder = join(node.home.dataFolder, "secret");
  await mkdir(folder);
  const state = join(folder, "signed.json");
  await writeFile(state, SIGNED);
  await writeFile(join(folder, "key.json"), await readFile(node.home.validatorKey));
  for (const [key, file] of [
    ["priv_validator_state_file", "data/secret/signed.json"],
    ["priv_validator_key_file", "data/secret/key.json"],
  ] as const) {
    await runCli(["config", "set", "config", key, file], node);
  }
  assert.equal((await comet(node, ["unsafe-reset-all", "-y"])).code, 0);
  assert.equal(await readFile(state, "utf8"), SIGNED);
  assert.deepEqual((await readdir(dirname(state))).sort(), ["key.json", "signed.json"]);
});

/** Sets what comet bootstrap-state trusts; it gets no further than to look for CometBFT, which is not there. */
async function trustingNode(t: TestContext, heights: number): Promise<NodeHome> {
  const node = await stoppedNode(t, heights);
  for (const [key, value] of [
    ["rpc_servers", "http://127.0.0.1:1,http://127.0.0.1:2"],
    ["trust_height", "1"],
    ["trust_hash", "AB".repeat(32)],
  ] as const) {
    await runCli(["config", "set", "config", `statesync.${key}`, value], node);
  }
  return node;
}

async function refusesBootstrap(
  node: NodeHome,
  expected: RegExp,
  ...argv: string[]
): Promise<void> {
  const before = await list(node.home.root);
  const variables = { COMETBFT: join(node.folder, "no-comet") };
  const { code, stdout, stderr } = await comet(node, ["bootstrap-state", ...argv], { variables });
  assert.match(stderr, expected);
  assert.deepEqual([code, stdout], [1, ""]);
  assert.deepEqual(await list(node.home.root), before);
}

test("comet bootstrap-state needs a stopped node with a state, and its height", async (t) => {
  const fresh = await trustingNode(t, 0);
  await refusesBootstrap(
    fresh,
    /^error: the node in .* has no block yet; take a state from a file/,
  );
  const node = await trustingNode(t, 3);
  for (const height of ["2", "4"]) {
    const expected = `^error: the application's state is of height 3, expected ${height}: CometBFT goes`;
    await refusesBootstrap(node, new RegExp(expected), "--height", height);
  }
  const unlock = await lockHome(node.home, "lazuli start");
  await refusesBootstrap(node, /is in use by "lazuli start", process \d+; stop it first/);
  await unlock();
  for (const argv of [[], ["--height", "3"]]) {
    await refusesBootstrap(node, /^error: COMETBFT is set to .*no-comet/, ...argv);
  }
});

test("comet bootstrap-state needs to know whom to trust, and of which chain", async (t) => {
  const node = await trustingNode(t, 3);
  const set = async (key: string, value: string): Promise<void> => {
    assert.equal((await runCli(["config", "set", "config", key, value], node)).code, 0);
  };
  await set("statesync.rpc_servers", '""');
  await set("statesync.trust_hash", '""');
  const keys =
    /^error: config\.toml: \[statesync\]: rpc_servers, trust_hash not set; .*docs\/snapshots\.md/;
  await refusesBootstrap(node, keys);
  await set("statesync.rpc_servers", "one:1,two:2");
  await set("statesync.trust_hash", "AB");
  await refusesBootstrap(node, /statesync\.trust_hash: expected 64 hexadecimal digits, got "AB"/);
  await set("statesync.trust_hash", "AB".repeat(32));
  await set("db_backend", "pebbledb");
  await refusesBootstrap(node, /db_backend: expected "goleveldb", got "pebbledb"/);
  await set("db_backend", "goleveldb");
  await refusesBootstrap(node, /no-comet/);
  const genesis = await readFile(node.home.genesis, "utf8");
  const chainId = /"chain_id": "([^"]+)"/.exec(genesis)?.[1] ?? assert.fail();
  await writeFile(node.home.genesis, genesis.replace(`"${chainId}"`, '"other-1"'));
  await refusesBootstrap(
    node,
    new RegExp(`is of chain ${chainId}, expected other-1, the chain of`),
  );
});

test("comet bootstrap-state leaves blocks alone, and minds no unsuccessful start", async (t) => {
  const node = await trustingNode(t, 3);
  const blocks = join(node.home.dataFolder, "blockstore.db");
  await mkdir(blocks);
  // As CometBFT leaves it if it has written nothing.
  for (const name of ["CURRENT", "LOCK", "LOG", "MANIFEST-000000"]) {
    await writeFile(join(blocks, name), "x");
  }
  await writeFile(join(blocks, "000001.log"), "");
  await refusesBootstrap(node, /no-comet/);
  await writeFile(join(blocks, "000001.log"), "x");
  const advice = /^error: CometBFT has blocks or a state already in .*"lazuli comet reset-state"/;
  await refusesBootstrap(node, advice);
  // Also where config.toml has them.
  const elsewhere = join(node.folder, "elsewhere");
  await runCli(["config", "set", "config", "db_dir", elsewhere], node);
  await refusesBootstrap(node, /no-comet/);
  await mkdir(elsewhere);
  await rename(blocks, join(elsewhere, "blockstore.db"));
  await refusesBootstrap(node, /^error: CometBFT has blocks or a state already in .*elsewhere;/);
});

test("comet version shows what CometBFT says of itself", async (t) => {
  const node = await stoppedNode(t, 0);
  const binary = join(node.folder, "comet-binary");
  const says = async (answer: string): Promise<CliRun> => {
    const script = `#!/bin/sh\nif [ "$2" = --verbose ]; then echo '${answer}'; else echo 0.38.26; fi\n`;
    await writeFile(binary, script);
    await chmod(binary, 0o700);
    return comet(node, ["version"], { variables: { COMETBFT: binary } });
  };
  const good = '{"cometbft":"0.38.26","abci":"2.0.0","block_protocol":11,"p2p_protocol":8}';
  const { stdout } = await says(good);
  assert.equal(stdout, "ABCI: 2.0.0\nBlockProtocol: 11\nCometBFT: 0.38.26\nP2PProtocol: 8\n");
  const { code, stderr } = await says('{"cometbft":"0.38.26"}');
  assert.equal(code, 1);
  assert.match(stderr, /^error: .*version --verbose: expected versions of CometBFT/);
});
