import assert from "node:assert/strict";
import { test } from "node:test";
import { type MsgGrant } from "../../../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import { concatBytes } from "../../../../app/core/bytes.ts";
import { genericAny, SEND_TYPE, sendAny } from "../../../helpers/authz.ts";
import { bankChain, page, runMessage, runQuery } from "../../../helpers/bank-chain.ts";
import { alice, bob, carol } from "../../../helpers/executor.ts";
import { coins } from "../../../helpers/feegrant.ts";

const TYPES = "/cosmos.authz.v1beta1";
const generic = genericAny(SEND_TYPE);

/** With more bytes at its end. */
const withBytes = (any: Any, ...bytes: number[]): Any => ({
  ...any,
  value: concatBytes(any.value, Uint8Array.of(...bytes)),
});

function grant(parts: Partial<MsgGrant["grant"]>, parties: Partial<MsgGrant> = {}) {
  const chain = bankChain();
  chain.init();
  const message: MsgGrant = {
    granter: alice.address,
    grantee: bob.address,
    ...parties,
    grant: { authorization: generic, expiration: undefined, ...parts },
  };
  const ctx = chain.context({ timeNs: 1_000_000_000n });
  runMessage(chain.routes, ctx, `${TYPES}.MsgGrant`, message);
  return { chain, ctx };
}

const refused: readonly {
  readonly name: string;
  readonly parts: Partial<MsgGrant["grant"]>;
  readonly code: number;
  readonly message: RegExp;
}[] = [
  {
    name: "none",
    parts: { authorization: undefined },
    code: 29,
    message: /^authorization is nil: invalid type$/,
  },
  {
    name: "staking's, which this chain does not have",
    parts: {
      authorization: {
        typeUrl: "/cosmos.staking.v1beta1.StakeAuthorization",
        value: new Uint8Array(),
      },
    },
    code: 2,
    message:
      /^unable to resolve type URL \/cosmos\.staking\.v1beta1\.StakeAuthorization, expected \/cosmos\.authz\.v1beta1\.GenericAuthorization or \/cosmos\.bank\.v1beta1\.SendAuthorization: tx parse error$/,
  },
  {
    name: "what is a message",
    parts: { authorization: { typeUrl: SEND_TYPE, value: new Uint8Array() } },
    code: 2,
    message: /^unable to resolve type URL \/cosmos\.bank\.v1beta1\.MsgSend, expected/,
  },
  {
    name: "with an unknown field, critical or not",
    parts: { authorization: withBytes(generic, 0x80, 0x40, 1) },
    code: 2,
    message: /errUnknownField: \{TagNum: 1024/,
  },
  {
    name: "not in the one encoding",
    parts: { authorization: withBytes(genericAny(""), 0x0a, 0) },
    code: 2,
    message: /is not in canonical encoding/,
  },
  {
    name: "for no type",
    parts: { authorization: genericAny("") },
    code: 18,
    message: /^msg type cannot be empty: invalid request$/,
  },
  {
    name: "for messages that the chain does not have",
    parts: { authorization: genericAny("/cosmos.gov.v1.MsgVote") },
    code: 29,
    message: /^\/cosmos\.gov\.v1\.MsgVote doesn't exist\.: invalid type$/,
  },
  {
    name: "until a time that Go does not hold",
    parts: { expiration: { seconds: 253_402_300_800n, nanos: 0 } },
    code: 2,
    message: /^expiration of 253402300800 s and 0 ns: tx parse error$/,
  },
  {
    name: "until a second and more nanoseconds",
    parts: { expiration: { seconds: 5n, nanos: 1_000_000_000 } },
    code: 2,
    message: /^expiration of 5 s and 1000000000 ns/,
  },
];

for (const { name, parts, code, message } of refused) {
  test(`an authorization is refused: ${name}`, () => {
    assert.throws(() => grant(parts), { name: "ChainError", codespace: "sdk", code, message });
  });
}

test("a grant holds until the very last nanosecond of the year 9999", () => {
  const expiration = { seconds: 253_402_300_799n, nanos: 999_999_999 };
  const { chain } = grant({ expiration });
  const [entry] = chain.state.store("authz").entries.filter(([key]) => key.startsWith("02"));
  const text = Buffer.from(entry?.[0] ?? "", "hex").subarray(1, 30);
  assert.equal(text.toString(), "9999-12-31T23:59:59.999999999");
});

test("nobody grants to oneself, in whatever letters", () => {
  const grantee = alice.address.toUpperCase();
  assert.throws(() => grant({}, { grantee }), { codespace: "authz", code: 7 });
});

test("the event of a grant has the SDK's form", () => {
  const { ctx } = grant({ authorization: sendAny({ spendLimit: coins("9ulaz") }) });
  assert.deepEqual(ctx.events.all, [
    {
      type: "cosmos.authz.v1beta1.EventGrant",
      attributes: [
        ["grantee", `"${bob.address}"`],
        ["granter", `"${alice.address}"`],
        ["msg_type_url", `"${SEND_TYPE}"`],
      ],
    },
  ]);
});

test("pages are bounded and lead on, and what is asked for wrongly is refused", () => {
  const { chain } = grant({});
  const query = (name: string, request: Readonly<Record<string, unknown>>) => {
    const ctx = chain.context({ mode: "query" });
    return runQuery(chain.authz.queries, ctx, `${TYPES}.Query/${name}`, request);
  };
  for (const [name, request] of [
    ["Grants", { granter: "x", grantee: bob.address }],
    ["Grants", { granter: alice.address, grantee: "" }],
    ["GranterGrants", { granter: "x" }],
    ["GranteeGrants", { grantee: "x" }],
    ["GranteeGrants", { grantee: bob.address, pagination: page({ offset: 10_001n }) }],
  ] as const) {
    assert.throws(() => query(name, request), { codespace: "sdk", code: 18 }, name);
  }
  const message = { granter: alice.address, grantee: carol.address };
  runMessage(chain.routes, chain.context(), `${TYPES}.MsgGrant`, {
    ...message,
    grant: { authorization: generic, expiration: undefined },
  });
  const seen: unknown[] = [];
  let key: Uint8Array = new Uint8Array(0);
  do {
    const { grants, pagination } = query("GranterGrants", {
      granter: alice.address,
      pagination: page({ key, limit: 1n }),
    }) as { grants: { grantee: string }[]; pagination: { nextKey: Uint8Array } };
    assert.equal(grants.length, 1);
    seen.push(grants[0]?.grantee);
    key = pagination.nextKey;
  } while (key.length > 0);
  assert.deepEqual(seen.sort(), [bob.address, carol.address].sort());
});
