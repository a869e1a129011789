import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { accountFromAny } from "@cosmjs/stargate";
import { QueryAccountResponse } from "../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { Any } from "../../proto/gen/google/protobuf/any.ts";
import { aminoJson } from "../../app/core/amino/json.ts";
import { formatCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError } from "../../app/core/errors.ts";
import { REGISTRY } from "../../app/node/api/descriptors.ts";
import { messageToJson } from "../../app/node/api/proto-json.ts";
import { accountValue } from "../../modules/auth/account.ts";
import { lockedCoins, vestedCoins } from "../../modules/auth/vesting.ts";
import { bankChain, runMessage, runQuery } from "../helpers/bank-chain.ts";

interface Vectors {
  readonly schedules: readonly {
    readonly name: string;
    readonly genesis: object;
    readonly stored: string;
    readonly times: readonly {
      readonly seconds: number;
      readonly vested: string;
      readonly locked: string;
    }[];
  }[];
  readonly genesis: Readonly<Record<string, unknown>>;
  readonly steps: readonly {
    readonly seconds: number;
    readonly type_url: string;
    readonly message: object;
    readonly bytes: string;
    readonly amino: string;
    readonly codespace?: string;
    readonly code?: number;
    readonly log?: string;
    readonly events: readonly unknown[];
    readonly spendable: readonly { readonly address: string; readonly coins: string }[];
  }[];
  readonly acc: readonly unknown[];
  readonly bank: readonly unknown[];
  readonly exported: { readonly auth: unknown; readonly bank: unknown };
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../test/vectors/vesting/vectors.json", import.meta.url), "utf8"),
) as Vectors;

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

for (const { name, genesis, stored, times } of vectors.schedules) {
  const bytes = fromHex(stored);

  test(`vesting, ${name}: genesis is stored and exported as by the SDK`, () => {
    const chain = bankChain({ moduleAccounts: [] });
    const auth = chain.auth.defaultGenesis?.() as object;
    chain.init({ auth: { ...auth, accounts: [genesis] } });
    const values = chain.state.store("acc").entries.map(([, value]) => value);
    assert.ok(values.includes(stored), `not stored: ${stored}`);
    const { accounts } = chain.export()["auth"] as { accounts: unknown };
    assert.deepEqual(accounts, [genesis]);
  });

  test(`vesting, ${name}: the sequence changes, and nothing else`, () => {
    const account = accountValue.decode(bytes);
    assert.equal(Buffer.from(accountValue.encode(account)).toString("hex"), stored);
    const next = accountValue.encode({ ...account, sequence: account.sequence + 1n });
    assert.deepEqual(accountValue.decode(next), { ...account, sequence: account.sequence + 1n });
  });

  test(`vesting, ${name}: what is vested and locked is as in the SDK`, () => {
    const { vesting } = accountValue.decode(bytes);
    assert.ok(vesting);
    for (const { seconds, vested, locked } of times) {
      const at = BigInt(seconds);
      assert.equal(formatCoins(vestedCoins(vesting, at)), vested, `vested at ${seconds}`);
      assert.equal(formatCoins(lockedCoins(vesting, at)), locked, `locked at ${seconds}`);
    }
  });

  test(`vesting, ${name}: the answer of a query is JSON as the SDK's`, () => {
    const schema = REGISTRY.getMessage("cosmos.auth.v1beta1.QueryAccountResponse");
    assert.ok(schema);
    const answer = QueryAccountResponse.encode({ account: Any.decode(bytes) }).finish();
    assert.deepEqual(messageToJson(schema, answer), { account: genesis });
  });

  test(`vesting, ${name}: what CosmJS makes of the account`, () => {
    const any = Any.decode(bytes);
    // CosmJS 0.39 knows all vesting accounts but this one.
    if (any.typeUrl.endsWith(".PermanentLockedAccount")) {
      assert.throws(() => accountFromAny(any), /Unsupported type/);
      return;
    }
    const { address, accountNumber, sequence } = accountValue.decode(bytes);
    const read = accountFromAny(any);
    assert.deepEqual(
      { ...read, pubkey: undefined },
      { address, accountNumber, sequence: Number(sequence), pubkey: undefined },
    );
  });
}

test("vesting: messages are encoded, and shown in JSON and amino JSON, as by the SDK", () => {
  for (const { type_url, message, bytes, amino } of vectors.steps) {
    const schema = REGISTRY.getMessage(type_url.slice(1));
    assert.ok(schema, type_url);
    assert.deepEqual(messageToJson(schema, fromHex(bytes)), message);
    assert.equal(aminoJson(schema.typeName, fromHex(bytes)), amino);
  }
});

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Texts that name what was wrong in words of our own; the codes are the SDK's. */
const OWN_TEXTS = new Set(["sdk 7", "sdk 10"]);

test("vesting: messages and transfers give the SDK's answers, events and state", () => {
  const chain = bankChain({ moduleAccounts: ["fee_collector"] });
  chain.init(vectors.genesis);
  const routes = [...(chain.vesting.messages ?? []), ...(chain.bank.messages ?? [])];
  for (const [i, step] of vectors.steps.entries()) {
    const timeNs = BigInt(step.seconds) * 1_000_000_000n + 500_000_000n;
    const ctx = chain.context({ timeNs });
    const route = routes.find(({ typeUrl }) => typeUrl === step.type_url);
    assert.ok(route);
    const message = route.request.decode(fromHex(step.bytes));
    const undo = chain.state.mark();
    const refused = refusalOf(() => runMessage(routes, ctx, step.type_url, message));
    if (refused !== undefined) undo();
    const where = `step ${i}: ${step.log ?? "ok"}`;
    const { codespace, code, log } = step;
    assert.deepEqual([refused?.codespace, refused?.code], [codespace, code], where);
    if (!OWN_TEXTS.has(`${codespace} ${code}`)) assert.equal(refused?.message, log, where);
    const events = refused === undefined ? json(ctx.events.all) : [];
    assert.deepEqual(events, step.events, where);
    for (const { address, coins } of step.spendable) {
      assert.equal(spendableOf(chain, ctx, address), coins, `${where}, of ${address}`);
    }
  }
  assert.deepEqual(chain.state.store("acc").entries, vectors.acc);
  assert.deepEqual(chain.state.store("bank").entries, vectors.bank);
  const { auth, bank } = chain.export();
  assert.deepEqual({ auth, bank }, vectors.exported);
});

function refusalOf(run: () => unknown): ChainError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ChainError) return error;
    throw error;
  }
}

/** As the query answers, without what is zero: the SDK's keeper leaves it out. */
function spendableOf(chain: ReturnType<typeof bankChain>, ctx: Context, address: string): string {
  const path = "/cosmos.bank.v1beta1.Query/SpendableBalances";
  const { balances } = runQuery(chain.bank.queries, ctx, path, { address }) as {
    balances: { denom: string; amount: string }[];
  };
  const coins = balances.map(({ denom, amount }) => ({ denom, amount: BigInt(amount) }));
  for (const { denom, amount } of coins) {
    const one = "/cosmos.bank.v1beta1.Query/SpendableBalanceByDenom";
    const answer = runQuery(chain.bank.queries, ctx, one, { address, denom });
    const { balance } = answer as { balance: { amount: string } };
    // Where one denom is short, the list shows none of any.
    if (amount > 0n) assert.equal(BigInt(balance.amount), amount);
  }
  return formatCoins(coins.filter(({ amount }) => amount > 0n));
}
