import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { AddressCodec } from "../../../app/core/address.ts";
import { compareBytes } from "../../../app/core/bytes.ts";
import { formatJson } from "../../../app/node/files.ts";
import { runCli } from "../../helpers/cli.ts";
import { stoppedNode } from "../../helpers/node-home.ts";
import { createSigner } from "../../helpers/tx.ts";

interface State {
  readonly auth: { readonly accounts: readonly Record<string, unknown>[] };
  readonly bank: {
    readonly balances: readonly { address: string; coins: readonly object[] }[];
    readonly supply: readonly object[];
  };
}

const [alice, bob, carol] = ["alice", "bob", "carol"].map((name) => createSigner(name).address);
assert.ok(alice !== undefined && bob !== undefined && carol !== undefined);
const ulaz = (amount: string) => ({ denom: "ulaz", amount });

async function newHome(t: TestContext) {
  const { folder, home } = await stoppedNode(t, 0);
  const run = (...argv: readonly string[]) => runCli(argv, { folder });
  return {
    folder,
    run,
    add: (...argv: readonly string[]) => run("genesis", "add-account", ...argv),
    text: () => readFile(home.genesis, "utf8"),
    async state(): Promise<State> {
      return (JSON.parse(await readFile(home.genesis, "utf8")) as { app_state: State }).app_state;
    },
  };
}

describe("genesis add-account", () => {
  it("adds accounts with numbers of their own, balances in the order of an export, and the supply", async (t) => {
    const { run, add, text, state } = await newHome(t);
    for (const [address, coins] of [
      [alice, "5ustake,70ulaz"],
      [bob, "1ulaz"],
    ] as const) {
      const { code, stderr } = await add(address, coins);
      assert.equal(code, 0, stderr);
    }
    assert.equal((await run("add-genesis-account", carol, "3ulaz")).code, 0, "the SDK's old name");
    const { auth, bank } = await state();
    assert.deepEqual(
      auth.accounts,
      [alice, bob, carol].map((address, i) => ({
        "@type": "/cosmos.auth.v1beta1.BaseAccount",
        ...{ address, pub_key: null, account_number: `${i}`, sequence: "0" },
      })),
    );
    const codec = new AddressCodec("lazuli");
    const sorted = [alice, bob, carol].sort((a, b) => compareBytes(codec.parse(a), codec.parse(b)));
    assert.deepEqual(
      bank.balances.map(({ address }) => address),
      sorted,
    );
    const coins = bank.balances.find(({ address }) => address === alice)?.coins;
    assert.deepEqual(coins, [ulaz("70"), { denom: "ustake", amount: "5" }]);
    assert.deepEqual(bank.supply, [ulaz("74"), { denom: "ustake", amount: "5" }]);
    const written = await text();
    assert.equal(written, formatJson(JSON.parse(written)));
    const { stdout } = await run("genesis", "validate", "-o", "json");
    const { accounts, balances } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual({ accounts, balances }, { accounts: 3, balances: 3 });
  });

  it("takes the name of a key", async (t) => {
    const { run, add, state } = await newHome(t);
    const test = ["--keyring-backend", "test"];
    await run("keys", "add", "val", ...test);
    const shown = await run("keys", "show", "val", "-a", ...test);
    assert.equal((await add("val", "1ulaz", ...test)).code, 0);
    assert.equal((await state()).bank.balances[0]?.address, shown.stdout.trim());
  });

  it("adds to an account that is there only if asked to", async (t) => {
    const { add, text, state } = await newHome(t);
    await add(alice, "1ulaz");
    const before = await text();
    const again = await add(alice, "2ulaz");
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^error: account lazuli1\S+ is there already; --append adds coins/);
    const vesting = ["--vesting-amount", "1ulaz", "--vesting-end-time", "9"];
    const late = await add(alice, "2ulaz", "--append", ...vesting);
    assert.match(late.stderr, /is there already: coins alone can be added to it/);
    assert.equal(await text(), before);
    assert.equal((await add(alice.toUpperCase(), "2ulaz,4ustake", "--append")).code, 0);
    const { auth, bank } = await state();
    assert.equal(auth.accounts.length, 1);
    const coins = [ulaz("3"), { denom: "ustake", amount: "4" }];
    assert.deepEqual([bank.balances, bank.supply], [[{ address: alice, coins }], coins]);
  });

  it("writes vesting and module accounts as the SDK has them", async (t) => {
    const { add, state } = await newHome(t);
    const vesting = ["--vesting-amount", "6ulaz", "--vesting-end-time", "2000000000"];
    assert.equal((await add(alice, "10ulaz", ...vesting)).code, 0);
    const start = ["--vesting-start-time", "1900000000"];
    assert.equal((await add(bob, "10ulaz", ...vesting, ...start)).code, 0);
    const codec = new AddressCodec("lazuli");
    const { moduleAddress } = await import("../../../app/core/address.ts");
    const { crypto } = await import("../../helpers/context.ts");
    const pool = codec.format(moduleAddress(crypto, "pool"));
    assert.equal((await add(pool, "1ulaz", "--module-name", "pool")).code, 0);
    const base = (address: string, number: number) => ({
      ...{ address, pub_key: null, account_number: `${number}`, sequence: "0" },
    });
    const inner = (address: string, number: number) => ({
      base_account: base(address, number),
      original_vesting: [ulaz("6")],
      ...{ delegated_free: [], delegated_vesting: [], end_time: "2000000000" },
    });
    assert.deepEqual((await state()).auth.accounts, [
      {
        "@type": "/cosmos.vesting.v1beta1.DelayedVestingAccount",
        base_vesting_account: inner(alice, 0),
      },
      {
        "@type": "/cosmos.vesting.v1beta1.ContinuousVestingAccount",
        base_vesting_account: inner(bob, 1),
        start_time: "1900000000",
      },
      {
        "@type": "/cosmos.auth.v1beta1.ModuleAccount",
        ...{ base_account: base(pool, 2), name: "pool", permissions: ["burner", "minter"] },
      },
    ]);
  });

  const bad: readonly [name: string, argv: readonly string[], message: RegExp][] = [
    [
      "another chain's address",
      [new AddressCodec("cosmos").format(new Uint8Array(20)), "1ulaz"],
      /error: account cosmos1/,
    ],
    [
      "what is no address and no key",
      ["nobody", "1ulaz"],
      /neither an address nor the name of a key/,
    ],
    ["coins that are none", [alice, "ulaz"], /COINS "ulaz": expected whole amounts/],
    ["coins twice", [alice, "1ulaz,2ulaz"], /expected ulaz once/],
    [
      "more vesting than coins",
      [alice, "1ulaz", "--vesting-amount", "2ulaz", "--vesting-end-time", "9"],
      /vesting 2ulaz is more than its 1ulaz/,
    ],
    [
      "an end before the start",
      [
        ...[alice, "2ulaz", "--vesting-amount", "2ulaz"],
        ...["--vesting-start-time", "9", "--vesting-end-time", "9"],
      ],
      /expected vesting to end after its start, got 9 to 9/,
    ],
    ["vesting without an end", [alice, "1ulaz", "--vesting-amount", "1ulaz"], /--vesting-end-time/],
    ["an end without vesting", [alice, "1ulaz", "--vesting-end-time", "9"], /--vesting-amount is/],
  ];
  for (const [name, argv, message] of bad) {
    it(`refuses ${name}, and writes nothing`, async (t) => {
      const { add, text } = await newHome(t);
      const before = await text();
      const { code, stderr } = await add(...argv);
      assert.notEqual(code, 0);
      assert.match(stderr, message);
      assert.equal(await text(), before);
    });
  }
});

describe("genesis bulk-add-accounts", () => {
  it("adds the SDK's list, or nothing of it", async (t) => {
    const { folder, run, state, text } = await newHome(t);
    const file = join(folder, "accounts.json");
    const bulk = async (list: unknown, ...argv: readonly string[]) => {
      await writeFile(file, JSON.stringify(list));
      return run("genesis", "bulk-add-genesis-account", file, ...argv);
    };
    const list = [
      { address: alice, coins: [{ denom: "ustake", amount: "2" }, ulaz("9")] },
      { address: bob, coins: [ulaz("5")], vesting_amt: [ulaz("4")], vesting_end: 1_914_013_878 },
    ];
    const before = await text();
    const twice = await bulk([...list, list[0]]);
    assert.match(twice.stderr, /is there already; --append adds coins to it/);
    const unknown = await bulk([{ ...list[0], coin: [] }]);
    assert.match(unknown.stderr, /accounts\.json\[0\]: unknown field "coin"/);
    const negative = await bulk([list[0], { address: bob, coins: [ulaz("-1")] }]);
    assert.match(negative.stderr, /accounts\.json\[1\]\.coins: amount "-1", expected an integer/);
    const none = await bulk({});
    assert.match(none.stderr, /accounts\.json: expected a list, got \{\}/);
    assert.equal(await text(), before);
    const { code, stdout } = await bulk(list, "-o", "json");
    assert.equal(code, 0);
    const { added } = JSON.parse(stdout) as { added: number };
    assert.equal(added, 2);
    const { auth, bank } = await state();
    assert.deepEqual(
      auth.accounts.map((account) => account["@type"]),
      ["/cosmos.auth.v1beta1.BaseAccount", "/cosmos.vesting.v1beta1.DelayedVestingAccount"],
    );
    assert.deepEqual(bank.supply, [ulaz("14"), { denom: "ustake", amount: "2" }]);
    assert.equal((await bulk([list[0]], "--append")).code, 0);
    assert.deepEqual((await state()).bank.supply, [ulaz("23"), { denom: "ustake", amount: "4" }]);
  });
});
