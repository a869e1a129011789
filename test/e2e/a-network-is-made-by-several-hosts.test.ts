import assert from "node:assert/strict";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { HttpRpc } from "../../app/client/rpc.ts";
import { askRest } from "../helpers/api-servers.ts";
import { freeBasePort, lazuliOk, localnetFolder } from "../helpers/localnet.ts";
import { nodeUrls, setPorts, startNodes } from "../helpers/node-process.ts";
import type { NodeUrls } from "../helpers/node-process.ts";

const CHAIN_ID = "several-hosts-1";
const HOSTS = ["amber", "beryl", "coral"];
const HEIGHT = 3;
const TEST = ["--keyring-backend", "test"];

interface Host extends NodeUrls {
  readonly name: string;
  readonly home: string;
  readonly address: string;
  readonly genesis: string;
  run(...argv: readonly string[]): Promise<string>;
}

interface ShownValidator {
  readonly operator_address: string;
  readonly tokens: string;
  readonly status: string;
  readonly description: { readonly moniker: string };
}

test("hosts sign for a genesis, and start a network from it", async (t) => {
  const folder = await localnetFolder(t);
  const basePort = await freeBasePort(HOSTS.length);
  const nodes: Host[] = [];
  for (const [index, name] of HOSTS.entries()) {
    const home = join(folder, name);
    const run = (...argv: readonly string[]) => lazuliOk(argv, { cwd: folder, home });
    await run("genesis", "init", name, "--chain-id", CHAIN_ID, "--without-validator");
    await run("keys", "add", name, ...TEST);
    const address = (await run("keys", "show", name, "-a", ...TEST)).trim();
    const urls = await setPorts(home, basePort, index);
    await allowOneHost(home);
    nodes.push({ name, home, run, address, genesis: configOf(home, "genesis.json"), ...urls });
  }
  const [first, ...others] = nodes;
  assert.ok(first !== undefined);

  // Who coordinates it gives everybody coins, and hands the genesis round.
  for (const { address } of nodes) {
    await first.run("genesis", "add-account", address, "1000000000ulaz");
  }
  for (const { genesis } of others) await copyFile(first.genesis, genesis);
  const gathered = join(folder, "gathered");
  await mkdir(gathered);
  for (const [index, { home, run, name }] of nodes.entries()) {
    await run("genesis", "gentx", name, `${index + 1}00000000ulaz`, "--ip", "127.0.0.1", ...TEST);
    const [file = ""] = await readdir(configOf(home, "gentx"));
    await copyFile(configOf(home, "gentx", file), join(gathered, file));
  }
  const documents: string[] = [];
  for (const { run, genesis } of nodes) {
    await run("genesis", "collect", "--gentx-dir", gathered);
    documents.push(await readFile(genesis, "utf8"));
  }
  assert.equal(new Set(documents).size, 1, "everybody has collected the same genesis");
  const validated = JSON.parse(await first.run("genesis", "validate", "-o", "json")) as {
    readonly app_hash: string;
  };

  await startNodes(t, nodes, HEIGHT);
  const headers = await Promise.all(nodes.map(({ rpc }) => appHashes(rpc)));
  assert.equal(headers[0]?.[0], validated.app_hash, "the first header has the hash of genesis");
  for (const hashes of headers) assert.deepEqual(hashes, headers[0]);

  const addresses = new Map(nodes.map(({ name, address }) => [name, address]));
  for (const { rest } of nodes) {
    const { json } = await askRest(rest, "/cosmos/staking/v1beta1/validators");
    const { validators } = json as { validators: readonly ShownValidator[] };
    const shown = validators.map(({ description, tokens, status }) => [
      ...[description.moniker, tokens, status],
    ]);
    assert.deepEqual(
      shown.sort(),
      HOSTS.map((name, i) => [name, `${i + 1}00000000`, "BOND_STATUS_BONDED"]),
    );
    for (const { operator_address, description } of validators) {
      const address = addresses.get(description.moniker) ?? "";

      assert.ok(operator_address.startsWith("lazulivaloper1"), operator_address);
      // The same account under another prefix: all but prefix and checksum is equal.
      assert.equal(
        operator_address.slice("lazulivaloper1".length, -6),
        address.slice("lazuli1".length, -6),
      );
    }
  }
});

test("testnet init-files makes homes that start", async (t) => {
  const folder = await localnetFolder(t);
  const basePort = await freeBasePort(2);
  const argv = ["testnet", "init-files", "--v", "2", "--single-host", "--base-port", `${basePort}`];
  await lazuliOk([...argv, "--output-dir", "net", "--commit-timeout", "100ms"], { cwd: folder });
  const nodes = [0, 1].map((index) => ({
    home: join(folder, "net", `node${index}`, "lazuli"),
    ...nodeUrls(basePort, index),
  }));
  await startNodes(t, nodes, HEIGHT);
  const [one, other] = await Promise.all(nodes.map(({ rpc }) => appHashes(rpc)));
  assert.deepEqual(one, other);
  const [{ home, rpc } = { home: "", rpc: "" }] = nodes;
  const send = ["tx", "bank", "send", "node0", "node0", "1ulaz", "-y", "--node", rpc, "-o", "json"];
  const sent = JSON.parse(await lazuliOk(send, { cwd: folder, home })) as { code: number };
  assert.equal(sent.code, 0);
});

function configOf(home: string, ...names: readonly string[]): string {
  return join(home, "config", ...names);
}

/** Hosts have addresses of their own; here they share one. */
async function allowOneHost(home: string): Promise<void> {
  const path = configOf(home, "config.toml");
  const text = await readFile(path, "utf8");
  const allowed = text
    .replace("allow_duplicate_ip = false", "allow_duplicate_ip = true")
    .replace("addr_book_strict = true", "addr_book_strict = false");
  assert.notEqual(allowed, text);
  await writeFile(path, allowed);
}

/** Of the headers from the first on. */
async function appHashes(rpc: string): Promise<readonly string[]> {
  const client = new HttpRpc(rpc);
  const heights = Array.from({ length: HEIGHT }, (_, index) => index + 1);
  return Promise.all(
    heights.map(async (height) => {
      const { block } = (await client.call("block", { height: String(height) })) as {
        block: { header: { app_hash: string } };
      };
      return block.header.app_hash;
    }),
  );
}
