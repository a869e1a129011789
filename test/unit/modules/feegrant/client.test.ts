import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Registry } from "@cosmjs/proto-signing";
import type { EncodeObject } from "@cosmjs/proto-signing";
import { ClientError, QueryFailed } from "../../../../app/client/errors.ts";
import {
  type AllowanceTerms,
  feegrantMessages,
  feegrantTypes,
  setupFeegrantExtension,
} from "../../../../modules/feegrant/client.ts";
import { QueryAllowanceResponse } from "../../../../proto/gen/cosmos/feegrant/v1beta1/query.ts";
import { chainBase } from "../../../helpers/chain-base.ts";
import { alice, bob, carol, TestChain } from "../../../helpers/executor.ts";
import type { Signer } from "../../../helpers/tx.ts";

const SEND = "/cosmos.bank.v1beta1.MsgSend";
const registry = new Registry(feegrantTypes);

class Chain {
  readonly chain = TestChain.start();
  readonly feegrant = setupFeegrantExtension(chainBase(this.chain)).feegrant;

  /** Sends a message in a block of its own. */
  send(signer: Signer, message: EncodeObject): void {
    const tx = this.chain.tx(signer, [registry.encodeAsAny(message)]);
    const [result] = this.chain.block([tx]).txs;
    assert.equal(result?.code, 0, result?.log);
  }

  grant(granter: Signer, grantee: Signer, terms?: AllowanceTerms): void {
    this.send(granter, feegrantMessages(granter.address).grant(grantee.address, terms));
  }
}

const coins = (amount: bigint) => [{ denom: "ulaz", amount }];
const period = {
  lengthNs: 3_600_500_000_000n,
  limit: coins(4n),
  resetNs: 1_800_000_000_000_000_007n,
};
const none = {
  ...{ spendLimit: [], expiresNs: undefined, period: undefined, allowedMessages: undefined },
};

describe("client of feegrant", () => {
  const rows: readonly (readonly [string, AllowanceTerms | undefined, object])[] = [
    ["without limit", undefined, none],
    [
      "a limit in two denominations, and an end",
      {
        spendLimit: [...coins(7n), { denom: "atom", amount: 5n }],
        expiresNs: 1_900_000_000_000_000_005n,
      },
      {
        ...none,
        spendLimit: [{ denom: "atom", amount: 5n }, ...coins(7n)],
        expiresNs: 1_900_000_000_000_000_005n,
      },
    ],
    ["periods", { period }, { ...none, period: { ...period, left: coins(4n) } }],
    [
      "periods for messages of some types",
      { spendLimit: coins(9n), period, allowedMessages: [SEND, "/a.B"] },
      {
        ...none,
        spendLimit: coins(9n),
        period: { ...period, left: coins(4n) },
        allowedMessages: [SEND, "/a.B"],
      },
    ],
  ];
  for (const [name, terms, expected] of rows) {
    it(`what is granted is read back: ${name}`, async () => {
      const chain = new Chain();
      chain.grant(alice, bob, terms);
      assert.deepEqual(await chain.feegrant.allowance(alice.address, bob.address), expected);
    });
  }

  it("pages of what was granted, by either side and at a height", async () => {
    const chain = new Chain();
    chain.grant(alice, bob);
    chain.grant(carol, bob);
    chain.grant(alice, carol);
    const { feegrant } = chain;
    const first = await feegrant.allowances(bob.address, { limit: 1n });
    const { nextKey: pageKey } = first;
    const second = await feegrant.allowances(bob.address, { pageKey });
    assert.equal(second.nextKey, undefined);
    const granters = [...first.items, ...second.items].map(({ granter }) => granter);
    assert.deepEqual(granters.sort(), [alice.address, carol.address].sort());
    const { items } = await feegrant.allowancesByGranter(alice.address);
    const grantees = items.map(({ grantee }) => grantee);
    assert.deepEqual(grantees.sort(), [bob.address, carol.address].sort());
    assert.deepEqual(items[0]?.allowance, none);
    assert.deepEqual((await feegrant.allowances(bob.address, { height: 1 })).items, []);
  });

  it("revokes and prunes", async () => {
    const chain = new Chain();
    chain.grant(alice, bob);
    chain.send(alice, feegrantMessages(alice.address).revoke(bob.address));
    assert.equal(await chain.feegrant.allowance(alice.address, bob.address), undefined);
    chain.send(carol, feegrantMessages(carol.address).prune());
  });

  it("passes on other errors, and does not guess at an unknown allowance", async () => {
    const { feegrant } = new Chain();
    await assert.rejects(feegrant.allowance("x", bob.address), QueryFailed);
    const { address } = alice;
    const grant = { granter: address, grantee: address, allowance: undefined };
    for (const allowance of [undefined, { typeUrl: "/a.B", value: new Uint8Array(0) }]) {
      const response = QueryAllowanceResponse.encode({ allowance: { ...grant, allowance } });
      const liar = setupFeegrantExtension({
        queryAbci: () => Promise.resolve({ value: response.finish(), height: 1 }),
      });
      await assert.rejects(
        liar.feegrant.allowance(address, address),
        (error: unknown) =>
          error instanceof ClientError && /an allowance of type \S+, which/.test(error.message),
      );
    }
  });
});
