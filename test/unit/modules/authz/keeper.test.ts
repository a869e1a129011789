import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  QueryGrantsResponse,
  QueryGranterGrantsResponse,
} from "../../../../proto/gen/cosmos/authz/v1beta1/query.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { AddressCodec, moduleAddress } from "../../../../app/core/address.ts";
import type { Context } from "../../../../app/core/context.ts";
import { createDispatcher } from "../../../../app/core/dispatch.ts";
import { AuthzKeeper } from "../../../../modules/authz/keeper.ts";
import { BLOCK_PRUNE_MAX } from "../../../../modules/authz/limits.ts";
import { authzMessage, EXEC_TYPE, genericAny, SEND_TYPE, sendAny } from "../../../helpers/authz.ts";
import { bankChain, page, runMessage, runQuery } from "../../../helpers/bank-chain.ts";
import { crypto, memoryContext } from "../../../helpers/context.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";
import { coins } from "../../../helpers/feegrant.ts";
import { sendMessage } from "../../../helpers/tx.ts";

const START = 1_700_000_000_000_000_000n;
const MULTI_SEND = "/cosmos.bank.v1beta1.MsgMultiSend";
const codec = new AddressCodec("lazuli");

function start() {
  const chain = bankChain();
  chain.init();
  const run = (message: Any, timeNs = START): Context => {
    const ctx = chain.context({ timeNs });
    const route = chain.routes.find(({ typeUrl }) => typeUrl === message.typeUrl);
    assert.ok(route);
    runMessage(chain.routes, ctx, message.typeUrl, route.request.decode(message.value));
    return ctx;
  };
  return {
    ...chain,
    run,
    /** When what bob has of alice ends, in nanoseconds; -1 is never. */
    expiries(timeNs = START): number[] {
      const path = "/cosmos.authz.v1beta1.Query/Grants";
      const request = { granter: alice.address, grantee: bob.address };
      const ctx = chain.context({ timeNs, mode: "query" });
      const { grants } = runQuery(chain.authz.queries, ctx, path, request) as QueryGrantsResponse;
      return grants.map(({ expiration }) => expiration?.nanos ?? -1);
    },
    begin(timeNs: bigint): void {
      chain.authz.beginBlock?.(chain.context({ timeNs, mode: "block" }));
    },
    /** How many grants and entries of the queue there are. */
    counts(): readonly [grants: number, queued: number] {
      const { entries } = chain.state.store("authz");
      const count = (prefix: string) => entries.filter(([key]) => key.startsWith(prefix)).length;
      return [count("01"), count("02")];
    },
  };
}

/** Somebody of a number. */
const person = (i: number) => ({ address: codec.format(Uint8Array.of(9, i >> 8, i & 255)) });

const generic = genericAny(SEND_TYPE);

test("a block frees so many expired grants, oldest first; the others allow nothing and do not show", () => {
  const chain = start();
  // 150 grants of two each: 300 entries of the queue and grants, all of the same time, and one that stays.
  const expiresNs = START + 5n;
  for (let i = 0; i < 150; i += 1)
    chain.run(authzMessage.grant(alice, person(i), generic, expiresNs));
  chain.run(authzMessage.grant(alice, bob, generic, START + 100n));
  assert.deepEqual(chain.counts(), [151, 151]);
  const granted = (timeNs: bigint): number => {
    const path = "/cosmos.authz.v1beta1.Query/GranterGrants";
    const request = { granter: alice.address, pagination: page({ limit: 500n }) };
    const ctx = chain.context({ timeNs, mode: "query" });
    const answer = runQuery(chain.authz.queries, ctx, path, request) as QueryGranterGrantsResponse;
    return answer.grants.length;
  };
  chain.begin(expiresNs);
  assert.equal(granted(expiresNs), 151, "at its time a grant may be used");
  const later = expiresNs + 1n;
  chain.begin(later);
  const left = 150 - BLOCK_PRUNE_MAX / 2;
  assert.deepEqual(chain.counts(), [left + 1, left + 1]);
  assert.equal(granted(later), 1);
  const last = person(149);
  const query = (name: string, request: Readonly<Record<string, unknown>>): unknown => {
    const ctx = chain.context({ timeNs: later, mode: "query" });
    return runQuery(chain.authz.queries, ctx, `/cosmos.authz.v1beta1.Query/${name}`, request);
  };
  const grantee = last.address;
  const both = { granter: alice.address, grantee };
  const shown = [query("GranteeGrants", { grantee }), query("Grants", both)];
  for (const answer of shown) assert.deepEqual((answer as QueryGrantsResponse).grants, []);
  assert.throws(
    () => query("Grants", { ...both, msgTypeUrl: SEND_TYPE }),
    /authorization not found/,
  );
  const exec = authzMessage.exec(last, sendMessage(alice, bob, 1n));
  assert.throws(() => chain.run(exec, later), { codespace: "authz", code: 6 });
  // What waits to be freed can be revoked, and granted anew without ending early.
  chain.run(authzMessage.revoke(alice, last, SEND_TYPE), later);
  const again = person(148);
  chain.run(authzMessage.grant(alice, again, generic), later);
  assert.equal(granted(later), 2);
  chain.begin(later);
  assert.deepEqual(chain.counts(), [2, 1]);
  assert.equal(granted(later), 2);
});

test("an entry of the queue goes whole, with the grants of all its types", () => {
  const chain = start();
  for (const type of [SEND_TYPE, MULTI_SEND, EXEC_TYPE]) {
    chain.run(authzMessage.grant(alice, bob, genericAny(type), START + 5n));
  }
  chain.run(authzMessage.grant(alice, carol, generic, START + 6n));
  assert.deepEqual(chain.counts(), [4, 2]);
  chain.begin(START + 6n);
  assert.deepEqual(chain.counts(), [1, 1]);
});

test("a grant takes the place of another, with its expiry", () => {
  const chain = start();
  chain.run(authzMessage.grant(alice, bob, generic, START + 5n));
  chain.run(authzMessage.grant(alice, bob, sendAny({ spendLimit: coins("9ulaz") }), START + 9n));
  assert.deepEqual(chain.expiries(), [9]);
  // The entry at 5 is empty, and takes nothing with it.
  assert.deepEqual(chain.counts(), [1, 2]);
  chain.begin(START + 6n);
  assert.deepEqual([chain.counts(), chain.expiries(START + 6n)], [[1, 1], [9]]);
  chain.run(authzMessage.grant(alice, bob, generic));
  chain.begin(START + 10n);
  assert.deepEqual([chain.counts(), chain.expiries(START + 10n)], [[1, 0], [-1]]);
});

test("each type that is looked at in the queue costs 20 gas", () => {
  const chain = start();
  for (const type of [SEND_TYPE, MULTI_SEND, EXEC_TYPE]) {
    chain.run(authzMessage.grant(alice, bob, genericAny(type), START + 5n));
  }
  const { gas } = chain.run(authzMessage.revoke(alice, bob, MULTI_SEND));
  assert.equal(gas.used, 40n);
  // The last has taken its place.
  assert.equal(chain.run(authzMessage.revoke(alice, bob, EXEC_TYPE)).gas.used, 40n);
});

test("a grant that the queue lacks is refused, not lost", () => {
  const chain = start();
  chain.run(authzMessage.grant(alice, bob, generic, START + 5n));
  const store = chain.state.store("authz");
  for (const [key] of store.entries.filter(([key]) => key.startsWith("02"))) {
    store.delete(Uint8Array.from(Buffer.from(key, "hex")));
  }
  assert.throws(() => chain.run(authzMessage.revoke(alice, bob, SEND_TYPE)), {
    codespace: "authz",
    code: 5,
    message: /expire queue, grant key not found: grant key not found$/,
  });
});

test("a grantee gets an account, unless it is a module that has none", () => {
  const made: Uint8Array[] = [];
  const keeper = new AuthzKeeper({
    accounts: {
      getAccount: (_, address) => (address[0] === 9 ? {} : undefined),
      ensureAccount: (_, address) => made.push(address),
    },
    blocked: ["mint"],
    dispatcher: createDispatcher(() => bankChain().routes[0]),
    authorizations: [],
  });
  const ctx = memoryContext();
  const granter = Uint8Array.of(1);
  const authorization = keeper.types.parse(generic);
  keeper.grant(ctx, { granter, grantee: Uint8Array.of(9) }, authorization, undefined);
  assert.deepEqual(made, []);
  keeper.grant(ctx, { granter, grantee: Uint8Array.of(2) }, authorization, undefined);
  assert.deepEqual(made, [Uint8Array.of(2)]);
  const module = { granter, grantee: moduleAddress(crypto, "mint") };
  assert.throws(
    () => {
      keeper.grant(ctx, module, authorization, undefined);
    },
    { codespace: "sdk", code: 4, message: /is not allowed to receive funds: unauthorized$/ },
  );
});
