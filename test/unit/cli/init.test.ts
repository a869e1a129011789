import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { VERSION } from "../../../app/version.ts";
import { runCli } from "../../helpers/cli.ts";

describe("init", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-init-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const init = (...argv: readonly string[]) => runCli(["init", ...argv], { folder });
  const read = (name: string) => readFile(join(folder, "home", "config", name), "utf8");

  it("makes a home of any prefix and denomination and says what it made", async () => {
    const { code, stdout, stderr } = await init(
      ...["moon", "--chain-id", "moon-2", "--bech32-prefix", "moon", "--fee-denom", "umoon"],
      ...["--min-gas-price", "0.5", "-o", "json"],
    );
    assert.equal(code, 0, stderr);
    const made = JSON.parse(stdout) as { written: string[]; kept: string[]; node_id: string };
    assert.match(made.node_id, /^[0-9a-f]{40}$/);
    assert.deepEqual(made.kept, []);
    for (const path of made.written) assert.ok((await stat(path)).isFile());
    const genesis = JSON.parse(await read("genesis.json")) as {
      chain_id: string;
      validators: { name: string }[];
      app_state: { chain: unknown };
    };
    assert.equal(genesis.chain_id, "moon-2");
    assert.deepEqual(genesis.app_state.chain, {
      params: { bech32_prefix: "moon", fee_denom: "umoon", min_gas_price: "0.5" },
    });
    assert.equal(genesis.validators[0]?.name, "moon");
    assert.match(await read("client.toml"), /^chain-id = "moon-2"$/m);
    const key = await runCli(["keys", "add", "a", "--keyring-backend", "test"], { folder });
    assert.match(key.stdout, /^address: moon1/m);
  });

  it("takes the SDK's one denomination for fees and stakes", async () => {
    assert.equal((await init("m", "--default-denom", "umoon")).code, 0);
    const { app_state: state } = JSON.parse(await read("genesis.json")) as {
      app_state: Record<"chain" | "staking", { params: Record<string, unknown> }>;
    };
    assert.equal(state.chain.params["fee_denom"], "umoon");
    assert.equal(state.staking.params["bond_denom"], "umoon");
  });

  it("never replaces anything unasked, and keys not even then", async () => {
    assert.equal((await init("one")).code, 0);
    const before = [await read("genesis.json"), await read("priv_validator_key.json")];
    const again = await init("two");
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^error: .* is set up already .*--overwrite[^\n]*\n$/);
    assert.deepEqual([await read("genesis.json"), await read("priv_validator_key.json")], before);
    const forced = await init("two", "--overwrite");
    assert.equal(forced.code, 0);
    assert.match(forced.stdout, /kept:\n(?: +- .*\n)* +- .*priv_validator_key\.json/);
    assert.notEqual(await read("genesis.json"), before[0]);
    assert.equal(await read("priv_validator_key.json"), before[1]);
  });

  const bad: readonly [name: string, argv: string[]][] = [
    ["a malformed chain id", ["m", "--chain-id", "lazuli-0"]],
    ["a prefix with capitals", ["m", "--bech32-prefix", "Laz"]],
    ["a bad denomination", ["m", "--fee-denom", "1"]],
    ["a bad price", ["m", "--min-gas-price", "cheap"]],
    ["a moniker that is too long", ["m".repeat(71)]],
  ];
  for (const [name, argv] of bad) {
    it(`refuses ${name}, and writes nothing`, async () => {
      const { code, stderr } = await init(...argv);
      assert.ok(code === 1 || code === 2);
      assert.match(stderr, /^error: [^\n]*\n$/);
      await assert.rejects(read("genesis.json"), { code: "ENOENT" });
    });
  }
});

describe("version", () => {
  it("is short, or long, or JSON", async () => {
    const folder = tmpdir();
    assert.equal((await runCli(["version"], { folder })).stdout, `${VERSION}\n`);
    const { stdout } = await runCli(["version", "--long", "-o", "json"], { folder });
    const long = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(long["version"], VERSION);
    assert.equal(long["node"], process.version);
  });
});
