import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { CHUNK_FILE } from "../../app/db/chunk-file.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { LMDB_FILE } from "../../app/db/lmdb-file.ts";
import { BLOCK_BYTES } from "../../app/db/place.ts";
import { commitNext, keeping } from "../helpers/commit-loop.ts";
import { TestChain } from "../helpers/executor.ts";
import { Random } from "../helpers/random-blocks.ts";
import { DAMAGE_REPORTED } from "../helpers/read-state.ts";

const PROGRAM = fileURLToPath(new URL("../helpers/read-state.js", import.meta.url));
const FLIPS = 40;
const CUTS = 12;
/** The pages that LMDB alone writes and reads at the start of its file. */
const META_BYTES = 8_192;
const FILES = [LMDB_FILE, CHUNK_FILE];

interface Reading {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function read(path: string): Reading {
  return spawnSync(process.execPath, [PROGRAM, path], { encoding: "utf8" });
}

/** A folder to damage, the files that belong in it, and what its reading comes to. */
interface State {
  readonly path: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly whole: string;
}

async function makeState(t: TestContext): Promise<State> {
  const root = mkdtempSync(join(tmpdir(), "lazuli-damage-"));
  t.after(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const path = join(root, "whole");
  const database = new LmdbDatabase(path, keeping(20));
  const chain = new TestChain({ database });
  for (let i = 0; i < 30; i++) commitNext(chain);
  await database.close();
  const { status, stdout } = read(path);
  assert.equal(status, 0);
  const files = new Map(FILES.map((file) => [file, readFileSync(join(path, file))]));
  const damaged = join(root, "damaged");
  mkdirSync(damaged);
  return { path: damaged, files, whole: stdout };
}

/** Puts one file's bytes into the folder, beside the other file as it was. */
function damage({ path, files }: State, file: string, damaged: Buffer): void {
  for (const [name, bytes] of files)
    writeFileSync(join(path, name), name === file ? damaged : bytes);
}

function bytesOf({ files }: State, file: string): Buffer {
  const bytes = files.get(file);
  assert.ok(bytes);
  return bytes;
}

for (const file of FILES) {
  test(`a flipped bit in ${file} is reported, or was in nothing that counts: never another answer`, async (t) => {
    const state = await makeState(t);
    const bytes = bytesOf(state, file);
    const start = file === LMDB_FILE ? META_BYTES : 0;
    const seed = Date.now() % 2 ** 31;
    const random = new Random(seed);
    const outcomes = { unseen: 0, reported: 0 };
    for (let i = 0; i < FLIPS; i++) {
      const at = start + random.below(bytes.length - start);
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 << random.below(8)), at);
      damage(state, file, damaged);
      const { status, signal, stdout, stderr } = read(state.path);
      const where = `seed ${seed}, byte ${at}: exit ${status} ${signal} ${stderr}`;
      if (status === 0) {
        assert.equal(stdout, state.whole, where);
        outcomes.unseen++;
        continue;
      }
      assert.equal(stdout, "", where);
      // A process that LMDB ends reports nothing: another one has met the damage before.
      assert.equal(status, DAMAGE_REPORTED, where);
      outcomes.reported++;
    }
    t.diagnostic(`seed ${seed}: ${JSON.stringify(outcomes)}`);
    assert.ok(outcomes.reported > 0);
  });
}

for (const file of FILES) {
  test(`${file} that was cut short is reported at the start`, async (t) => {
    const state = await makeState(t);
    const bytes = bytesOf(state, file);
    const random = new Random(7);
    for (let i = 0; i < CUTS; i++) {
      // The last block may be used in part.
      const length = 1 + random.below(bytes.length - BLOCK_BYTES);
      damage(state, file, bytes.subarray(0, length));
      const { status, stderr } = read(state.path);
      assert.equal(status, DAMAGE_REPORTED, `${length} bytes: ${stderr}`);
      const told = /^(data\.mdb|chunks) (?:has \d+ bytes, expected at least \d+|is not a database)/;
      assert.equal(told.exec(stderr)?.[1], file, stderr);
    }
  });
}

test("a file of chunks that is missing is reported at the start", async (t) => {
  const state = await makeState(t);
  damage(state, CHUNK_FILE, Buffer.alloc(0));
  rmSync(join(state.path, CHUNK_FILE));
  const { status, stderr } = read(state.path);
  assert.equal(status, DAMAGE_REPORTED);
  assert.match(
    stderr,
    /^chunks has 16 bytes, expected at least \d+: it was cut short; restore the state/,
  );
});
