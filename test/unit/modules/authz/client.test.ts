import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Registry } from "@cosmjs/proto-signing";
import { ClientError } from "../../../../app/client/errors.ts";
import {
  type AuthzGrant,
  authzMessages,
  authzTypes,
  setupAuthzExtension,
} from "../../../../modules/authz/client.ts";
import { bankMessages, bankTypes } from "../../../../modules/bank/client.ts";
import type { Grant } from "../../../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import {
  QueryGranteeGrantsRequest,
  QueryGranteeGrantsResponse,
  QueryGranterGrantsRequest,
  QueryGrantsRequest,
  QueryGrantsResponse,
} from "../../../../proto/gen/cosmos/authz/v1beta1/query.ts";
import { MsgExec, MsgGrant, MsgRevoke } from "../../../../proto/gen/cosmos/authz/v1beta1/tx.ts";
import { MsgSend } from "../../../../proto/gen/cosmos/bank/v1beta1/tx.ts";

const SEND = "/cosmos.bank.v1beta1.MsgSend";
const EXPIRES_NS = 1_900_000_000_000_000_005n;
const coins = [{ denom: "ulaz", amount: 7n }];
const authz = authzMessages("a", bankTypes);

/** What a chain keeps of a message of authz. */
function grantOf(value: unknown): Grant {
  return MsgGrant.decode(MsgGrant.encode(value as MsgGrant).finish()).grant ?? assert.fail();
}

describe("client of authz", () => {
  const generic = { kind: "generic", msgTypeUrl: SEND } as const;
  const send = { kind: "send", spendLimit: coins, allowList: ["b", "c"] } as const;
  const grants: readonly (readonly [Grant, Omit<AuthzGrant, "granter" | "grantee">])[] = [
    [grantOf(authz.grant("b", generic).value), { authorization: generic, expiresNs: undefined }],
    [
      grantOf(authz.grant("b", send, { expiresNs: EXPIRES_NS }).value),
      { authorization: send, expiresNs: EXPIRES_NS },
    ],
    [
      {
        authorization: { typeUrl: "/a.B", value: Uint8Array.of(7) },
        expiration: undefined,
      },
      {
        authorization: { kind: "unknown", typeUrl: "/a.B", value: Uint8Array.of(7) },
        expiresNs: undefined,
      },
    ],
  ];
  const pagination = { nextKey: Uint8Array.of(9), total: 0n };
  const nothing = { key: new Uint8Array(0), offset: 0n, countTotal: false, reverse: false };

  /** A node that answers the same whatever it is asked, and notes what it was asked. */
  function answering(value: Uint8Array) {
    const asked: (readonly [path: string, request: Uint8Array, height: number | undefined])[] = [];
    const extension = setupAuthzExtension({
      queryAbci(path, request, height) {
        asked.push([path, request, height]);
        return Promise.resolve({ value, height: 1 });
      },
    });
    return { asked, authz: extension.authz };
  }

  it("reads what one account granted another", async () => {
    const response = { grants: grants.map(([grant]) => grant), pagination };
    const node = answering(QueryGrantsResponse.encode(response).finish());
    const page = await node.authz.grants("a", "b", { msgTypeUrl: SEND, limit: 3n, height: 5 });
    assert.deepEqual(page, { items: grants.map(([, terms]) => terms), nextKey: Uint8Array.of(9) });
    const [path, request, height] = node.asked[0] ?? assert.fail("nothing was asked");
    assert.deepEqual([path, height], ["/cosmos.authz.v1beta1.Query/Grants", 5]);
    assert.deepEqual(QueryGrantsRequest.decode(request), {
      ...{ granter: "a", grantee: "b", msgTypeUrl: SEND },
      pagination: { ...nothing, limit: 3n },
    });
  });

  it("reads what an account granted, and what it was granted", async () => {
    const both = { granter: "a", grantee: "b" };
    const response = {
      grants: grants.map(([grant]) => ({ ...both, ...grant })),
      pagination: undefined,
    };
    // Both answers have one form.
    const node = answering(QueryGranteeGrantsResponse.encode(response).finish());
    const items = grants.map(([, terms]) => ({ ...both, ...terms }));
    const expected = { items, nextKey: undefined };
    assert.deepEqual(await node.authz.granterGrants("a", { reverse: true }), expected);
    assert.deepEqual(await node.authz.granteeGrants("b"), expected);
    const [granter, grantee] = node.asked;
    assert.equal(granter?.[0], "/cosmos.authz.v1beta1.Query/GranterGrants");
    assert.equal(grantee?.[0], "/cosmos.authz.v1beta1.Query/GranteeGrants");
    assert.deepEqual(QueryGranterGrantsRequest.decode(granter[1]), {
      granter: "a",
      pagination: { ...nothing, limit: 0n, reverse: true },
    });
    assert.equal(QueryGranteeGrantsRequest.decode(grantee[1]).grantee, "b");
  });

  it("a grant without authorization is refused", async () => {
    const empty = { authorization: undefined, expiration: undefined };
    const response = { grants: [empty], pagination: undefined };
    const node = answering(QueryGrantsResponse.encode(response).finish());
    await assert.rejects(node.authz.grants("a", "b"), /without authorization/);
  });

  it("runs messages that are encoded or of the types that it knows", () => {
    const payment = bankMessages("x").send("y", coins);
    const value = MsgSend.encode(payment.value as MsgSend).finish();
    assert.deepEqual(authz.exec([payment, { typeUrl: "/a.B", value }]), {
      typeUrl: "/cosmos.authz.v1beta1.MsgExec",
      value: {
        grantee: "a",
        msgs: [
          { typeUrl: SEND, value },
          { typeUrl: "/a.B", value },
        ],
      },
    });
    assert.throws(
      () => authzMessages("a").exec([payment]),
      (error: unknown) =>
        error instanceof ClientError && error.message.startsWith(`${SEND}: give authzMessages`),
    );
  });

  it("a registry encodes its messages", () => {
    const registry = new Registry(authzTypes);
    const revoke = registry.encodeAsAny(authz.revoke("b", SEND));
    const expected = { granter: "a", grantee: "b", msgTypeUrl: SEND };
    assert.deepEqual(MsgRevoke.decode(revoke.value), expected);
    const exec = registry.encodeAsAny(authz.exec([bankMessages("x").send("y", coins)]));
    assert.equal(MsgExec.decode(exec.value).msgs.length, 1);
  });
});
