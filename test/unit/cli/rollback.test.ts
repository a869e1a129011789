import assert from "node:assert/strict";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { LmdbDatabase } from "../../../app/db/lmdb-database.ts";
import { type CliRun, runCli } from "../../helpers/cli.ts";
import { commitNext, LoopHashes } from "../../helpers/commit-loop.ts";
import { TestChain } from "../../helpers/executor.ts";
import { type NodeHome, stoppedNode } from "../../helpers/node-home.ts";

const ALL = { pruning: { keepRecent: undefined, interval: 1 } };
const hashes = new LoopHashes();
const hashAt = (height: number): string => hashes.at(height).toUpperCase();
const says = (height: number, hash = hashAt(height)): string =>
  `echo 'Rolled back state to height ${height} and hash ${hash}'`;

/** `lazuli rollback` with a CometBFT that does what the script says. */
async function rollback(node: NodeHome, script: string): Promise<CliRun> {
  const comet = join(node.folder, "comet");
  const log = join(node.folder, "asked");
  await writeFile(
    comet,
    `#!/bin/sh\nif [ "$1" = version ]; then echo 0.38.26; exit; fi\necho "$@" > '${log}'\n${script}\n`,
  );
  await chmod(comet, 0o700);
  const variables = { COMETBFT: comet };
  return runCli(["rollback", "-o", "json"], { folder: node.folder, variables });
}

async function heightOf({ home }: NodeHome): Promise<number> {
  const database = new LmdbDatabase(home.stateFolder, { ...ALL, readOnly: true });
  const height = database.latest()?.height ?? 0;
  await database.close();
  return height;
}

test("rollback brings the application to CometBFT's height, and can be asked again", async (t) => {
  const node = await stoppedNode(t, 6);
  for (let time = 0; time < 2; time++) {
    const { code, stdout, stderr } = await rollback(node, says(5));
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { height: 5, app_hash: hashAt(5) });
    assert.equal(await heightOf(node), 5);
  }
  const asked = await readFile(join(node.folder, "asked"), "utf8");
  assert.equal(asked, `rollback --home ${node.home.root}\n`);
  assert.equal((await rollback(node, says(4))).code, 0);

  const database = new LmdbDatabase(node.home.stateFolder, ALL);
  const chain = new TestChain({ database });
  while ((chain.executor.committed?.height ?? 0) < 8) commitNext(chain);
  assert.equal(
    Buffer.from(chain.executor.committed?.appHash ?? []).toString("hex"),
    hashes.at(8),
    "the same blocks make the same state again",
  );
  await database.close();
});

test("rollback goes no further than one height, and to none that is not kept", async (t) => {
  const node = await stoppedNode(t, 6);
  const refuses = async (script: string, message: RegExp): Promise<void> => {
    const { code, stdout, stderr } = await rollback(node, script);
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.equal(await heightOf(node), 6);
  };
  await refuses(says(4), /at height 4 and the application's at 6: expected at most one height/);
  await refuses(says(7), /at height 7 and the application's at 6 already; start the node/);
  await refuses(
    "echo 'ERROR: failed to rollback state: resource temporarily unavailable' >&2; exit 1",
    /^error: CometBFT did not roll back: ERROR: failed to rollback state: resource temporarily/,
  );
  await refuses("echo hello", /said "hello", expected "Rolled back state to height N/);
  const { stderr } = await rollback(node, says(6, "00"));
  assert.match(
    stderr,
    /height 6 has the app hash [0-9A-F]{64} in the application and 00 in CometBFT/,
  );

  const keepOne = { pruning: { keepRecent: 1, interval: 1 } };
  const database = new LmdbDatabase(node.home.stateFolder, keepOne);
  while (database.prune());
  await database.close();
  await refuses(says(5), /the application does not keep height 5, only 6; start the node/);
});
