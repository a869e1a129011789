import assert from "node:assert/strict";
import { chmod, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { COMETBFT_VERSION, ensureCometbft, findCometbft } from "../../../app/node/comet-binary.ts";
import { temporaryFolder } from "./temporary-folder.ts";

async function writeProgram(path: string, body: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A home without any CometBFT but what a test puts there; the shell's own programs are reached. */
async function machine(t: TestContext) {
  const folder = await temporaryFolder(t);
  const bin = join(folder, "bin");
  await mkdir(bin);
  const cached = join(folder, "cache", "lazuli", "cometbft", COMETBFT_VERSION, "cometbft");
  const environment = { PATH: bin, XDG_CACHE_HOME: join(folder, "cache"), HOME: folder };
  return { folder, bin, cached, environment };
}

const ANSWERS = "echo 0.38.26";

test("the order is COMETBFT, PATH, cache", async (t) => {
  const { folder, bin, cached, environment } = await machine(t);
  assert.equal(await findCometbft(environment), undefined);
  await writeProgram(cached, ANSWERS);
  assert.deepEqual(await findCometbft(environment), {
    path: cached,
    version: "0.38.26",
    source: "cache",
  });
  const onPath = await writeProgram(join(bin, "cometbft"), "echo v0.39.0+abc");
  assert.deepEqual(await findCometbft(environment), {
    path: onPath,
    version: "v0.39.0+abc",
    source: "PATH",
  });
  const chosen = await writeProgram(join(folder, "mine"), "echo 0.40.0");
  const found = await findCometbft({ ...environment, COMETBFT: chosen });
  assert.deepEqual(found, { path: chosen, version: "0.40.0", source: "COMETBFT" });
});

test("a COMETBFT that does not run is an error, even if another would do", async (t) => {
  const { folder, bin, environment } = await machine(t);
  await writeProgram(join(bin, "cometbft"), ANSWERS);
  const missing = join(folder, "nothing");
  const fails = await writeProgram(join(folder, "fails"), "echo broken library >&2; exit 1");
  const talks = await writeProgram(join(folder, "talks"), "echo hello");
  const cases: readonly (readonly [string, RegExp])[] = [
    [missing, /COMETBFT is set to .*nothing, which is not .*: there is no program/],
    [fails, /fails, which is not a CometBFT that runs: broken library; correct it, or unset it/],
    [talks, /"version" answered "hello"/],
    [folder, /which is not a CometBFT that runs/],
  ];
  for (const [path, expected] of cases) {
    await assert.rejects(findCometbft({ ...environment, COMETBFT: path }), {
      name: "UserError",
      message: expected,
    });
  }
});

test("what does not answer on PATH is passed over", async (t) => {
  const { folder, bin, cached, environment } = await machine(t);
  await writeProgram(join(bin, "cometbft"), "exit 1");
  await mkdir(join(folder, "second", "cometbft"), { recursive: true });
  await writeProgram(cached, ANSWERS);
  const PATH = `relative:${bin}:${join(folder, "second")}`;
  const found = await findCometbft({ ...environment, PATH });
  assert.equal(found?.source, "cache");
});

test("without Go and without CometBFT the message gives the two ways", async (t) => {
  const { environment, cached } = await machine(t);
  await assert.rejects(
    ensureCometbft(() => undefined, environment),
    (error: Error) => {
      assert.equal(error.name, "UserError");
      assert.match(
        error.message,
        /there is no program go\. Either install Go .* and run this again/,
      );
      assert.match(error.message, /or put a cometbft binary .* on PATH or name it in .* COMETBFT$/);
      return true;
    },
  );
  assert.deepEqual(await readdir(dirname(cached)), []);
});

/** Stands for Go: says what it was asked and "builds" a program into GOBIN, in two steps. */
const GO = `echo "$@" >> "$HOME/go.log"
printf '#!/bin/sh\\n' > "$GOBIN/cometbft"
printf 'echo 0.38.26\\n' >> "$GOBIN/cometbft"
/bin/chmod 755 "$GOBIN/cometbft"`;

test("it is built into the cache once, and then found there", async (t) => {
  const { folder, bin, cached, environment } = await machine(t);
  await writeProgram(join(bin, "go"), GO);
  const reports: string[] = [];
  const report = (message: string): void => void reports.push(message);
  const installed = { path: cached, version: "0.38.26", source: "installed" };
  assert.deepEqual(await ensureCometbft(report, environment), installed);
  assert.deepEqual(await ensureCometbft(report, environment), { ...installed, source: "cache" });
  assert.equal(reports.length, 1);
  assert.match(reports[0] ?? "", /building CometBFT v0\.38\.26 with Go/);
  assert.equal(
    await readFile(join(folder, "go.log"), "utf8"),
    "install github.com/cometbft/cometbft/cmd/cometbft@v0.38.26\n",
  );
  assert.deepEqual(await readdir(dirname(cached)), ["cometbft"]);
});

test("two that build at once both get a whole program", async (t) => {
  const { bin, cached, environment } = await machine(t);
  await writeProgram(join(bin, "go"), GO);
  const both = [1, 2, 3].map(() => ensureCometbft(() => undefined, environment));
  for (const found of await Promise.all(both)) assert.equal(found.path, cached);
  assert.deepEqual(await readdir(dirname(cached)), ["cometbft"]);
});

test("a failed build leaves nothing behind and says what Go said", async (t) => {
  const { bin, cached, environment } = await machine(t);
  await writeProgram(join(bin, "go"), "echo no network >&2; exit 1");
  const failed = ensureCometbft(() => undefined, environment);
  await assert.rejects(failed, /building it with Go failed: no network\. Either install Go/);
  assert.deepEqual(await readdir(dirname(cached)), []);
});
