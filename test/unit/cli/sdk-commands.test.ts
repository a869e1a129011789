import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { JsonValue } from "@bufbuild/protobuf";
import { vestingTypes } from "../../../modules/vesting/client.ts";
import { bankTypes } from "../../../modules/bank/client.ts";
import { alice, blockTime, bob, carol } from "../../helpers/executor.ts";
import { createSigner } from "../../helpers/tx.ts";
import { CommandBench } from "./command-bench.ts";

const [dora, emil, fay] = ["dora", "emil", "fay"].map(createSigner) as [
  ReturnType<typeof createSigner>,
  ReturnType<typeof createSigner>,
  ReturnType<typeof createSigner>,
];

const PEOPLE = { alice, bob, carol, dora, emil, fay };

const coin = (amount: number, denom = "ulaz") => ({ denom, amount: String(amount) });
/** When a height's block is made, Unix seconds. */
const secondsAt = (height: bigint): number => Number(blockTime(height) / 1_000_000_000n);

describe("tx bank and tx vesting: each verb sends its message", () => {
  const bench = new CommandBench(PEOPLE);
  before(() => bench.open());
  after(() => bench.close());

  const periods = {
    start_time: secondsAt(1n),
    periods: [
      { coins: "6ulaz", length_seconds: 10 },
      { coins: "4ulaz", length_seconds: 20 },
    ],
  };
  const end = secondsAt(100n);
  const [a, b, c] = [alice.address, bob.address, carol.address];
  const to = (signer: { readonly address: string }) => ({
    from_address: a,
    to_address: signer.address,
  });

  /** In this order. */
  const rows: readonly (readonly [argv: string, message: object])[] = [
    ["bank send alice bob 5ulaz", { type: "MsgSend", ...to(bob), amount: [coin(5)] }],
    [
      "bank multi-send alice bob carol 7ulaz",
      {
        type: "MsgMultiSend",
        inputs: [{ address: a, coins: [coin(14)] }],
        outputs: [b, c].map((address) => ({ address, coins: [coin(7)] })),
      },
    ],
    [
      `bank multi-send alice bob ${c} carol 8ulaz --split`,
      {
        type: "MsgMultiSend",
        inputs: [{ address: a, coins: [coin(6)] }],
        outputs: [b, c, c].map((address) => ({ address, coins: [coin(2)] })),
      },
    ],
    [
      `vesting create-vesting-account dora 1000ulaz ${end} --from alice`,
      {
        type: "MsgCreateVestingAccount",
        ...{ ...to(dora), amount: [coin(1000)], end_time: String(end), delayed: false },
      },
    ],
    [
      `vesting create-vesting-account ${createSigner("gus").address} 1ulaz ${end} --delayed --from alice`,
      {
        type: "MsgCreateVestingAccount",
        ...{ ...to(createSigner("gus")), amount: [coin(1)], end_time: String(end), delayed: true },
      },
    ],
    [
      "vesting create-permanent-locked-account emil 1000ulaz --from alice",
      { type: "MsgCreatePermanentLockedAccount", ...to(emil), amount: [coin(1000)] },
    ],
    [
      "vesting create-periodic-vesting-account fay periods.json --from alice",
      {
        type: "MsgCreatePeriodicVestingAccount",
        ...to(fay),
        start_time: String(periods.start_time),
        vesting_periods: [
          { length: "10", amount: [coin(6)] },
          { length: "20", amount: [coin(4)] },
        ],
      },
    ],
  ];
  for (const [argv, message] of rows) {
    it(argv, async () => {
      await writeFile(join(bench.folder, "periods.json"), JSON.stringify(periods));
      const result = (await bench.json("tx", ...argv.split(" "), "-y")) as { code: number };
      assert.equal(result.code, 0);
      assert.deepEqual(bench.sent(), [message]);
    });
  }

  it("accounts with locked coins sign, and spend what is free", async () => {
    await bench.json(..."tx bank multi-send alice dora emil fay 5000ulaz -y".split(" "));
    for (const name of ["dora", "emil", "fay"]) {
      const { stdout, stderr, code } = await bench.run(
        `tx bank send ${name} bob 10ulaz -y -o json`.split(" "),
      );
      assert.equal(code, 0, `${name}: ${stdout}${stderr}`);
    }
    const { stderr, code } = await bench.run("tx bank send emil bob 5500ulaz -y".split(" "));
    assert.equal(code, 1);
    assert.match(stderr, /spendable balance \d+ulaz is smaller than 5500ulaz.*nothing was sent/);
  });

  it("the types of both modules are in their lists", () => {
    const urls = [...bankTypes, ...vestingTypes].map(([url]) => url);
    const sent = bench.rpc.sent.flat().map(({ typeUrl }) => typeUrl);
    assert.deepEqual(new Set(urls), new Set(sent));
  });
});

describe("query auth and query bank: each verb prints the chain's answer in the SDK's form", () => {
  const bench = new CommandBench(PEOPLE);
  before(async () => {
    await bench.open();
    for (const argv of [
      "bank send alice bob 5ulaz",
      `vesting create-vesting-account dora 1000ulaz ${secondsAt(102n)} --from alice`,
      "vesting create-permanent-locked-account emil 1000ulaz --from alice",
      "bank send alice emil 7ulaz",
    ]) {
      await bench.json("tx", ...argv.split(" "), "-y");
    }
  });
  after(() => bench.close());

  const address = alice.address;
  const bytes = Buffer.alloc(20, 1).toString("base64");
  const string = "lazuli1qyqszqgpqyqszqgpqyqszqgpqyqszqgprgrtc8";
  const rows: readonly (readonly [argv: string, method: string, request: JsonValue])[] = [
    ["auth account alice", "auth.v1beta1.Query/Account", { address }],
    ["auth account dora", "auth.v1beta1.Query/Account", { address: dora.address }],
    ["auth account emil", "auth.v1beta1.Query/Account", { address: emil.address }],
    ["auth account-info alice", "auth.v1beta1.Query/AccountInfo", { address }],
    ["auth accounts", "auth.v1beta1.Query/Accounts", {}],
    [
      "auth accounts --limit 2 --reverse",
      "auth.v1beta1.Query/Accounts",
      { pagination: { limit: "2", reverse: true } },
    ],
    [
      "auth accounts --page-limit 1 --page-offset 1 --page-reverse",
      "auth.v1beta1.Query/Accounts",
      { pagination: { limit: "1", offset: "1", reverse: true } },
    ],
    ["auth address-by-acc-num 1", "auth.v1beta1.Query/AccountAddressByID", { accountId: "1" }],
    ["auth module-accounts", "auth.v1beta1.Query/ModuleAccounts", {}],
    ["auth module-account kv", "auth.v1beta1.Query/ModuleAccountByName", { name: "kv" }],
    ["auth bech32-prefix", "auth.v1beta1.Query/Bech32Prefix", {}],
    [
      `auth address-bytes-to-string ${"01".repeat(20)}`,
      "auth.v1beta1.Query/AddressBytesToString",
      { addressBytes: bytes },
    ],
    [
      `auth address-bytes-to-string ${bytes}`,
      "auth.v1beta1.Query/AddressBytesToString",
      { addressBytes: bytes },
    ],
    [
      `auth address-string-to-bytes ${string}`,
      "auth.v1beta1.Query/AddressStringToBytes",
      { addressString: string },
    ],
    ["auth params", "auth.v1beta1.Query/Params", {}],
    ["bank balance alice ulaz", "bank.v1beta1.Query/Balance", { address, denom: "ulaz" }],
    ["bank balances alice", "bank.v1beta1.Query/AllBalances", { address }],
    [
      "bank balances alice --resolve-denom",
      "bank.v1beta1.Query/AllBalances",
      { address, resolveDenom: true },
    ],
    [
      "bank spendable-balances dora",
      "bank.v1beta1.Query/SpendableBalances",
      { address: dora.address },
    ],
    [
      "bank spendable-balance emil ulaz",
      "bank.v1beta1.Query/SpendableBalanceByDenom",
      { address: emil.address, denom: "ulaz" },
    ],
    ["bank total-supply", "bank.v1beta1.Query/TotalSupply", {}],
    ["bank total", "bank.v1beta1.Query/TotalSupply", {}],
    ["bank total-supply-of ulaz", "bank.v1beta1.Query/SupplyOf", { denom: "ulaz" }],
    ["bank params", "bank.v1beta1.Query/Params", {}],
    ["bank denoms-metadata", "bank.v1beta1.Query/DenomsMetadata", {}],
    ["bank denom-owners ulaz", "bank.v1beta1.Query/DenomOwners", { denom: "ulaz" }],
    [
      "bank denom-owners ulaz --limit 1",
      "bank.v1beta1.Query/DenomOwners",
      { denom: "ulaz", pagination: { limit: "1" } },
    ],
    ["bank send-enabled", "bank.v1beta1.Query/SendEnabled", {}],
    ["bank send-enabled a b", "bank.v1beta1.Query/SendEnabled", { denoms: ["a", "b"] }],
  ];
  for (const [argv, method, request] of rows) {
    it(argv, async () => {
      const printed = await bench.json("query", ...argv.split(" "));
      assert.deepEqual(printed, bench.rest(`/cosmos.${method}`, request));
    });
  }

  it("as text, coins are a line each", async () => {
    const balance = await bench.text("query", "bank", "balance", "emil", "ulaz");
    assert.equal(balance, "1007ulaz\n");
    assert.equal(await bench.text("query", "bank", "balances", "emil"), "1007ulaz\n");
    assert.equal(await bench.text("query", "bank", "spendable-balances", "emil"), "7ulaz\n");
    assert.equal(await bench.text("query", "bank", "spendable-balance", "emil", "ulaz"), "7ulaz\n");
    // Of 1000 from height 3 to 102 it is height 5.
    assert.equal(
      await bench.text("query", "bank", "spendable-balance", "dora", "ulaz"),
      "20ulaz\n",
    );
    const text = await bench.text("query", "auth", "account-info", "bob");
    assert.match(text, /^info:\n {2}address: lazuli1\w+\n {2}pub_key: null\n/);
  });

  const height = "3";
  it("the state of another height", async () => {
    const argv = ["query", "bank", "spendable-balance", "dora", "ulaz", "--height", height];
    assert.equal(await bench.text(...argv), "0ulaz\n");
  });

  const refused: readonly (readonly [argv: string, code: number, message: RegExp])[] = [
    ["query auth account fay", 1, /account not found: lazuli1\w+ has never had coins/],
    ["query auth module-account gov", 1, /account gov not found/],
    ["query auth address-by-acc-num x", 2, /ACC-NUM "x": expected a whole number from 0/],
    ["query auth address-bytes-to-string ?", 2, /expected hexadecimal or base64/],
    ["query bank denom-metadata ulaz", 1, /client metadata for denom ulaz/],
    [
      "query bank balance alice",
      2,
      /DENOM is missing: expected "lazuli query bank balance ADDRESS DENOM"/,
    ],
    ["tx bank multi-send alice 5ulaz -y", 2, /TO is missing: expected .* FROM TO\.\.\. AMOUNT"/],
    ["tx bank multi-send alice bob carol 1ulaz --split -y", 2, /something for each of 2 accounts/],
    [
      "tx vesting create-vesting-account fay 1ulaz soon --from alice -y",
      2,
      /END-TIME "soon": expected a whole number/,
    ],
    ["tx vesting create-periodic-vesting-account fay none.json --from alice -y", 1, /ENOENT/],
  ];
  for (const [argv, code, message] of refused) {
    it(`refused: ${argv}`, async () => {
      const run = await bench.run(argv.split(" "));
      assert.match(run.stderr, message);
      assert.equal(run.code, code);
    });
  }

  const files: readonly (readonly [name: string, file: unknown, message: RegExp])[] = [
    ["no object", [], /the file: expected an object/],
    [
      "an unknown field",
      { start_time: 1, periods: [{}], end: 1 },
      /the file\.end: expected one of/,
    ],
    ["no periods", { start_time: 1, periods: [] }, /periods: expected a list/],
    ["a text for a time", { start_time: "1", periods: [{}] }, /start_time: expected whole seconds/],
    [
      "a period of no length",
      { start_time: 1, periods: [{ coins: "1ulaz", length_seconds: 0 }] },
      /periods\[0\]\.length_seconds: expected whole seconds, 1 and more/,
    ],
    [
      "coins without a denomination",
      { start_time: 1, periods: [{ coins: "5", length_seconds: 1 }] },
      /periods\[0\]\.coins: expected coins such as/,
    ],
  ];
  for (const [name, file, message] of files) {
    it(`a file of periods is refused: ${name}`, async () => {
      await writeFile(join(bench.folder, "bad.json"), JSON.stringify(file));
      const argv = "tx vesting create-periodic-vesting-account fay bad.json --from alice -y";
      const { code, stderr } = await bench.run(argv.split(" "));
      assert.match(stderr, message);
      assert.equal(code, 1);
    });
  }
});
