import assert from "node:assert/strict";
import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { test, type TestContext } from "node:test";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { lockHome } from "../../../app/node/process-lock.ts";
import { type CliRun, runCli } from "../../helpers/cli.ts";
import { type NodeHome, stoppedNode } from "../../helpers/node-home.ts";

const prune = ({ folder }: NodeHome, ...argv: readonly string[]): Promise<CliRun> =>
  runCli(["prune", ...argv], { folder });

/** The heights that are kept, which have to be in a row. */
async function keptHeights({ home }: NodeHome): Promise<readonly [from: number, to: number]> {
  const database = new LmdbDatabase(home.stateFolder, {
    pruning: { keepRecent: undefined, interval: 1 },
    readOnly: true,
  });
  const [from, to] = [database.oldestHeight() ?? 0, database.latest()?.height ?? 0];
  for (let height = 1; height <= to; height++) {
    assert.equal(database.at(height) !== undefined, height >= from, `height ${height}`);
  }
  await database.close();
  return [from, to];
}

test("prune keeps what app.toml says, and what its options say instead", async (t: TestContext) => {
  const node = await stoppedNode(t, 60);
  const kept = async (...argv: readonly string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await prune(node, ...argv, "-o", "json");
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };
  assert.deepEqual(await kept(), { from: 1, to: 60, heights: 60, complete: true }, "1,000");
  const custom = ["--pruning", "custom", "--pruning-keep-recent"];
  assert.deepEqual(await kept(...custom, "50"), { from: 11, to: 60, heights: 50, complete: true });
  assert.deepEqual(await keptHeights(node), [11, 60]);
  // More steps than one.
  assert.deepEqual(await kept(...custom, "2"), { from: 59, to: 60, heights: 2, complete: true });
  assert.deepEqual(await keptHeights(node), [59, 60]);
  await kept("--pruning", "nothing");
  assert.deepEqual(await keptHeights(node), [59, 60]);
});

test("app.toml's custom pruning is taken, in text too", async (t) => {
  const node = await stoppedNode(t, 5);
  await writeFile(node.home.appToml, 'pruning = "custom"\npruning-keep-recent = 3\n');
  const { code, stdout, stderr } = await prune(node);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, "from: 3\nto: 5\nheights: 3\ncomplete: true\n");
});

test("wrong options are usage errors", async (t) => {
  const node = await stoppedNode(t, 0);
  const bad: readonly [argv: string[], message: RegExp][] = [
    [["--pruning", "all"], /pruning/],
    [
      ["--pruning", "custom", "--pruning-keep-recent", "1"],
      /--pruning-keep-recent "1": expected a whole number from 2 to 1000000000/,
    ],
    [
      ["--pruning", "everything", "--pruning-interval", "5"],
      /--pruning-interval is for custom pruning, got it with everything/,
    ],
    [["--pruning-keep-recent", "5"], /is for custom pruning, got it with default/],
  ];
  for (const [argv, message] of bad) {
    const { code, stderr } = await prune(node, ...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(stderr, message);
  }
});

for (const name of ["prune", "rollback", "export"]) {
  test(`${name} needs a node that has blocks and does not run`, async (t) => {
    const node = await stoppedNode(t, 0);
    const run = (): Promise<CliRun> => runCli([name], { folder: node.folder });
    const refuses = async (message: RegExp): Promise<void> => {
      const { code, stdout, stderr } = await run();
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.match(stderr, /^error: [^\n]*\n$/);
    };
    await refuses(/the node in .*home has no block yet/);
    await mkdir(node.home.stateFolder, { recursive: true });
    await refuses(/has no block yet/);
    const unlock = await lockHome(node.home, "lazuli start");
    await refuses(new RegExp(`is in use by "lazuli start", process ${process.pid}; stop it first`));
    await unlock();
    await appendFile(node.home.appToml, "nonsense = 1\n");
    await refuses(/app\.toml: unknown key/);
    const nowhere = await runCli([name, "--home", "nowhere"], { folder: node.folder });
    assert.match(nowhere.stderr, /nowhere.*app\.toml is missing; make a home folder/);
    assert.equal(nowhere.code, 1);
  });
}

test("the lock of a process that is gone does not count", async (t) => {
  const node = await stoppedNode(t, 2);
  await writeFile(node.home.nodeLock, `{"pid":${process.pid},"started":"never","purpose":"x"}\n`);
  assert.equal((await prune(node)).code, 0);
});
