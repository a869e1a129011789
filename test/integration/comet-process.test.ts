import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { parse } from "smol-toml";
import { findCometbft } from "../../app/node/comet-binary.ts";
import { renderCometConfig } from "../../app/node/comet-config.ts";
import {
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  nodeId,
  publicKeyToJson,
} from "../../app/node/comet-keys.ts";
import { CometProcess, LINE_CHARACTERS_MAX, describeExit } from "../../app/node/comet-process.ts";
import { MODE_PUBLIC, writeFileAtomic } from "../../app/node/files.ts";
import { createGenesis, writeGenesis } from "../../app/node/genesis.ts";
import { homeAt, makeHomeFolders } from "../../app/node/home.ts";
import type { Home } from "../../app/node/home.ts";

const TIMEOUT_MS = 60_000;
const options = { timeout: TIMEOUT_MS };
const run = promisify(execFile);

const found = await findCometbft();
assert.ok(found !== undefined, "no CometBFT: run this through npm test, which gets one");
const binary = found.path;

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lazuli-test-"));
  t.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A network of one validator with files of ours alone, on free ports. */
async function makeHome(t: TestContext): Promise<Home> {
  const home = homeAt(await temporaryFolder(t));
  await makeHomeFolders(home);
  await ensureNodeKey(home.nodeKey);
  await ensureValidatorState(home.validatorState);
  const { publicKey } = await ensureValidatorKey(home.validatorKey);
  const genesis = createGenesis({
    chainId: "lazuli-test-1",
    genesisTime: new Date("2026-01-01T00:00:00Z"),
    validators: [{ name: "validator-0", publicKey, power: 10n }],
    appState: { auth: {} },
  });
  await writeGenesis(home.genesis, genesis);
  const config = renderCometConfig({
    moniker: "validator-0",
    proxyApp: "tcp://127.0.0.1:1",
    rpcAddress: "tcp://127.0.0.1:0",
    p2pAddress: "tcp://127.0.0.1:0",
    local: true,
    timeoutCommit: "50ms",
  });
  await writeFileAtomic(home.cometToml, config, { mode: MODE_PUBLIC, overwrite: true });
  return home;
}

/** Lines as they come, and a way to wait for one. */
class Lines {
  readonly all: string[] = [];
  readonly #waiting = new Set<() => void>();

  readonly push = (line: string): void => {
    this.all.push(line);
    for (const check of this.#waiting) check();
  };

  match(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const line = this.all.find((candidate) => pattern.test(candidate));
        const match = line === undefined ? null : pattern.exec(line);
        if (match === null) return;
        clearTimeout(deadline);
        this.#waiting.delete(check);
        resolve(match);
      };
      const deadline = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`no line matched ${pattern} among:\n${this.all.slice(-20).join("\n")}`));
      }, TIMEOUT_MS / 2);
      this.#waiting.add(check);
      check();
    });
  }
}

async function writeProgram(t: TestContext, body: string): Promise<string> {
  const path = join(await temporaryFolder(t), "program");
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

test("CometBFT runs from our keys, genesis and configuration, and stops", options, async (t) => {
  const home = await makeHome(t);
  const lines = new Lines();
  const comet = await CometProcess.start({
    binary,
    home: home.root,
    proxyApp: "kvstore",
    onLine: lines.push,
  });
  t.after(() => comet.stop());
  const [, address] = await lines.match(/Starting RPC HTTP server on ([\d.:]+)/);
  await lines.match(/committed state.*height=3/);
  const response = await fetch(`http://${address}/genesis`);
  const { result } = (await response.json()) as { result: { genesis: Record<string, object> } };
  const written = JSON.parse(await readFile(home.genesis, "utf8")) as Record<string, object>;
  assert.deepEqual(result.genesis["app_state"], written["app_state"]);
  assert.deepEqual(result.genesis["validators"], written["validators"]);
  const params = result.genesis["consensus_params"] as Record<string, object>;
  // v0.39 added the member; nothing gives it a value here.
  delete params["authority"];
  assert.deepEqual(params, written["consensus_params"]);
  const exit = await comet.stop();
  assert.equal(exit.requested, true);
  assert.equal(exit.signal, undefined, describeExit(exit));
  assert.deepEqual(await comet.stop(), exit);
  const state = JSON.parse(await readFile(home.validatorState, "utf8")) as { height: string };
  assert.ok(Number(state.height) >= 3);
});

test("CometBFT reads the same id and validator from our keys", options, async (t) => {
  const home = await makeHome(t);
  const ask = async (command: string): Promise<string> =>
    (await run(binary, [command, "--home", home.root])).stdout.trim();
  assert.equal(await ask("show-node-id"), nodeId(await ensureNodeKey(home.nodeKey)));
  const { publicKey } = await ensureValidatorKey(home.validatorKey);
  assert.deepEqual(JSON.parse(await ask("show-validator")), publicKeyToJson(publicKey));
});

test("every key of our config.toml is one that CometBFT writes itself", options, async (t) => {
  const folder = await temporaryFolder(t);
  await run(binary, ["init", "--home", folder]);
  const known = keysOf(parse(await readFile(join(folder, "config", "config.toml"), "utf8")));
  const home = await makeHome(t);
  const ours = keysOf(parse(await readFile(home.cometToml, "utf8")));
  assert.ok(ours.length > 60);
  assert.deepEqual(
    ours.filter((key) => !known.includes(key)),
    [],
  );
});

/** The keys of a file's settings with their sections. */
function keysOf(table: object): string[] {
  return Object.entries(table).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? keysOf(value as object).map((inner) => `${key}.${inner}`)
      : [key],
  );
}

test("an end that nobody asked for tells the reason", options, async (t) => {
  const home = await makeHome(t);
  await writeFile(home.genesis, "{}");
  const comet = await CometProcess.start({
    binary,
    home: home.root,
    proxyApp: "kvstore",
    onLine: () => undefined,
  });
  const exit = await comet.exited;
  assert.equal(exit.requested, false);
  assert.equal(exit.code, 1);
  assert.match(describeExit(exit), /ended with code 1, its last line: .*non-empty chain_id/);
});

test("a program that is not there is an error at the start", async () => {
  const start = CometProcess.start({
    binary: "/nowhere/cometbft",
    home: "/nowhere",
    onLine: () => undefined,
  });
  await assert.rejects(start, { code: "ENOENT" });
});

test("what ignores SIGTERM is killed at the deadline", options, async (t) => {
  const program = await writeProgram(t, "trap '' TERM; echo ready; while :; do sleep 0.05; done");
  const lines = new Lines();
  const comet = await CometProcess.start({ binary: program, home: "/x", onLine: lines.push });
  await lines.match(/ready/);
  const exit = await comet.stop(200);
  assert.deepEqual(exit, { code: undefined, signal: "SIGKILL", requested: true, tail: ["ready"] });
});

test("output comes by line, a long line in parts, and the end is kept", options, async (t) => {
  const program = await writeProgram(
    t,
    `echo "$@"; head -c 200000 /dev/zero | tr '\\0' x; echo; seq 1 30; printf 'last é'; exit 3`,
  );
  const lines: string[] = [];
  const comet = await CometProcess.start({
    binary: program,
    home: "/x",
    proxyApp: "unix:///y",
    onLine: (line) => lines.push(line),
  });
  const exit = await comet.exited;
  assert.equal(exit.code, 3);
  assert.equal(lines[0], "start --home /x --proxy_app unix:///y");
  const parts = lines.filter((line) => line.startsWith("x"));
  assert.equal(parts.join("").length, 200_000);
  assert.ok(parts.length > 1 && parts.every((part) => part.length <= 2 * LINE_CHARACTERS_MAX));
  const tail = Array.from({ length: 19 }, (_, index) => String(12 + index));
  assert.deepEqual(exit.tail, [...tail, "last é"]);
});

/** A process that runs `binary` as the node does: the child's lines on its own output. */
function startParent(t: TestContext, program: string, home: string, onInterrupt: string) {
  const module = new URL("../../app/node/comet-process.js", import.meta.url).href;
  const script = `
    import { CometProcess } from ${JSON.stringify(module)};
    const comet = await CometProcess.start({
      binary: ${JSON.stringify(program)},
      home: ${JSON.stringify(home)},
      proxyApp: "kvstore",
      onLine: (line) => console.log(line),
    });
    process.on("SIGINT", async () => { ${onInterrupt} });
    console.log("child " + comet.pid);
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => parent.kill("SIGKILL"));
  const lines = new Lines();
  createInterface({ input: parent.stdout }).on("line", lines.push);
  return { parent, lines };
}

test("Ctrl-C reaches the node alone, which stops CometBFT first", options, async (t) => {
  const program = await writeProgram(
    t,
    `trap 'echo interrupted' INT; trap 'echo terminated; exit 0' TERM
     echo ready; while :; do sleep 0.05; done`,
  );
  const stop = `await comet.stop(); console.log("application stops"); process.exit();`;
  const { parent, lines } = startParent(t, program, "/x", stop);
  await lines.match(/^ready$/);
  await lines.match(/^child/);
  assert.ok(parent.pid !== undefined);
  // A terminal signals the whole foreground process group.
  process.kill(-parent.pid, "SIGINT");
  await once(parent, "close");
  const told = lines.all.filter((line) => !/^(ready|child.*)$/.test(line));
  assert.deepEqual(told, ["terminated", "application stops"]);
});

test("CometBFT ends with a node that exits without stopping it", options, async (t) => {
  const marker = join(await temporaryFolder(t), "terminated");
  const program = await writeProgram(
    t,
    `trap 'echo > ${marker}; exit 0' TERM; echo ready; while :; do sleep 0.05; done`,
  );
  const { parent, lines } = startParent(t, program, "/x", "process.exit(1);");
  await lines.match(/^ready$/);
  await lines.match(/^child/);
  parent.kill("SIGINT");
  await once(parent, "close");
  await until(() => readFile(marker).then(() => true));
});

test("CometBFT ends with a node that was killed with -9", options, async (t) => {
  const home = await makeHome(t);
  const { parent, lines } = startParent(t, binary, home.root, "");
  const [, pid] = await lines.match(/^child (\d+)/);
  t.after(() => killIfAlive(Number(pid)));
  const [, address] = await lines.match(/Starting RPC HTTP server on ([\d.:]+)/);
  await lines.match(/committed state.*height=2/);
  assert.equal((await fetch(`http://${address}/health`)).ok, true);
  parent.kill("SIGKILL");
  await until(() =>
    fetch(`http://${address}/health`).then(
      () => false,
      () => true,
    ),
  );
});

function killIfAlive(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
  }
}

/** Asks again until the answer is true; a rejection counts as false. */
async function until(ask: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS / 2;
  while (!(await ask().catch(() => false))) {
    assert.ok(Date.now() < deadline, "the condition did not come true");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
