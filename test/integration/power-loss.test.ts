import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { CheckedState } from "../helpers/check-states.ts";
import { LoopHashes } from "../helpers/commit-loop.ts";
import {
  buildRecorder,
  type DiskEvent,
  readRecording,
  recordingEnvironment,
} from "../helpers/disk-recording.ts";
import { Random } from "../helpers/random-blocks.ts";
import { SimulatedDisk } from "../helpers/simulated-disk.ts";

const COMMIT_LOOP = fileURLToPath(new URL("../helpers/commit-loop.js", import.meta.url));
const CHECK_STATES = fileURLToPath(new URL("../helpers/check-states.js", import.meta.url));
const KEPT = 4;
/** Heights that each of two processes commits; the first ends without closing anything. */
const HEIGHTS = [11, 11];
const CRASHES_MIN = 300;

/** A folder as a loss of power left it. */
interface Crash {
  readonly path: string;
  /** The last height that was reported before. */
  readonly said: number;
  /** Which event was under way. */
  readonly during: string;
}

/** Runs the loop, and records what it does. */
function record(root: string, library: string): DiskEvent[] {
  const folder = join(root, "state");
  const log = join(root, "log");
  mkdirSync(folder);
  const env = recordingEnvironment({ library, folder, log });
  for (const heights of HEIGHTS) {
    const args = [COMMIT_LOOP, folder, KEPT.toString(), heights.toString()];
    const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  }
  const events = readRecording(log);
  const disk = new SimulatedDisk();
  for (const event of events) {
    assert.notEqual(
      event.kind,
      "unknown",
      `a call that is not simulated: ${JSON.stringify(event)}`,
    );
    disk.apply(event);
  }
  // The recording is whole: played again it gives the files that are there.
  for (const [path, bytes] of disk.files()) {
    assert.ok(bytes.equals(readFileSync(join(folder, path))), `${path} as it was recorded`);
  }
  return events;
}

/** Loses power at every event once. */
function* crashes(root: string, events: readonly DiskEvent[], random: Random): Generator<Crash> {
  const disk = new SimulatedDisk();
  let said = 0;
  for (const [i, event] of events.entries()) {
    if (event.kind === "said") said = Number(event.text.trim());
    else if (event.kind !== "name") {
      const path = join(root, `crash-${i}`);
      mkdirSync(path);
      for (const [name, bytes] of disk.afterPowerLoss(random, event)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), bytes);
      }
      yield { path, said, during: `event ${i}, ${event.kind} of ${event.path}` };
    }
    disk.apply(event);
  }
}

/** Opens each folder in another process, one after the other, and removes it. */
async function* checked(
  all: Iterable<Crash>,
): AsyncGenerator<readonly [crash: Crash, state: CheckedState]> {
  const child = spawn(process.execPath, [CHECK_STATES, KEPT.toString()], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  try {
    for (const crash of all) {
      child.stdin.write(`${crash.path}\n`);
      const line = await lines.next();
      // The process has ended: by LMDB, which nothing else would show.
      assert.ok(line.done !== true, `${crash.during}: no answer, signal ${child.signalCode}`);
      yield [crash, JSON.parse(line.value) as CheckedState];
      rmSync(crash.path, { recursive: true });
    }
  } finally {
    child.kill();
  }
}

test("after a loss of power the state is that of the last height that was reported, or of the next", async (t) => {
  const root = mkdtempSync(join(tmpdir(), "lazuli-power-"));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const recorder = buildRecorder(root);
  if ("reason" in recorder) {
    t.skip(recorder.reason);
    return;
  }
  const events = record(root, recorder.library);
  const seed = Date.now() % 2 ** 31;
  const hashes = new LoopHashes();
  const seen = { crashes: 0, ahead: 0, empty: 0, withTable: 0 };
  for await (const [{ said, during }, state] of checked(crashes(root, events, new Random(seed)))) {
    const where = `seed ${seed}, ${during}, height ${state.height} after ${said} was said`;
    assert.equal(state.error, undefined, where);
    assert.ok(state.height === said || state.height === said + 1, where);
    // Heights below may be there still: the table of newest values pins what it is brought up from.
    for (let height = Math.max(1, state.height - KEPT + 1); height <= state.height; height++) {
      assert.ok(height in state.kept, `${where}: height ${height} is kept`);
    }
    for (const [height, hash] of Object.entries(state.kept)) {
      assert.equal(hash, hashes.at(Number(height)), `${where}: height ${height}`);
    }
    assert.equal(state.next, hashes.at(state.height + 1), `${where}: the next block`);
    seen.crashes++;
    if (state.height === said + 1) seen.ahead++;
    if (state.height === 0) seen.empty++;
    if (state.hasTable) seen.withTable++;
  }
  t.diagnostic(`seed ${seed}: ${JSON.stringify(seen)}`);
  assert.ok(seen.crashes >= CRASHES_MIN, `${seen.crashes} crashes`);
  assert.ok(seen.ahead > 0 && seen.empty > 0, "some were in a commit, some before the first");
  assert.ok(seen.withTable > 0, "some had a table of newest values that was used as it was found");
});
