import assert from "node:assert/strict";
import { chmod, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { APP_SETTINGS, CLIENT_SETTINGS } from "../../../app/node/config.ts";
import { homeAt } from "../../../app/node/home.ts";
import { type CliRun, runCli } from "../../helpers/cli.ts";
import { stoppedNode } from "../../helpers/node-home.ts";
import { temporaryFolder } from "../node/temporary-folder.ts";

interface Home {
  readonly config: (...argv: string[]) => Promise<CliRun>;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly root: string;
}

/** The home of a node, or none at all. */
async function homeOf(t: TestContext, kind: "node" | "none" = "node"): Promise<Home> {
  const folder = kind === "node" ? (await stoppedNode(t, 0)).folder : await temporaryFolder(t);
  const { configFolder, root } = homeAt(join(folder, "home"));
  return {
    config: (...argv) => runCli(["config", ...argv], { folder }),
    read: (file) => readFile(join(configFolder, file), "utf8"),
    write: (file, text) => writeFile(join(configFolder, file), text),
    root,
  };
}

function assertRefused(run: CliRun, message: RegExp, code = 1): void {
  assert.equal(run.stdout, "");
  assert.match(run.stderr, message);
  assert.equal(run.code, code);
}

test("config get prints a value as TOML has it, or as JSON", async (t) => {
  const { config } = await homeOf(t);
  const rows = [
    ["client", "node", '"http://127.0.0.1:26657"'],
    ["app", "pruning-keep-recent", "100"],
    ["app", "grpc.address", '"127.0.0.1:9090"'],
    ["app", "api.enable", "true"],
    ["config", "moniker", '"m"'],
    ["config", "mempool.size", "30000"],
    ["config.toml", "p2p.pex", "true"],
    ["config", "rpc.cors_allowed_origins", '[ "*" ]'],
  ] as const;
  for (const [file, key, text] of rows) {
    const shown = await config("get", file, key);
    assert.equal(shown.stderr, "");
    assert.equal(shown.stdout, `${text}\n`, key);
    const { stdout } = await config("get", file, key, "-o", "json");
    assert.deepEqual(JSON.parse(stdout), JSON.parse(text), key);
  }
});

test("config set changes one value and leaves every other line as it is", async (t) => {
  const home = await homeOf(t);
  const rows = [
    ["client", "chain-id", "other-2", 'chain-id = "other-2"'],
    ["app", "minimum-gas-price", "0.1", 'minimum-gas-price = "0.1"'],
    ["app", "minimum-gas-price", '"0.25"', 'minimum-gas-price = "0.25"'],
    ["app", "index-events", '["a.b", "c.d"]', 'index-events = [ "a.b", "c.d" ]'],
    ["app", "index-events", '["*"]', 'index-events = [ "*" ]'],
    ["app", "grpc-web.enable", "false", "enable = false"],
    ["app", "state-sync.snapshot-interval", "500", "snapshot-interval = 500"],
    ["config", "moniker", "true", 'moniker = "true"'],
    ["config", "p2p.persistent_peers", "a@b:1,c@d:2", 'persistent_peers = "a@b:1,c@d:2"'],
    ["config", "p2p.seeds", "a@b:1", 'seeds = "a@b:1"'],
    ["config", "p2p.external_address", "host:26656", 'external_address = "host:26656"'],
    ["config", "mempool.size", "7", "size = 7"],
    ["config", "mempool.keep-invalid-txs-in-cache", "true", "keep-invalid-txs-in-cache = true"],
    ["config", "rpc.cors_allowed_origins", "[]", "cors_allowed_origins = []"],
  ] as const;
  for (const [name, key, typed, line] of rows) {
    const before = (await home.read(`${name}.toml`)).split("\n");
    const { code, stdout, stderr } = await home.config("set", name, key, typed);
    assert.equal(stderr, "");
    assert.equal(stdout, "", "as simd: nothing");
    assert.equal(code, 0);
    const after = (await home.read(`${name}.toml`)).split("\n");
    assert.equal(after.length, before.length, key);
    const changed = after.filter((one, i) => one !== before[i]);
    assert.deepEqual(changed, [line], key);
  }
  const left = await readdir(join(home.root, "config"));
  assert.deepEqual(
    left.filter((name) => name.endsWith(".tmp")),
    [],
  );
});

test("config set leaves who may read a file as it is", async (t) => {
  const { config, root } = await homeOf(t);
  const file = join(root, "config", "app.toml");
  await chmod(file, 0o600);
  assert.equal((await config("set", "app", "pruning", "nothing")).code, 0);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
});

test("config set says as JSON what the value is", async (t) => {
  const { config } = await homeOf(t);
  const { stdout } = await config("set", "app", "pruning-interval", "20", "-o", "json");
  assert.deepEqual(JSON.parse(stdout), { key: "pruning-interval", value: 20 });
});

test("config set refuses other keys and values, and the file stays", async (t) => {
  const home = await homeOf(t);
  const rows: readonly (readonly [string, string, string, RegExp])[] = [
    ["app", "minimum-gas-prices", "1", /app\.toml: unknown key "minimum-gas-prices": did you mean/],
    ["app", "address", "a:1", /did you mean (?:api|grpc)\.address\?/],
    ["app", "minimum-gas-price", "1ulaz", /expected a decimal like "0\.001".*, got "1ulaz"/],
    ["app", "pruning-interval", "0", /expected a whole number from 1 to \d+, got "0"/],
    ["app", "api.enable", "yes", /api\.enable: expected true or false, got "yes"/],
    ["client", "output", "yaml", /output: expected one of "text", "json", got "yaml"/],
    ["config", "p2p.seedz", "a", /config\.toml: unknown key "p2p\.seedz".*add it by hand/],
    ["config", "p2p", "a", /unknown key "p2p"/],
    ["config", "__proto__", "a", /unknown key "__proto__"/],
    ["config", "mempool.size", "many", /mempool\.size: expected a whole number, got "many"/],
    ["config", "mempool.size", "1.5", /mempool\.size: expected a whole number, got "1\.5"/],
    ["config", "p2p.pex", "1", /p2p\.pex: expected true or false, got "1"/],
    ["config", "rpc.cors_allowed_origins", "[1]", /expected a list of texts/],
    ["config", "rpc.cors_allowed_origins", "*", /expected a list of texts/],
    ["config", "mempool.size", "1\nsize = 2", /expected a whole number/],
  ];
  for (const [name, key, typed, message] of rows) {
    const before = await home.read(`${name}.toml`);
    assertRefused(await home.config("set", name, key, typed), message);
    assert.equal(await home.read(`${name}.toml`), before);
  }
  assertRefused(await home.config("get", "genesis", "a"), /FILE "genesis": expected one of/, 2);
  assertRefused(await home.config("get", "app", "grpc.adress"), /did you mean grpc\.address\?/);
});

test("config set writes nothing that a node would refuse for another setting", async (t) => {
  const home = await homeOf(t);
  const broken = (await home.read("app.toml")).replace("query-workers = 1", "query-workers = 99");
  await home.write("app.toml", broken);
  assertRefused(await home.config("set", "app", "pruning", "nothing"), /query-workers: expected/);
  assert.equal(await home.read("app.toml"), broken);
  assert.equal((await home.config("set", "app", "query-workers", "2")).code, 0);
});

test("config set adds a setting that an older file does not have, with its explanation", async (t) => {
  const home = await homeOf(t);
  await home.write("app.toml", 'pruning = "nothing" # all\n\n[grpc]\nenable = false');
  for (const [key, value] of [
    ["query-workers", "3"],
    ["grpc.address", "0.0.0.0:1"],
    ["api.swagger", "false"],
  ] as const) {
    assert.equal((await home.config("set", "app", key, value)).code, 0, key);
  }
  const text = await home.read("app.toml");
  const { queryWorkers, grpcAddress, apiSwagger, grpcEnable } = APP_SETTINGS.parse(text);
  assert.deepEqual(
    [queryWorkers, grpcAddress, apiSwagger, grpcEnable],
    [3, "0.0.0.0:1", false, false],
  );
  assert.match(text, /^pruning = "nothing" # all\n/);
  assert.match(text, /# Threads that answer queries[^]*\nquery-workers = 3\n/);
});

test("without a home the client has its settings, and a node has none", async (t) => {
  const home = await homeOf(t, "none");
  const { stdout } = await home.config("get", "client", "broadcast-mode");
  assert.equal(stdout, '"commit"\n');
  assertRefused(await home.config("get", "app", "pruning"), /app\.toml is missing; make a home/);
  assertRefused(await home.config("set", "config", "moniker", "a"), /config\.toml is missing/);
  await assert.rejects(stat(home.root), /ENOENT/, "to look makes nothing");
  assert.equal((await home.config("set", "client", "output", "json")).code, 0);
  const text = await home.read("client.toml");
  assert.equal(text, CLIENT_SETTINGS.render({ output: "json" }));
});

test("config view prints the file, or its settings as JSON", async (t) => {
  const home = await homeOf(t);
  for (const name of ["client", "app", "config"]) {
    const { stdout } = await home.config("view", name);
    assert.equal(stdout, await home.read(`${name}.toml`));
  }
  const { stdout } = await home.config("view", "app", "--output-format", "json");
  const shown = JSON.parse(stdout) as { pruning: string; grpc: { address: string } };
  assert.equal(shown.pruning, "default");
  assert.equal(shown.grpc.address, "127.0.0.1:9090");
  assert.equal((await home.config("view", "app", "-o", "json")).stdout, stdout);
});

test("config home is where the files are", async (t) => {
  const home = await homeOf(t, "none");
  const { stdout } = await home.config("home");
  assert.equal(stdout, `${home.root}\n`);
  const { stdout: other } = await home.config("home", "--home", "other");
  assert.equal(other, `${join(dirname(home.root), "other")}\n`);
});
