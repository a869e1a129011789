import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { GeneratedType } from "@cosmjs/proto-signing";
import { Grant } from "../../proto/gen/cosmos/feegrant/v1beta1/feegrant.ts";
import { MsgGrantAllowance } from "../../proto/gen/cosmos/feegrant/v1beta1/tx.ts";
import { aminoConverters } from "../../app/client/amino.ts";
import { aminoJson } from "../../app/core/amino/json.ts";
import {
  type Allowance,
  allowanceToAny,
  type Basic,
  parseAllowance,
  type Periodic,
} from "../../modules/feegrant/allowance.ts";
import { feegrantTypes } from "../../modules/feegrant/client.ts";
import { FeegrantKeeper } from "../../modules/feegrant/keeper.ts";
import { memoryContext } from "../helpers/context.ts";

interface Vectors {
  readonly grant_key: string;
  readonly queue_key: string;
  readonly grants: readonly {
    readonly name: string;
    readonly value: string;
    readonly amino: string;
  }[];
}

const { grant_key, queue_key, grants } = JSON.parse(
  readFileSync(new URL("../../../test/vectors/feegrant/vectors.json", import.meta.url), "utf8"),
) as Vectors;

const granter = Uint8Array.from({ length: 20 }, (_, i) => i + 1);
const grantee = Uint8Array.of(0xaa, 0xbb, 0xcc);
const EXPIRES_NS = 1_900_000_000_000_005_000n;
/** The first second of the year 1: Go's zero time. */
const ZERO_TIME_NS = -62_135_596_800_000_000_000n;

const coins = [
  { denom: "atom", amount: 5n },
  { denom: "ulaz", amount: 700n },
];
const empty: Basic = { type: "basic", spendLimit: [], expiresNs: undefined };
const basic: Basic = { type: "basic", spendLimit: coins, expiresNs: EXPIRES_NS };
const periodic: Periodic = {
  type: "periodic",
  basic: empty,
  periodNs: 90_000_000_000n,
  periodSpendLimit: coins,
  periodCanSpend: [],
  periodResetNs: ZERO_TIME_NS,
};
const full: Periodic = {
  type: "periodic",
  basic,
  periodNs: 1_500_000_000n,
  periodSpendLimit: coins,
  periodCanSpend: coins,
  periodResetNs: EXPIRES_NS,
};
const allowances: Readonly<Record<string, Allowance>> = {
  empty,
  basic,
  periodic,
  full,
  allowed: {
    type: "allowed messages",
    allowance: full,
    typeUrls: ["/cosmos.bank.v1beta1.MsgSend", "/a.B"],
  },
};

for (const { name, value, amino } of grants) {
  const allowance = allowances[name] as Allowance;

  test(`feegrant, ${name}: keys and value in the store are the SDK's`, () => {
    const accounts = { getAccount: () => ({}), ensureAccount: () => undefined };
    const keeper = new FeegrantKeeper({ accounts, blocked: [] });
    const ctx = memoryContext();
    keeper.grant(ctx, { granter, grantee }, allowance);
    const expected = [[grant_key, value]];
    if (name !== "empty" && name !== "periodic") expected.push([queue_key, ""]);
    const { entries } = ctx.state.store("feegrant");
    assert.deepEqual(entries, expected);
  });

  test(`feegrant, ${name}: the SDK's encoding reads as the allowance`, () => {
    const { allowance: any } = Grant.decode(Buffer.from(value, "hex"));
    assert.deepEqual(parseAllowance(any), allowance);
  });

  test(`feegrant, ${name}: amino JSON is the SDK's`, () => {
    const { addresses } = memoryContext();
    const message: MsgGrantAllowance = {
      granter: addresses.format(granter),
      grantee: addresses.format(grantee),
      allowance: allowanceToAny(allowance),
    };
    const bytes = MsgGrantAllowance.encode(message).finish();
    assert.equal(aminoJson("cosmos.feegrant.v1beta1.MsgGrantAllowance", bytes), amino);
  });

  test(`feegrant, ${name}: amino JSON of a client is the SDK's, and leads back`, () => {
    const grant = Grant.decode(Uint8Array.from(Buffer.from(value, "hex")));
    const typeUrl = "/cosmos.feegrant.v1beta1.MsgGrantAllowance";
    const types = feegrantTypes as readonly (readonly [string, GeneratedType])[];
    const converter = aminoConverters(types)[typeUrl];
    assert(converter);
    const json: unknown = converter.toAmino(grant);
    const document = { type: converter.aminoType, value: json };
    assert.deepEqual(document, JSON.parse(amino));
    assert.deepEqual(converter.fromAmino(json), grant);
  });
}
