import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { goFault, runGo } from "../helpers/go-program.ts";
import { type GeneratedRoots, replayGenerated } from "../helpers/iavl-replay.ts";

/** From dist/test/vectors/ to the program in the sources. */
const FOLDER = fileURLToPath(new URL("../../../test/vectors/iavl/", import.meta.url));
const PROGRAM = { folder: FOLDER, package: "." };

/** One in eight versions is empty, and of one key several writes may be drawn: some 120,000 are left. */
const VERSIONS = 700;
const WRITES = 200;
const RELOAD_EVERY = 4;
const GO_TIMEOUT_MS = 100_000;

const seed = randomInt(1, 2 ** 32);

test(`roots equal Go iavl's of writes that were never recorded: -seed ${seed}`, async (t) => {
  const fault = goFault(PROGRAM);
  if (fault !== undefined) {
    t.skip(fault);
    return;
  }
  const args = ["-seed", seed, "-versions", VERSIONS, "-writes", WRITES].map(String);
  const answer = await runGo(PROGRAM, { args, timeoutMs: GO_TIMEOUT_MS });
  const generated = JSON.parse(answer) as GeneratedRoots;
  assert.equal(generated.seed, seed);
  assert.equal(generated.roots.length, VERSIONS);
  const played = replayGenerated(generated, RELOAD_EVERY);
  t.diagnostic(JSON.stringify(played));
  assert.ok(played.operations >= 100_000, `${played.operations} operations`);
  assert.ok(played.removals >= 10_000, `${played.removals} removals`);
  assert.ok(played.emptyVersions >= 20, `${played.emptyVersions} empty versions`);
});
