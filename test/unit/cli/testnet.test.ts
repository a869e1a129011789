import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { runCli } from "../../helpers/cli.ts";

async function newFolder(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), "lazuli-testnet-"));
  t.after(() => rm(folder, { recursive: true }));
  return {
    folder,
    initFiles: (argv: readonly string[], input = "") =>
      runCli(["testnet", "init-files", "--output-dir", "net", ...argv], { folder, input }),
    read: (...names: readonly string[]) => readFile(join(folder, "net", ...names), "utf8"),
  };
}

/** The addresses of a config.toml or app.toml in the order of the file. */
function listeners(text: string): readonly string[] {
  return [...text.matchAll(/^(?:laddr|address) = "(.*)"$/gm)].map(([, address = ""]) => address);
}

describe("testnet init-files", () => {
  it("makes hosts that peers reach, and nobody else", async (t) => {
    const { folder, initFiles, read } = await newFolder(t);
    const first = ["--starting-ip-address", "10.0.0.254", "--chain-id", "tn-1"];
    const { code, stdout, stderr } = await initFiles(["--v", "3", ...first, "-o", "json"]);
    assert.equal(code, 0, stderr);
    const { nodes } = JSON.parse(stdout) as {
      nodes: readonly { name: string; home: string; node_id: string; peer: string }[];
    };
    const peers = nodes.map(({ peer }) => peer);
    assert.deepEqual(
      peers,
      ["10.0.0.254", "10.0.0.255", "10.0.1.0"].map((ip, i) => `${nodes[i]?.node_id}@${ip}:26656`),
    );
    const documents: string[] = [];
    for (const [index, { name, home }] of nodes.entries()) {
      assert.deepEqual([name, home], [`node${index}`, join(folder, "net", name, "lazuli")]);
      const config = await read(name, "lazuli/config/config.toml");
      const others = peers.filter((_, other) => other !== index).join(",");
      assert.ok(config.includes(`persistent_peers = "${others}"`), name);
      assert.deepEqual(listeners(config), ["tcp://127.0.0.1:26657", "tcp://0.0.0.0:26656"]);
      const app = await read(name, "lazuli/config/app.toml");
      assert.deepEqual(listeners(app), ["tcp://127.0.0.1:1317", "127.0.0.1:9090"]);
      const seed = join(home, "key_seed.json");
      assert.equal((await stat(seed)).mode & 0o777, 0o600);
      const { secret } = JSON.parse(await readFile(seed, "utf8")) as { secret: string };
      assert.equal(secret.split(" ").length, 24);
      documents.push(await read(name, "lazuli/config/genesis.json"));
      await read("gentxs", `${name}.json`);
    }
    assert.equal(new Set(documents).size, 1);
    const path = join(folder, "net/node0/lazuli/config/genesis.json");
    const valid = await runCli(["genesis", "validate", path, "-o", "json"], { folder });
    const facts = JSON.parse(valid.stdout) as Record<string, unknown>;
    const { chain_id, validators, balances } = facts;
    assert.deepEqual(
      { chain_id, validators, balances },
      { chain_id: "tn-1", validators: 3, balances: 3 },
    );
  });

  it("gives nodes of one machine ports of their own, on loopback alone", async (t) => {
    const { initFiles, read } = await newFolder(t);
    const names = ["--node-dir-prefix", "val", "--node-daemon-home", "simd"];
    const { code } = await initFiles([
      ...names,
      "--v",
      "2",
      "--single-host",
      "--base-port",
      "30000",
    ]);
    assert.equal(code, 0);
    const config = await read("val1/simd/config/config.toml");
    assert.deepEqual(listeners(config), ["tcp://127.0.0.1:30011", "tcp://127.0.0.1:30010"]);
    assert.match(config, /^allow_duplicate_ip = true$/m);
    const app = await read("val1/simd/config/app.toml");
    assert.deepEqual(listeners(app), ["tcp://127.0.0.1:30016", "127.0.0.1:30015"]);
    assert.match(
      await read("val1/simd/config/client.toml"),
      /^node = "http:\/\/127\.0\.0\.1:30011"$/m,
    );
  });

  it("exposes what it is told to, takes names, and encrypts keys", async (t) => {
    const { folder, initFiles, read } = await newFolder(t);
    const argv = ["--hostnames", "a.example,b.example", "--expose", "--keyring-backend", "file"];
    const { code, stderr } = await initFiles(argv, "password of all\n");
    assert.equal(code, 0, stderr);
    const config = await read("node0/lazuli/config/config.toml");
    assert.deepEqual(listeners(config), ["tcp://0.0.0.0:26657", "tcp://0.0.0.0:26656"]);
    assert.match(config, /^persistent_peers = "[0-9a-f]{40}@b\.example:26656"$/m);
    const app = await read("node0/lazuli/config/app.toml");
    assert.deepEqual(listeners(app), ["tcp://0.0.0.0:1317", "0.0.0.0:9090"]);
    const home = await readdir(join(folder, "net/node0/lazuli"));
    assert.deepEqual(home.sort(), ["config", "data", "keyring-file"]);
  });

  it("writes into no folder that holds something, and leaves nothing of what failed", async (t) => {
    const { folder, initFiles } = await newFolder(t);
    const failed = await initFiles(["--v", "1", "--single-host", "--commit-timeout", "soon"]);
    assert.match(failed.stderr, /consensus\.timeout_commit: expected a duration/);
    assert.deepEqual(await readdir(join(folder, "net")), []);
    await mkdir(join(folder, "net"), { recursive: true });
    await writeFile(join(folder, "net", "precious"), "");
    const full = await initFiles(["--v", "1", "--single-host"]);
    assert.match(full.stderr, /is not empty; name another folder with --output-dir/);
    assert.deepEqual(await readdir(join(folder, "net")), ["precious"]);
  });

  const bad: readonly [argv: readonly string[], message: RegExp][] = [
    [["--v", "0"], /--v "0": expected a whole number from 1 to 1000/],
    [["--starting-ip-address", "10.0.0.256"], /expected an IPv4 address with 3 behind it/],
    [["--starting-ip-address", "255.255.255.254"], /expected an IPv4 address with 3 behind it/],
    [["--hostnames", "a,a"], /--hostnames "a": expected names, none twice/],
    [["--hostnames", "a b"], /--hostnames "a b": expected names/],
    [["--hostnames", "a,b", "--v", "3"], /--hostnames: 2 names, expected 3/],
    [["--hostnames", "a", "--single-host"], /expected one of --hostnames/],
    [["--single-host", "--expose"], /--single-host and --expose: expected at most one/],
    [["--single-host", "--base-port", "65500"], /--base-port "65500": expected/],
    [["--node-dir-prefix", "../x"], /--node-dir-prefix "\.\.\/x": expected letters/],
    [["--node-daemon-home", ".."], /--node-daemon-home "\.\.": expected letters/],
    [["--fee-denom", "1"], /fee_denom is "1", expected a denom/],
    [["--bech32-prefix", "Laz"], /bech32_prefix is "Laz", expected/],
    [["--bond-denom", "1"], /denom "1" is malformed/],
    [["--chain-id", "tn-0"], /chain_id: expected name-N/],
  ];
  it("refuses options that say nothing sensible", async (t) => {
    const { folder, initFiles } = await newFolder(t);
    for (const [argv, message] of bad) {
      const { code, stderr } = await initFiles(argv);
      assert.notEqual(code, 0, String(message));
      assert.match(stderr, message);
    }
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name !== "net"),
      [],
    );
  });
});
