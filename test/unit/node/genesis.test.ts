import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { cometKeyFromSeed } from "../../../app/node/comet-keys.ts";
import {
  VOTING_POWER_MAX,
  createGenesis,
  isChainId,
  readGenesis,
  validateGenesis,
  writeGenesis,
} from "../../../app/node/genesis.ts";
import type { GenesisOptions } from "../../../app/node/genesis.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const { publicKey } = cometKeyFromSeed(new Uint8Array(32).fill(1));

const OPTIONS: GenesisOptions = {
  chainId: "lazuli-local-1",
  genesisTime: new Date("2026-01-02T03:04:05.678Z"),
  validators: [{ name: "validator-0", publicKey, power: 10n }],
  appState: { kv: { z: "1", a: [] }, auth: {} },
};

test("a document says every parameter and keeps the state as it was given", async (t) => {
  const path = join(await temporaryFolder(t), "genesis.json");
  const genesis = createGenesis(OPTIONS);
  await writeGenesis(path, genesis);
  assert.deepEqual(await readGenesis(path), genesis);
  assert.equal(genesis.genesis_time, "2026-01-02T03:04:05.678Z");
  assert.deepEqual(genesis.consensus_params, {
    block: { max_bytes: "8388608", max_gas: "500000000" },
    evidence: {
      max_age_num_blocks: "1814400",
      max_age_duration: "1814400000000000",
      max_bytes: "1048576",
    },
    validator: { pub_key_types: ["ed25519"] },
    version: { app: "1" },
    abci: { vote_extensions_enable_height: "0" },
  });
  assert.match(await readFile(path, "utf8"), /"kv": \{\s*"z": "1",\s*"a": \[\]/);
  await assert.rejects(writeGenesis(path, genesis), /exists; it is not overwritten/);
});

test("there is a message for a missing file", async (t) => {
  const path = join(await temporaryFolder(t), "genesis.json");
  await assert.rejects(readGenesis(path), /no such file; make one with "lazuli init"/);
});

test("chain ids are name-N or mere names", () => {
  const good = ["lazuli-local-1", "a-1", "evmos_9001-2", "lazuli", "simd-testing", "a-b2-x0"];
  for (const id of [...good, `${"a".repeat(48)}-9`]) {
    assert.equal(isChainId(id), true, id);
  }
  const bad = ["", "lazuli-", "lazuli-0", "lazuli-01", "-1", "a--1", "1a-1", "a b-1", "a-1\n"];
  for (const id of [...bad, `${"a".repeat(49)}-9`, "a-1-", "a-1234567890123456789"]) {
    assert.equal(isChainId(id), false, id);
  }
});

test("options out of range are refused", () => {
  const refuse = (change: Partial<GenesisOptions>, message: RegExp): void =>
    assert.throws(() => createGenesis({ ...OPTIONS, ...change }), { name: "UserError", message });
  const validator = { name: "", publicKey, power: 1n };
  refuse({ chainId: "lazuli-" }, /genesis: chain_id: expected name-N or words/);
  refuse({ validators: [] }, /validators: expected a list of 1 to/);
  refuse({ validators: [validator, validator] }, /validators\.1\.address: expected each validator/);
  refuse({ validators: [{ ...validator, power: 0n }] }, /validators\.0\.power: expected a whole/);
  const second = cometKeyFromSeed(new Uint8Array(32).fill(2));
  const heavy = { ...validator, power: VOTING_POWER_MAX };
  refuse({ validators: [heavy, { ...validator, publicKey: second.publicKey }] }, /in all, not/);
  refuse({ blockBytesMax: 0n }, /consensus_params\.block\.max_bytes: expected/);
  refuse({ blockBytesMax: 104_857_601n }, /max_bytes: expected a whole number from 1 to 104857600/);
  refuse({ blockBytesMax: 1_000n }, /evidence\.max_bytes: expected a whole number from 0 to 1000/);
  refuse({ blockGasMax: -2n }, /max_gas: expected/);
});

test("a document of others is checked field by field", async (t) => {
  const path = join(await temporaryFolder(t), "genesis.json");
  const genesis = createGenesis(OPTIONS);
  const [validator] = genesis.validators;
  const params = genesis.consensus_params;
  const bad: readonly (readonly [object, RegExp])[] = [
    [{ app_state: undefined }, /app_state: expected an object .*, got nothing/],
    [{ app_hash: "00" }, /app_hash: expected ""/],
    [{ genesis_time: "2026-01-02" }, /genesis_time: expected a time/],
    [{ genesis_time: "2026-13-02T00:00:00Z" }, /genesis_time: expected a time/],
    [{ initial_height: 1 }, /initial_height: expected a whole number .* in quotes, got 1$/],
    [{ initial_height: "01" }, /initial_height/],
    [{ consensus_params: null }, /consensus_params: expected an object/],
    [{ consensus_params: { ...params, abci: {} } }, /vote_extensions_enable_height/],
    [
      { consensus_params: { ...params, validator: { pub_key_types: ["secp256k1"] } } },
      /pub_key_types: expected \["ed25519"\]/,
    ],
    [{ validators: [{ ...validator, address: "00" }] }, /address: expected [0-9A-F]{40}, the addr/],
    [{ validators: [{ ...validator, pub_key: {} }] }, /pub_key: expected an ed25519 key/],
  ];
  for (const [change, expected] of bad) {
    await writeFile(path, JSON.stringify({ ...genesis, ...change }));
    await assert.rejects(readGenesis(path), { name: "UserError", message: expected });
  }
  assert.throws(() => validateGenesis("x", null), /^UserError: x: expected an object, got null$/);
});
