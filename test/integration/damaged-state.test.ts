import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { commitNext, keeping } from "../helpers/commit-loop.ts";
import { TestChain } from "../helpers/executor.ts";
import { Random } from "../helpers/random-blocks.ts";
import { DAMAGE_REPORTED } from "../helpers/read-state.ts";

const PROGRAM = fileURLToPath(new URL("../helpers/read-state.js", import.meta.url));
const FILE = "data.mdb";
const FLIPS = 60;
const CUTS = 12;
/** The pages that LMDB alone writes and reads at the start of its file. */
const META_BYTES = 8_192;

interface Reading {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function read(path: string): Reading {
  return spawnSync(process.execPath, [PROGRAM, path], { encoding: "utf8" });
}

async function makeState(t: TestContext): Promise<{ path: string; bytes: Buffer; whole: string }> {
  const root = mkdtempSync(join(tmpdir(), "lazuli-damage-"));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const path = join(root, "whole");
  const database = new LmdbDatabase(path, keeping(20));
  const chain = new TestChain({ database });
  for (let i = 0; i < 30; i++) commitNext(chain);
  await database.close();
  const bytes = readFileSync(join(path, FILE));
  const { status, stdout } = read(path);
  assert.equal(status, 0);
  const damaged = join(root, "damaged");
  mkdirSync(damaged);
  copyFileSync(join(path, FILE), join(damaged, FILE));
  return { path: damaged, bytes, whole: stdout };
}

test("a flipped bit is reported, or was in nothing that counts: never another answer", async (t) => {
  const { path, bytes, whole } = await makeState(t);
  const seed = Date.now() % 2 ** 31;
  const random = new Random(seed);
  const outcomes = { unseen: 0, reported: 0, ended: 0 };
  for (let i = 0; i < FLIPS; i++) {
    const at = META_BYTES + random.below(bytes.length - META_BYTES);
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << random.below(8)), at);
    writeFileSync(join(path, FILE), damaged);
    const { status, signal, stdout, stderr } = read(path);
    const where = `seed ${seed}, byte ${at}: exit ${status} ${signal} ${stderr}`;
    if (status === 0) {
      assert.equal(stdout, whole, where);
      outcomes.unseen++;
    } else {
      assert.equal(stdout, "", where);
      // LMDB's own pages have no checksums: where one is hit, LMDB itself may end the process.
      if (status === DAMAGE_REPORTED) outcomes.reported++;
      else outcomes.ended++;
    }
  }
  t.diagnostic(`seed ${seed}: ${JSON.stringify(outcomes)}`);
  assert.ok(outcomes.reported > 0);
});

test("a file that was cut short is reported at the start", async (t) => {
  const { path, bytes } = await makeState(t);
  const random = new Random(7);
  for (let i = 0; i < CUTS; i++) {
    const length = 1 + random.below(bytes.length - 1);
    writeFileSync(join(path, FILE), bytes.subarray(0, length));
    const { status, stderr } = read(path);
    assert.equal(status, DAMAGE_REPORTED, `${length} bytes: ${stderr}`);
    assert.match(stderr, /data\.mdb (?:has \d+ bytes, expected at least \d+|is not a database)/);
  }
});
