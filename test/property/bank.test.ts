import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ChainError } from "../../app/core/errors.ts";
import { formatCoins } from "../../app/core/coins.ts";
import { bankChain, runMessage } from "../helpers/bank-chain.ts";
import { memoryContext } from "../helpers/context.ts";

const { addresses } = memoryContext();
const USERS = [1, 2, 3, 4].map((byte) => addresses.format(new Uint8Array(20).fill(byte)));
// One denom begins another, so that a key that does not end would show.
const DENOMS = ["ula", "ulaz", "ustake"];

const user = fc.constantFrom(...USERS);
const amount = fc.oneof(fc.bigInt(0n, 50n), fc.bigInt(0n, (1n << 256n) - 1n));
const coins = fc
  .uniqueArray(fc.constantFrom(...DENOMS), { minLength: 1 })
  .chain((denoms) =>
    fc.tuple(
      ...denoms
        .sort()
        .map((denom) => fc.record({ denom: fc.constant(denom), amount: fc.bigInt(1n, 50n) })),
    ),
  )
  .map((list) => list.map(({ denom, amount: value }) => ({ denom, amount: value.toString() })));

type Coins = { denom: string; amount: string }[];

/** The coins that a list of outputs takes, sorted by denom. */
function sum(lists: readonly Coins[]): Coins {
  return DENOMS.flatMap((denom) => {
    const parts = lists.flat().filter((coin) => coin.denom === denom);
    const total = parts.reduce((result, coin) => result + BigInt(coin.amount), 0n);
    return total === 0n ? [] : [{ denom, amount: total.toString() }];
  });
}

const send = fc.record({ from: user, to: user, coins }).map(({ from, to, coins: list }) => ({
  typeUrl: "/cosmos.bank.v1beta1.MsgSend",
  message: { fromAddress: from, toAddress: to, amount: list },
}));
const multiSend = fc
  .record({
    from: user,
    outputs: fc.array(fc.record({ address: user, coins }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ from, outputs }) => ({
    typeUrl: "/cosmos.bank.v1beta1.MsgMultiSend",
    message: {
      inputs: [{ address: from, coins: sum(outputs.map((output) => output.coins)) }],
      outputs,
    },
  }));

/** Amounts by holder and denom, without zeros. */
function balancesOf(holdings: ReadonlyMap<string, bigint>): [string, bigint][] {
  return [...holdings].filter(([, value]) => value > 0n).sort();
}

test("supply is conserved, balances are those of a simple model, and the index lists who holds what", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(user, fc.constantFrom(...DENOMS), amount), { maxLength: 12 }),
      fc.array(fc.oneof(send, multiSend), { maxLength: 25 }),
      (grants, messages) => {
        const { bank, init, context, state } = bankChain();
        const model = new Map<string, bigint>();
        for (const [address, denom, value] of grants) {
          // A quarter each keeps the sum of four users below 2^256.
          model.set(`${address} ${denom}`, value / 4n);
        }
        init({ bank: genesisOf(model) });
        const supplies = DENOMS.map((denom) => bank.keeper.supply(context(), denom));
        for (const { typeUrl, message } of messages) {
          const before = state.store("bank").entries;
          try {
            runMessage(bank.messages, context(), typeUrl, message);
            applyToModel(model, message);
          } catch (error) {
            if (!(error instanceof ChainError)) throw error;
            assert.equal(error.code, 5, error.message);
            // The executor drops the branch of a failed message; here its writes are undone.
            const store = state.store("bank");
            for (const [key] of store.entries) store.delete(Buffer.from(key, "hex"));
            for (const [key, value] of before) {
              store.set(Buffer.from(key, "hex"), Buffer.from(value, "hex"));
            }
          }
        }
        const ctx = context({ mode: "query" });
        assert.deepEqual(
          DENOMS.map((denom) => bank.keeper.supply(ctx, denom)),
          supplies,
        );
        const held = [...bank.keeper.allBalances(ctx)];
        assert.deepEqual(
          held
            .map((coin) => [`${addresses.format(coin.address)} ${coin.denom}`, coin.amount])
            .sort(),
          balancesOf(model),
        );
        DENOMS.forEach((denom, i) => {
          const { entries } = bank.keeper.holders(ctx, denom, undefined);
          assert.deepEqual(
            entries,
            held
              .filter((coin) => coin.denom === denom)
              .map(({ address, amount: value }) => ({ address, amount: value })),
          );
          assert.equal(
            entries.reduce((total, entry) => total + entry.amount, 0n),
            supplies[i],
            formatCoins(held),
          );
        });
      },
    ),
    { numRuns: 300 },
  );
});

function genesisOf(model: ReadonlyMap<string, bigint>): unknown {
  const balances = USERS.map((address) => ({
    address,
    coins: DENOMS.flatMap((denom) => {
      const value = model.get(`${address} ${denom}`) ?? 0n;
      return value === 0n ? [] : [{ denom, amount: value.toString() }];
    }),
  }));
  return {
    params: { default_send_enabled: true },
    balances,
    supply: [],
    denom_metadata: [],
    send_enabled: [],
  };
}

type Message =
  | { fromAddress: string; toAddress: string; amount: Coins }
  | { inputs: { address: string; coins: Coins }[]; outputs: { address: string; coins: Coins }[] };

function applyToModel(model: Map<string, bigint>, message: Message): void {
  const move = (address: string, list: Coins, sign: bigint): void => {
    for (const { denom, amount: text } of list) {
      const key = `${address} ${denom}`;
      model.set(key, (model.get(key) ?? 0n) + sign * BigInt(text));
    }
  };
  if ("inputs" in message) {
    for (const { address, coins: list } of message.inputs) move(address, list, -1n);
    for (const { address, coins: list } of message.outputs) move(address, list, 1n);
  } else {
    move(message.fromAddress, message.amount, -1n);
    move(message.toAddress, message.amount, 1n);
  }
}
