import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import {
  abciSocketPath,
  defaultHomeRoot,
  homeAt,
  makeAbciSocketFolder,
  makeHomeFolders,
} from "../../../app/node/home.ts";
import { modeOf, temporaryFolder } from "./temporary-folder.ts";

test("the root comes from LAZULI_HOME or is .lazuli in the user's home", () => {
  assert.equal(defaultHomeRoot({ LAZULI_HOME: "/x" }), "/x");
  assert.equal(defaultHomeRoot({ LAZULI_HOME: "" }), join(homedir(), ".lazuli"));
  assert.equal(defaultHomeRoot({}), join(homedir(), ".lazuli"));
});

test("the layout is CometBFT's and absolute", () => {
  const home = homeAt("some/where");
  const root = resolve("some/where");
  assert.equal(home.root, root);
  assert.equal(home.cometToml, join(root, "config/config.toml"));
  assert.equal(home.validatorKey, join(root, "config/priv_validator_key.json"));
  assert.equal(home.validatorState, join(root, "data/priv_validator_state.json"));
  assert.equal(home.stateFolder, join(root, "data/state"));
  assert.equal(home.keyringTestFolder, join(root, "keyring-test"));
});

test("folders of a node are made for the owner alone", async (t) => {
  const home = homeAt(join(await temporaryFolder(t), "node"));
  await makeHomeFolders(home);
  for (const folder of [home.root, home.configFolder, home.dataFolder]) {
    assert.equal(await modeOf(folder), "700");
  }
});

test("the socket is in the data folder where its path fits", () => {
  const home = homeAt("/a/b");
  assert.equal(abciSocketPath(home), "/a/b/data/abci.sock");
});

test("a long home has a short socket path that is its own", () => {
  const long = `/${"x".repeat(120)}`;
  const path = abciSocketPath(homeAt(long));
  assert.equal(path, abciSocketPath(homeAt(long)));
  assert.notEqual(path, abciSocketPath(homeAt(`${long}y`)));
  assert.ok(path.startsWith(tmpdir()) && Buffer.byteLength(path) <= 103, path);
});

test("a socket folder that others may enter is refused", async (t) => {
  const temporary = await temporaryFolder(t);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = temporary;
  t.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  });
  const home = homeAt(`/${"x".repeat(120)}`);
  await makeAbciSocketFolder(home);
  const folder = dirname(abciSocketPath(home));
  assert.equal(dirname(folder), temporary);
  assert.equal(await modeOf(folder), "700");
  await chmod(folder, 0o755);
  await assert.rejects(makeAbciSocketFolder(home), /nobody else may enter/);
});
