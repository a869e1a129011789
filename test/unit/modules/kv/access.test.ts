import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../../../app/core/bytes.ts";
import { ChainError } from "../../../../app/core/errors.ts";
import { GRANTS_PER_GRANTEE_MAX, KEY_BYTES_MAX } from "../../../../modules/kv/limits.ts";
import { page } from "../../../helpers/bank-chain.ts";
import { KvChain, NS } from "../../../helpers/kv-chain.ts";
import { createSigner } from "../../../helpers/tx.ts";

const owner = createSigner("owner").address;
const helper = createSigner("helper").address;
const heir = createSigner("heir").address;
const N = `${owner}/n`;
const CREATE = 1;
const UPDATE = 2;
const DELETE = 3;
const LEASE = 4;

const DENIED = 9;
const NOT_OWNER = 8;
const INVALID_GRANT = 16;
const NO_OFFER = 19;

type Fields = Readonly<Record<string, unknown>>;

/** A chain with keys `a` and `b/c` in namespace `n`, and one grant. */
function granted(permissions: readonly number[], options: Fields = {}): KvChain {
  const chain = new KvChain(["owner", "helper", "heir"]);
  for (const text of ["a", "b/c"]) {
    chain.run(owner, "Create", { namespace: N, key: utf8(text), value: utf8("1") });
  }
  if (permissions.length > 0) {
    chain.run(owner, "Grant", { namespace: N, grantee: helper, permissions, ...options });
  }
  return chain;
}

const act = (chain: KvChain, signer: string, name: string, fields: Fields = {}): unknown =>
  chain.attempt(signer, name, { namespace: N, ...fields });

const key = utf8("a");
const absent = utf8("z");
const lease = { hours: 1n };
/** What each message needs; each is refused without it and done with it. */
const needs: readonly [name: string, fields: Fields, needed: readonly number[]][] = [
  ["Create", { key: absent }, [CREATE]],
  ["Update", { key }, [UPDATE]],
  ["Update", { key, lease }, [UPDATE, LEASE]],
  ["Upsert", { key }, [UPDATE]],
  ["Upsert", { key: absent }, [CREATE]],
  ["Upsert", { key: absent, lease }, [CREATE]],
  ["Upsert", { key, lease }, [UPDATE, LEASE]],
  ["Delete", { key }, [DELETE]],
  ["Rename", { key, newKey: absent }, [DELETE, CREATE]],
  ["Increment", { key, by: 1n }, [UPDATE]],
  ["Increment", { key, by: 1n, lease }, [UPDATE, LEASE]],
  ["Increment", { key: absent, by: 1n }, [CREATE]],
  ["Append", { key }, [UPDATE]],
  ["Append", { key, lease }, [UPDATE, LEASE]],
  ["Append", { key: absent }, [CREATE]],
  ["RenewLease", { key }, [LEASE]],
  ["MultiUpdate", { entries: [{ key }] }, [UPDATE]],
  ["DeleteAll", {}, [DELETE]],
  ["RenewLeaseAll", {}, [LEASE]],
];
const NAMES = ["", "create", "update", "delete", "lease"];
for (const [name, fields, needed] of needs) {
  const what = needed.map((one) => NAMES[one]).join(" and ");
  test(`${name} of ${Object.keys(fields).join(", ")} needs ${what}, and says what is missing`, () => {
    assert.equal(typeof act(granted(needed), helper, name, fields), "object");
    for (const missing of needed) {
      const others = [CREATE, UPDATE, DELETE, LEASE].filter((one) => one !== missing);
      const chain = granted(others);
      const before = chain.records;
      assert.throws(
        () => chain.run(helper, name, { namespace: N, ...fields }),
        (error: unknown) =>
          error instanceof ChainError &&
          error.code === DENIED &&
          error.message.includes(`${helper} lacks the permission "${NAMES[missing]}" for `) &&
          error.message.includes(`in ${N}; its owner can grant it: permission denied`),
      );
      assert.deepEqual(chain.records, before);
    }
    assert.equal(act(granted([]), helper, name, fields), DENIED, "no grant at all");
  });
}

test("a grant is for the keys that start with its prefix", () => {
  const chain = granted([CREATE, UPDATE, DELETE, LEASE], { prefix: utf8("b/") });
  assert.equal(typeof act(chain, helper, "Update", { key: utf8("b/c") }), "object");
  assert.equal(typeof act(chain, helper, "Create", { key: utf8("b/") }), "object");
  for (const text of ["a", "b", "c", "b0"]) {
    assert.equal(act(chain, helper, "Upsert", { key: utf8(text) }), DENIED, text);
  }
  const out = { key: utf8("b/c"), newKey: utf8("c") };
  assert.equal(act(chain, helper, "Rename", out), DENIED, "out of the prefix");
  assert.equal(act(chain, helper, "DeleteAll"), DENIED, "all keys");
  const range = { prefix: utf8("b/") };
  assert.equal(typeof act(chain, helper, "DeleteAll", { range }), "object");
  assert.deepEqual(chain.query("Keys", { namespace: N })["keys"], [key]);
});

test("a grant ends at its expiry, to the nanosecond", () => {
  const chain = granted([UPDATE], { expiresIn: { minutes: 1n } });
  chain.timeNs += 60n * NS - 1n;
  assert.equal(typeof act(chain, helper, "Update", { key }), "object");
  const shown = () => chain.query("Grants", { namespace: N, grantee: "" })["grants"] as unknown[];
  assert.equal(shown().length, 1);
  chain.timeNs += 1n;
  assert.equal(act(chain, helper, "Update", { key }), DENIED);
  assert.equal(shown().length, 0);
});

test("permissions of several grants of one grantee add up, key by key", () => {
  const chain = granted([DELETE], { prefix: utf8("a") });
  chain.run(owner, "Grant", { namespace: N, grantee: helper, permissions: [CREATE] });
  assert.equal(typeof act(chain, helper, "Rename", { key, newKey: absent }), "object");
  assert.equal(act(chain, helper, "Rename", { key: absent, newKey: key }), DENIED);
});

test("another grant for the same prefix replaces the one before it", () => {
  const chain = granted([UPDATE, DELETE]);
  chain.run(owner, "Grant", { namespace: N, grantee: helper, permissions: [CREATE] });
  assert.equal(act(chain, helper, "Update", { key }), DENIED);
  assert.equal(typeof act(chain, helper, "Create", { key: absent }), "object");
});

test("only the owner grants, revokes and offers; who has all permissions does not", () => {
  const chain = granted([CREATE, UPDATE, DELETE, LEASE]);
  const before = chain.records;
  for (const signer of [helper, heir]) {
    assert.equal(act(chain, signer, "Grant", { grantee: heir, permissions: [CREATE] }), NOT_OWNER);
    assert.equal(act(chain, signer, "Revoke", { grantee: helper }), NOT_OWNER);
    assert.equal(act(chain, signer, "OfferNamespace", { newOwner: signer }), NOT_OWNER);
    assert.equal(act(chain, signer, "AcceptNamespace"), NO_OFFER);
  }
  assert.deepEqual(chain.records, before);
});

test("a revoked grant is void at once; one that is not there cannot be revoked", () => {
  const chain = granted([UPDATE], { prefix: utf8("a") });
  assert.equal(act(chain, owner, "Revoke", { grantee: helper }), 17, "another prefix");
  assert.deepEqual(act(chain, owner, "Revoke", { grantee: helper, prefix: utf8("a") }), {});
  assert.equal(act(chain, helper, "Update", { key }), DENIED);
  assert.equal(act(chain, owner, "Revoke", { grantee: helper, prefix: utf8("a") }), 17);
});

const badGrants: readonly [name: string, fields: Fields, code: unknown][] = [
  ["no permission", { permissions: [] }, INVALID_GRANT],
  ["the unspecified permission", { permissions: [0] }, INVALID_GRANT],
  ["an unknown permission", { permissions: [CREATE, 5] }, INVALID_GRANT],
  ["a negative permission", { permissions: [-1] }, INVALID_GRANT],
  ["a permission twice", { permissions: [CREATE, CREATE] }, INVALID_GRANT],
  ["the owner", { grantee: owner }, INVALID_GRANT],
  ["nobody", { grantee: "" }, "sdk/7"],
  ["a prefix at the limit", { prefix: new Uint8Array(KEY_BYTES_MAX) }, {}],
  ["a prefix beyond it", { prefix: new Uint8Array(KEY_BYTES_MAX + 1) }, INVALID_GRANT],
  ["100 years of 365 days", { expiresIn: { days: 36_500n } }, {}],
  ["a second more", { expiresIn: { days: 36_500n, seconds: 1n } }, 13],
  ["far beyond 64 bits", { expiresIn: { days: (1n << 64n) - 1n, hours: (1n << 64n) - 1n } }, 13],
];
for (const [name, fields, code] of badGrants) {
  test(`a grant with ${name}`, () => {
    const request = { grantee: helper, permissions: [CREATE], ...fields };
    assert.deepEqual(act(granted([]), owner, "Grant", request), code);
  });
}

test(`a grantee has at most ${GRANTS_PER_GRANTEE_MAX} grants in a namespace; those that are void make room`, () => {
  const chain = granted([]);
  const grant = (i: number, options: Fields = {}): unknown =>
    act(chain, owner, "Grant", {
      grantee: helper,
      permissions: [CREATE],
      prefix: Uint8Array.of(i),
      ...options,
    });
  for (let i = 0; i < GRANTS_PER_GRANTEE_MAX; i++) {
    assert.deepEqual(grant(i, i === 3 ? { expiresIn: { seconds: 1n } } : {}), {});
  }
  assert.equal(grant(99), INVALID_GRANT);
  assert.deepEqual(grant(5, { permissions: [DELETE] }), {}, "one more for a prefix that has one");
  chain.timeNs += NS;
  assert.deepEqual(grant(99), {});
  assert.equal(grant(100), INVALID_GRANT);
  const records = chain.records.filter(([hex]) => hex.startsWith("04"));
  assert.equal(records.length, GRANTS_PER_GRANTEE_MAX);
});

test("grants are listed by pages, one grantee's too, forwards and back, and none is left out", () => {
  const chain = granted([]);
  for (const [grantee, prefix] of [
    [helper, ""],
    [helper, "a"],
    [helper, "b"],
    [heir, ""],
    [heir, "z"],
  ] as const) {
    const fields = { grantee, permissions: [CREATE], prefix: utf8(prefix) };
    chain.run(owner, "Grant", { namespace: N, ...fields });
  }
  for (const [grantee, expected] of [
    ["", 5],
    [helper, 3],
    [heir, 2],
  ] as const) {
    for (const reverse of [false, true]) {
      for (const limit of [1n, 2n, 9n]) {
        const found: string[] = [];
        let next: Uint8Array = new Uint8Array(0);
        do {
          const pagination = page({ key: next, limit, reverse });
          const request = { namespace: N, grantee, pagination };
          const answer = chain.query("Grants", request) as unknown as {
            grants: { grantee: string; prefix: Uint8Array }[];
            pagination: { nextKey: Uint8Array };
          };
          found.push(...answer.grants.map((one) => `${one.grantee} ${String(one.prefix)}`));
          next = answer.pagination.nextKey;
        } while (next.length > 0);
        const which = `${grantee} by ${limit}, reverse: ${reverse}`;
        assert.equal(found.length, expected, which);
        assert.equal(new Set(found).size, expected, which);
      }
    }
  }
});

test("a namespace changes hands in two steps, its path stays, and all grants are void", () => {
  const chain = granted([CREATE, UPDATE, DELETE, LEASE]);
  assert.deepEqual(act(chain, owner, "OfferNamespace", { newOwner: heir }), {});
  assert.equal(act(chain, heir, "Update", { key }), DENIED, "an offer gives nothing yet");
  assert.equal(act(chain, helper, "AcceptNamespace"), NO_OFFER);
  assert.deepEqual(act(chain, heir, "AcceptNamespace"), {});
  assert.equal(act(chain, heir, "AcceptNamespace"), NO_OFFER, "once");
  assert.equal(act(chain, owner, "Update", { key }), DENIED);
  assert.equal(act(chain, helper, "Update", { key }), DENIED);
  assert.equal(typeof act(chain, heir, "Update", { key }), "object");
  assert.equal(act(chain, owner, "Grant", { grantee: helper, permissions: [1] }), NOT_OWNER);
  assert.deepEqual(chain.query("Namespaces", { owner: heir })["namespaces"], [N]);
  assert.deepEqual(chain.query("Namespaces", { owner })["namespaces"], []);
  assert.equal(chain.query("Namespace", { namespace: N })["owner"], heir);
  // Back again: what was granted before the first transfer stays void.
  act(chain, heir, "OfferNamespace", { newOwner: owner });
  assert.deepEqual(act(chain, owner, "AcceptNamespace"), {});
  assert.equal(act(chain, helper, "Update", { key }), DENIED);
  assert.deepEqual([chain.record(N)?.owner, chain.record(N)?.transfers], ["", 2n]);
});

test("an offer is withdrawn or replaced; there is none to oneself, nor of a namespace that never was", () => {
  const chain = granted([]);
  const offer = (newOwner: string): unknown => act(chain, owner, "OfferNamespace", { newOwner });
  assert.equal(offer(""), NO_OFFER);
  assert.equal(offer(owner), 18);
  assert.deepEqual(offer(helper), {});
  assert.deepEqual(offer(heir), {});
  assert.equal(act(chain, helper, "AcceptNamespace"), NO_OFFER);
  assert.deepEqual(offer(""), {});
  assert.equal(act(chain, heir, "AcceptNamespace"), NO_OFFER);
  const nowhere = { namespace: `${owner}/nowhere`, newOwner: heir };
  assert.equal(chain.attempt(owner, "OfferNamespace", nowhere), 18);
});

test("events say accounts in their usual spelling, also if the message had them in capitals", () => {
  const chain = granted([]);
  const accounts = (signer: string, name: string, fields: Fields): unknown =>
    chain
      .run(signer, name, { namespace: N, ...fields })
      .events.map(({ type, attributes }) => [type, ...attributes.map(([, text]) => text)]);
  const capitals = helper.toUpperCase();
  const grant = { grantee: capitals, permissions: [CREATE] };
  assert.deepEqual(accounts(owner, "Grant", grant), [["kv_access", N, "grant", helper]]);
  assert.deepEqual(accounts(owner.toUpperCase(), "Revoke", { grantee: capitals }), [
    ["kv_access", N, "revoke", helper],
  ]);
  const offer = { newOwner: capitals };
  assert.deepEqual(accounts(owner, "OfferNamespace", offer), [["kv_access", N, "offer", helper]]);
  const withdrawal = { newOwner: "" };
  assert.deepEqual(accounts(owner, "OfferNamespace", withdrawal), [
    ["kv_access", N, "withdraw", helper],
  ]);
  accounts(owner, "OfferNamespace", offer);
  assert.deepEqual(accounts(capitals, "AcceptNamespace", {}), [["kv_access", N, "accept", helper]]);
  assert.equal(chain.record(N)?.owner, helper);
});
