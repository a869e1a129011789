import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  cometKeyFromSeed,
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  generateCometKey,
  nodeId,
  readNodeKey,
  readValidatorKey,
  validatorAddress,
} from "../../../app/node/comet-keys.ts";
import { modeOf, temporaryFolder } from "./temporary-folder.ts";

/** A key that `cometbft init` of v0.38.26 made, and what it said of it. */
const RECORDED = {
  address: "70A950DA822B974EE577537330F8DF8994B160A3",
  pub_key: {
    type: "tendermint/PubKeyEd25519",
    value: "uT88D4ZWN74ThhU6tUlFlLuSLtkDuwX4JqkYxrr6Dic=",
  },
  priv_key: {
    type: "tendermint/PrivKeyEd25519",
    value:
      "eNTpgPXZ875VKLILseMy3mTLd1QWh0or35BEXgZqXG25PzwPhlY3vhOGFTq1SUWUu5Iu2QO7BfgmqRjGuvoOJw==",
  },
};

test("a key that CometBFT wrote is read, and its address agrees", async (t) => {
  const path = join(await temporaryFolder(t), "key.json");
  await writeFile(path, JSON.stringify(RECORDED));
  const key = await readValidatorKey(path);
  assert.ok(key !== undefined);
  assert.equal(validatorAddress(key), RECORDED.address);
  assert.equal(nodeId(key), RECORDED.address.toLowerCase());
  assert.deepEqual(cometKeyFromSeed(key.seed), key);
  assert.equal(Buffer.from(key.publicKey).toString("base64"), RECORDED.pub_key.value);
});

test("the public key follows RFC 8032's first vector", () => {
  const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const key = cometKeyFromSeed(Buffer.from(seed, "hex"));
  assert.equal(
    Buffer.from(key.publicKey).toString("hex"),
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
});

test("keys are made once, for the owner alone, and read again", async (t) => {
  const folder = await temporaryFolder(t);
  const nodeKey = join(folder, "node_key.json");
  const validatorKey = join(folder, "priv_validator_key.json");
  assert.equal(await readNodeKey(nodeKey), undefined);
  assert.equal(await readValidatorKey(validatorKey), undefined);
  const node = await ensureNodeKey(nodeKey);
  const validator = await ensureValidatorKey(validatorKey);
  assert.notDeepEqual(node, validator);
  assert.deepEqual(await ensureNodeKey(nodeKey), node);
  assert.deepEqual(await readNodeKey(nodeKey), node);
  assert.deepEqual(await ensureValidatorKey(validatorKey), validator);
  assert.equal(await modeOf(nodeKey), "600");
  assert.equal(await modeOf(validatorKey), "600");
});

test("generated keys differ", () => {
  const ids = Array.from({ length: 20 }, () => nodeId(generateCometKey()));
  assert.equal(new Set(ids).size, 20);
});

test("damaged keys are refused, not replaced", async (t) => {
  const path = join(await temporaryFolder(t), "key.json");
  const other = { ...RECORDED.pub_key, value: Buffer.alloc(32).toString("base64") };
  const wrongHalf = Buffer.from(RECORDED.priv_key.value, "base64");
  wrongHalf.writeUInt8(wrongHalf.readUInt8(63) ^ 1, 63);
  const damaged: readonly unknown[] = [
    "not json",
    {},
    { ...RECORDED, address: RECORDED.address.toLowerCase() },
    { ...RECORDED, pub_key: other },
    { ...RECORDED, priv_key: { ...RECORDED.priv_key, type: "tendermint/PrivKeySecp256k1" } },
    { ...RECORDED, priv_key: { ...RECORDED.priv_key, value: "AAAA" } },
    { ...RECORDED, priv_key: { ...RECORDED.priv_key, value: wrongHalf.toString("base64") } },
  ];
  for (const content of damaged) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(path, text);
    await assert.rejects(ensureValidatorKey(path), { name: "UserError" }, text);
    assert.equal(await readFile(path, "utf8"), text);
  }
});

test("what a validator has signed is never set back", async (t) => {
  const path = join(await temporaryFolder(t), "priv_validator_state.json");
  await ensureValidatorState(path);
  assert.deepEqual(JSON.parse(await readFile(path, "utf8")), { height: "0", round: 0, step: 0 });
  assert.equal(await modeOf(path), "600");
  const later = '{"height":"7","round":0,"step":3}';
  await writeFile(path, later);
  await ensureValidatorState(path);
  assert.equal(await readFile(path, "utf8"), later);
});
