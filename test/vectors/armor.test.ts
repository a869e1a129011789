import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { armourKey, openArmour } from "../../app/node/key-armour.ts";
import { cachedProgram } from "../helpers/cached-program.ts";

interface Exported {
  readonly name: string;
  readonly password: string;
  readonly armor: string;
  /** Hexadecimal. */
  readonly key: string;
}

/** From dist/test/vectors/ to the sources. */
const VECTORS = new URL("../../../test/vectors/armor/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as readonly Exported[];
const GO = cachedProgram("test/vectors/armor", "armor");

for (const { name, password, armor, key } of vectors) {
  test(`the SDK's export is opened: ${name}, a password of ${password.length} characters`, async () => {
    assert.equal(Buffer.from(await openArmour(armor, password)).toString("hex"), key);
    await assert.rejects(openArmour(armor, `x${password}`), /wrong password, or the text was/);
  });
}

test("an export that opens and holds no private key is refused", async () => {
  const text = await armourKey(new Uint8Array(32), "correct horse");
  await assert.rejects(openArmour(text, "correct horse"), {
    ...{ name: "UserError", message: "exported key: it holds no private key of secp256k1" },
  });
});

test("the SDK opens our export", async (t) => {
  if (GO.fault !== undefined) {
    t.skip(GO.fault);
    return;
  }
  const privateKey = randomBytes(32);
  const password = "correct horse";
  const input = await armourKey(privateKey, password);
  const { stdout, stderr } = spawnSync(GO.path, [password], { input, encoding: "utf8" });
  assert.equal(stdout, `secp256k1 ${privateKey.toString("hex")}\n`, stderr);
});
