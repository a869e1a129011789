import assert from "node:assert/strict";
import { test } from "node:test";
import { bech32 } from "@scure/base";
import fc from "fast-check";
import {
  addressKey,
  bytesKey,
  textKey,
  tupleKey,
} from "../../../../app/core/collections/codecs.ts";
import { PREFIXES, entryStoreKey, isNamespaceName } from "../../../../modules/kv/keys.ts";
import { alice, TestChain } from "../../../helpers/executor.ts";
import { kvMessage } from "../../../helpers/tx.ts";

const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,63}$/);
const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

test("readers find an entry where the keeper puts it", () => {
  const chain = TestChain.start();
  const owner = bech32.decodeToBytes(alice.address).bytes;
  const keys = [Uint8Array.of(0), Uint8Array.of(255, 0, 47), new TextEncoder().encode("é")];
  for (const namespace of ["n", "a.b-c_d", "0".repeat(64)]) {
    const messages = keys.map((key) => kvMessage.create(alice, namespace, key, "v"));
    const { txs } = chain.block([chain.tx(alice, messages)]);
    assert.deepEqual(
      txs.map(({ code }) => code),
      [0],
    );
    for (const key of keys) {
      const data = entryStoreKey(owner, namespace, key);
      const answer = chain.executor.query({
        path: "/store/kv/key",
        data,
        height: 0n,
        prove: false,
      });
      assert.ok(answer.value.length > 0, `${namespace} ${key.join()}`);
    }
  }
});

test("the key of an entry is what the declared collection writes", () => {
  const codec = tupleKey<readonly [Uint8Array, string, Uint8Array]>(addressKey, textKey, bytesKey);
  fc.assert(
    fc.property(bytes(1, 255), name, bytes(0, 40), (owner, text, key) => {
      const expected = [PREFIXES.entries, ...codec.encode([owner, text, key])];
      assert.deepEqual([...entryStoreKey(owner, text, key)], expected);
    }),
  );
});

test("names of namespaces", () => {
  for (const good of ["a", "0", "a.b_c-d", "a".repeat(64)]) assert.ok(isNamespaceName(good), good);
  for (const bad of ["", ".a", "-a", "_a", "A", "a b", "a/b", "a\0", "é", "a\n", "a".repeat(65)]) {
    assert.ok(!isNamespaceName(bad), JSON.stringify(bad));
  }
});
