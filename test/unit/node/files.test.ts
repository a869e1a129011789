import assert from "node:assert/strict";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  MODE_PUBLIC,
  MODE_SECRET,
  makeFolder,
  readJsonFile,
  readTextFile,
  removeFile,
  writeFileAtomic,
} from "../../../app/node/files.ts";
import { modeOf, temporaryFolder } from "./temporary-folder.ts";

test("an atomic write gives content and mode and leaves nothing else behind", async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "a.json");
  await writeFileAtomic(path, "one", { mode: MODE_PUBLIC, overwrite: true });
  await writeFileAtomic(path, "two", { mode: MODE_SECRET, overwrite: true });
  assert.equal(await readFile(path, "utf8"), "two");
  assert.equal(await modeOf(path), "600");
  assert.deepEqual(await readdir(folder), ["a.json"]);
});

test("a write that may not overwrite refuses and leaves the old content", async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "a.json");
  const options = { mode: MODE_SECRET, overwrite: false };
  await writeFileAtomic(path, "one", options);
  await assert.rejects(writeFileAtomic(path, "two", options), {
    name: "UserError",
    message: `${path} exists; it is not overwritten`,
  });
  assert.equal(await readFile(path, "utf8"), "one");
  assert.deepEqual(await readdir(folder), ["a.json"]);
});

test("of writers that race for a new file exactly one wins", async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "a.json");
  const writers = Array.from({ length: 8 }, (_, index) =>
    writeFileAtomic(path, String(index), { mode: MODE_SECRET, overwrite: false }).then(
      () => index,
      () => -1,
    ),
  );
  const winners = (await Promise.all(writers)).filter((index) => index >= 0);
  assert.equal(winners.length, 1);
  assert.equal(await readFile(path, "utf8"), String(winners[0]));
});

test("a missing folder fails the write and an absent file reads as undefined", async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, "no", "a.json");
  const write = writeFileAtomic(path, "one", { mode: MODE_SECRET, overwrite: true });
  await assert.rejects(write, { code: "ENOENT" });
  assert.equal(await readTextFile(path), undefined);
  assert.equal(await readJsonFile(path), undefined);
  assert.equal(await removeFile(path), false);
});

test("damaged JSON is named by its file and not quoted", async (t) => {
  const path = join(await temporaryFolder(t), "a.json");
  await writeFile(path, '{"priv_key": secret');
  await assert.rejects(readJsonFile(path), (error: Error) => {
    assert.match(error.message, /a\.json: expected JSON/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  await writeFile(path, "[]");
  await assert.rejects(readJsonFile(path), /expected a JSON object/);
});

test("folders are for the owner alone", async (t) => {
  const path = join(await temporaryFolder(t), "a", "b");
  await makeFolder(path);
  await makeFolder(path);
  assert.equal(await modeOf(path), "700");
});
