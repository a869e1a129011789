import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { DirectSecp256k1Wallet } from "@cosmjs/proto-signing";
import { AddressCodec } from "../../app/core/address.ts";
import { parseDecimal } from "../../app/core/integers.ts";
import type { JsonObject } from "../../app/node/files.ts";
import { createGentx } from "../../app/node/gentx.ts";
import type { Candidate } from "../../app/node/gentx.ts";
import { readGentx } from "../../app/node/gentx-check.ts";
import { crypto } from "../helpers/context.ts";

interface Vector extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly private_key: string;
  readonly consensus_key: string;
  readonly chain_id: string;
  readonly amount: string;
  readonly memo: string;
  readonly operator: string;
  readonly gentx: JsonObject;
}

const PREFIX = "lazuli";
const path = new URL("../../../test/vectors/gentx/vectors.json", import.meta.url);
const { gentxs } = JSON.parse(readFileSync(path, "utf8")) as { gentxs: readonly Vector[] };
assert.equal(gentxs.length, 3);

function candidateOf(vector: Vector): Candidate {
  const text = (name: string): string => String(vector[name]);
  const rate = (name: string): string => parseDecimal(text(name), name).toString();
  const [, amount = "", denom = ""] = /^(\d+)([a-z]+)$/.exec(vector.amount) ?? [];
  return {
    description: {
      moniker: text("moniker"),
      identity: text("identity"),
      website: text("website"),
      securityContact: text("security_contact"),
      details: text("details"),
    },
    rates: {
      rate: rate("rate"),
      maxRate: rate("max_rate"),
      maxChangeRate: rate("max_change_rate"),
    },
    minSelfDelegation: BigInt(text("min_self_delegation")),
    publicKey: Uint8Array.from(Buffer.from(vector.consensus_key, "base64")),
    stake: { denom, amount: BigInt(amount) },
    peer: vector.memo,
  };
}

describe("a genesis transaction of the SDK", () => {
  for (const vector of gentxs) {
    const candidate = candidateOf(vector);
    const chainId = vector.chain_id;

    it(`is what ours is, signature and order of fields included: ${vector.name}`, async () => {
      const key = Uint8Array.from(Buffer.from(vector.private_key, "hex"));
      const signer = await DirectSecp256k1Wallet.fromKey(key, PREFIX);
      const gentx = await createGentx(signer, candidate, { chainId, prefix: PREFIX });
      assert.equal(JSON.stringify(gentx), JSON.stringify(vector.gentx));
    });

    it(`is understood: ${vector.name}`, () => {
      const chain = { chainId, addresses: new AddressCodec(PREFIX), crypto };
      const { profile, operator, stake, peer } = readGentx("gentx", vector.gentx, chain);
      assert.equal(operator, vector.operator);
      assert.deepEqual({ ...profile, stake, peer }, { ...candidate, operator: profile.operator });
      const other = { ...chain, chainId: `${chainId}-2` };
      assert.throws(() => readGentx("gentx", vector.gentx, other), /signature verification failed/);
    });
  }
});
