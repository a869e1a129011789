import assert from "node:assert/strict";
import { test } from "node:test";
import {
  SimulateRequest,
  SimulateResponse,
} from "../../../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { AuthInfo, TxRaw } from "../../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { QueryDefinition } from "../../../../proto/gen/cosmos/auth/v1beta1/query.ts";
import { BaseAccount } from "../../../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import type { Any } from "../../../../proto/gen/google/protobuf/any.ts";
import type { TxResult } from "../../../../app/core/execution.ts";
import type { Mode } from "../../../../app/core/context.ts";
import { consumeSignatureGas } from "../../../../modules/auth/gas.ts";
import { DEFAULT_PARAMS } from "../../../../modules/auth/params.ts";
import {
  MULTISIG_TYPE,
  type PublicKey,
  publicKeyToAny,
} from "../../../../modules/auth/public-key.ts";
import type { Signature } from "../../../../modules/auth/signature.ts";
import { bankChain } from "../../../helpers/bank-chain.ts";
import {
  alice,
  blockTime,
  bob,
  carol,
  genesisState,
  TestChain,
} from "../../../helpers/executor.ts";
import {
  type Draft,
  ed25519Holder,
  type KeyHolder,
  multisigHolder,
  type MultisigHolder,
  type Part,
  secp256k1Holder,
  type SimpleHolder,
  signParts,
} from "../../../helpers/sign-modes.ts";
import { sendMessage } from "../../../helpers/tx.ts";

const DIRECT = 1;
const AUX = 3;
const AMINO = 127;

const [a, b, c] = [alice, bob, carol].map(secp256k1Holder) as [
  SimpleHolder,
  SimpleHolder,
  SimpleHolder,
];
const edward = ed25519Holder("edward");
const trio = multisigHolder(2, [a, b, c]);
const mixed = multisigHolder(2, [edward, a, edward]);

/** Accounts beyond those that every test chain has, by number. */
const OTHERS: readonly KeyHolder[] = [edward, trio, mixed];
const FIRST_NUMBER = 10;

function startChain(): TestChain {
  const plain = new TestChain();
  const state = genesisState(plain.app) as Record<
    string,
    { accounts: object[]; balances: object[] }
  >;
  OTHERS.forEach(({ address }, i) => {
    state["auth"]?.accounts.push({
      "@type": "/cosmos.auth.v1beta1.BaseAccount",
      address,
      pub_key: null,
      account_number: String(FIRST_NUMBER + i),
      sequence: "0",
    });
    state["bank"]?.balances.push({ address, coins: [{ denom: "ulaz", amount: "1000000" }] });
  });
  return TestChain.start({ state });
}

function part(holder: SimpleHolder | MultisigHolder, rest: Partial<Part> = {}): Part {
  const people = [a, b, c].findIndex(({ address }) => address === holder.address);
  const other = OTHERS.findIndex(({ address }) => address === holder.address);
  const accountNumber = BigInt(people >= 0 ? people : FIRST_NUMBER + other);
  return { holder, accountNumber, sequence: 0n, ...rest };
}

function send(from: KeyHolder, to: KeyHolder = a): Any {
  const signer = ({ address }: KeyHolder) => ({ ...alice, address });
  return sendMessage(signer(from), signer(to), 5n);
}

function run(chain: TestChain, draft: Draft, parts: readonly Part[]): TxResult {
  const [result] = chain.block([signParts(draft, parts)]).txs;
  assert(result);
  assert.deepEqual(chain.reports, []);
  return result;
}

function outcome({ codespace, code }: TxResult): string {
  return code === 0 ? "accepted" : `${codespace} ${code}`;
}

function signatureEvents({ events }: TxResult): string[] {
  return events.flatMap(({ type, attributes }) =>
    type === "tx" ? attributes.flatMap(([key, value]) => (key === "signature" ? [value] : [])) : [],
  );
}

function accountOf(chain: TestChain, { address }: KeyHolder): BaseAccount {
  const { account } = chain.ask(QueryDefinition, QueryDefinition.methods.account, { address });
  return BaseAccount.decode(account?.value ?? new Uint8Array(0));
}

const rows: readonly {
  name: string;
  draft?: Partial<Draft>;
  from?: KeyHolder;
  parts: readonly Part[];
  expected: string;
  log?: RegExp;
}[] = [
  { name: "amino JSON", parts: [part(a, { mode: AMINO })], expected: "accepted" },
  { name: "ed25519, DIRECT", from: edward, parts: [part(edward)], expected: "accepted" },
  {
    name: "ed25519, amino JSON",
    from: edward,
    parts: [part(edward, { mode: AMINO })],
    expected: "accepted",
  },
  {
    name: "ed25519 with somebody else's signature",
    from: edward,
    parts: [part({ ...edward, sign: ed25519Holder("x").sign })],
    expected: "sdk 4",
    log: /\(unable to verify single signer signature\)/,
  },
  {
    name: "a multisig, amino JSON",
    from: trio,
    parts: [part(trio, { mode: AMINO, signing: [0, 2] })],
    expected: "accepted",
  },
  {
    name: "a multisig by all of its keys",
    from: trio,
    parts: [part(trio, { mode: AMINO, signing: [0, 1, 2] })],
    expected: "accepted",
  },
  {
    name: "a multisig, DIRECT, which the SDK takes too",
    from: trio,
    parts: [part(trio, { mode: DIRECT, signing: [1, 2] })],
    expected: "accepted",
  },
  {
    name: "a multisig of ed25519 and secp256k1, one of them twice",
    from: mixed,
    parts: [part(mixed, { mode: AMINO, signing: [0, 2] })],
    expected: "accepted",
  },
  {
    name: "a multisig by too few",
    from: trio,
    parts: [part(trio, { mode: AMINO, signing: [1] })],
    expected: "sdk 4",
    log: /sequence \(0\) and chain-id \(lazuli-test-1\): \(signature size is incorrect 1\)/,
  },
  {
    name: "a multisig's key with a single signature",
    from: trio,
    parts: [part({ ...a, key: trio.key as never, address: trio.address })],
    expected: "sdk 4",
    log: /expected a multisig signature/,
  },
  {
    name: "a single key with a multisig's signature",
    parts: [part({ ...trio, key: a.key as never, address: a.address }, { signing: [0, 1] })],
    expected: "sdk 4",
    log: /expected a single signature/,
  },
  {
    name: "a multisig whose other key set has another address",
    from: trio,
    parts: [part({ ...multisigHolder(1, [a, b, c]), address: trio.address }, { signing: [0] })],
    expected: "sdk 8",
    log: /pubKey does not match signer address/,
  },
  {
    name: "DIRECT_AUX by who does not pay",
    draft: { messages: [send(a), send(b)] },
    parts: [part(a), part(b, { mode: AUX })],
    expected: "accepted",
  },
  {
    name: "DIRECT_AUX by the first signer, when another pays",
    draft: { fee: { payer: c.address } },
    parts: [part(a, { mode: AUX }), part(c)],
    expected: "accepted",
  },
  {
    name: "DIRECT_AUX by who pays",
    parts: [part(a, { mode: AUX })],
    expected: "sdk 4",
    log: /cannot sign with SIGN_MODE_DIRECT_AUX/,
  },
  {
    name: "DIRECT_AUX by who is named as payer in capitals",
    draft: { fee: { payer: a.address.toUpperCase() } },
    parts: [part(a, { mode: AUX })],
    expected: "sdk 4",
    log: /cannot sign with SIGN_MODE_DIRECT_AUX/,
  },
  {
    name: "a payer who signs last, in amino JSON",
    draft: { fee: { payer: c.address } },
    parts: [part(a), part(c, { mode: AMINO })],
    expected: "accepted",
  },
  {
    name: "a payer who does not sign",
    draft: { fee: { payer: c.address } },
    parts: [part(a)],
    expected: "sdk 4",
    log: /wrong number of signers; expected 2, got 1/,
  },
  {
    name: "a payer who signs first, out of place",
    draft: { fee: { payer: c.address } },
    parts: [part(c), part(a)],
    expected: "sdk 8",
  },
  {
    name: "a granter who has granted nothing",
    draft: { fee: { granter: b.address } },
    parts: [part(a)],
    expected: "sdk 38",
    log: /does not allow to pay fees for .*: fee-grant not found: not found$/,
  },
  {
    name: "a tip",
    draft: { tip: { amount: [], tipper: b.address } },
    parts: [part(a)],
    expected: "sdk 37",
  },
  {
    name: "a critical extension option",
    draft: { body: { extensionOptions: [send(a)] } },
    parts: [part(a)],
    expected: "sdk 31",
    log: /unknown extension options$/,
  },
  {
    name: "a non-critical extension option, DIRECT",
    draft: {
      body: { nonCriticalExtensionOptions: [{ typeUrl: "/a.B", value: Uint8Array.of(1) }] },
    },
    parts: [part(a)],
    expected: "accepted",
  },
  {
    name: "an unordered transaction",
    draft: { body: { unordered: true } },
    parts: [part(a)],
    expected: "sdk 37",
    log: /^unordered transactions are not enabled: feature not supported$/,
  },
  {
    name: "a timeout in the past",
    draft: { body: { timeoutTimestamp: timestamp(blockTime(2n) - 1n) } },
    parts: [part(a)],
    expected: "sdk 42",
    log: /^block time: 2023-11-14 22:13:22 \+0000 UTC, timeout timestamp: 2023-11-14 22:13:21.999999999 \+0000 UTC: tx timeout$/,
  },
  {
    name: "a timeout at the block's time, amino JSON",
    draft: { body: { timeoutTimestamp: timestamp(blockTime(2n)) } },
    parts: [part(a, { mode: AMINO })],
    expected: "accepted",
  },
  {
    name: "a memo with what JSON escapes, amino JSON",
    draft: { body: { memo: "<>&\u2028 \b\f\u0001 🦀", timeoutHeight: 9n } },
    parts: [part(a, { mode: AMINO })],
    expected: "accepted",
  },
];

function timestamp(timeNs: bigint) {
  return { seconds: timeNs / 1_000_000_000n, nanos: Number(timeNs % 1_000_000_000n) };
}

for (const { name, draft, from = a, parts, expected, log } of rows) {
  test(`${expected === "accepted" ? "taken" : `refused with ${expected}`}: ${name}`, () => {
    const chain = startChain();
    const result = run(chain, { messages: [send(from)], ...draft }, parts);
    assert.equal(outcome(result), expected, result.log);
    if (log) assert.match(result.log, log);
    if (expected === "accepted") {
      for (const { holder } of parts) assert.equal(accountOf(chain, holder).sequence, 1n);
    }
  });
}

test("an account keeps its multisig key, which need not be named again", () => {
  const chain = startChain();
  const signed = (rest: Partial<Part>) =>
    run(chain, { messages: [send(trio)] }, [part(trio, { mode: AMINO, ...rest })]);
  assert.equal(outcome(signed({ signing: [0, 1], isNamed: false })), "sdk 8");
  assert.equal(outcome(signed({ signing: [0, 1] })), "accepted");
  const { pubKey } = accountOf(chain, trio);
  assert.equal(pubKey?.typeUrl, MULTISIG_TYPE);
  assert.deepEqual(pubKey, publicKeyToAny(trio.key));
  assert.equal(outcome(signed({ signing: [1, 2], sequence: 1n, isNamed: false })), "accepted");
  assert.equal(outcome(signed({ signing: [1, 2], sequence: 1n, isNamed: false })), "sdk 32");
});

test("genesis takes and gives accounts with keys of every type", () => {
  const chain = startChain();
  for (const [from, part0] of [
    [edward, part(edward)],
    [trio, part(trio, { mode: AMINO, signing: [0, 1] })],
  ] as const) {
    assert.equal(outcome(run(chain, { messages: [send(from)] }, [part0])), "accepted");
  }
  const state = chain.executor.exportState() as {
    auth: { accounts: { address: string; pub_key: unknown }[] };
  };
  const keyOf = (address: string) =>
    state.auth.accounts.find((one) => one.address === address)?.pub_key;
  assert.deepEqual(keyOf(edward.address), {
    "@type": "/cosmos.crypto.ed25519.PubKey",
    key: Buffer.from(edward.key.key).toString("base64"),
  });
  const json = JSON.parse(JSON.stringify(state)) as Record<string, unknown>;
  const again = TestChain.start({ state: json });
  assert.deepEqual(accountOf(again, trio).pubKey, publicKeyToAny(trio.key));
  assert.deepEqual(again.executor.exportState(), chain.executor.exportState());
});

test("a signature event for each key of a multisig and one for all, as in the SDK", () => {
  const parts = [part(trio, { mode: AMINO, signing: [0, 2] })];
  const bytes = signParts({ messages: [send(trio)] }, parts);
  const [result] = startChain().block([bytes]).txs;
  assert(result);
  const aggregate = Buffer.from(TxRaw.decode(bytes).signatures[0] ?? []);
  // Tag and length are two bytes each time.
  const expected = [aggregate.subarray(2, 66), aggregate.subarray(68), aggregate];
  assert.deepEqual(
    signatureEvents(result),
    expected.map((one) => one.toString("base64")),
  );
});

test("gas of signatures: 590 for ed25519, 1000 for secp256k1, each of a multisig's that signed", () => {
  const used = (key: PublicKey, signature: Signature, mode: Mode = "finalize"): bigint => {
    const ctx = bankChain().context({ mode });
    consumeSignatureGas(ctx, key, signature, DEFAULT_PARAMS);
    return ctx.gas.used;
  };
  const one: Signature = { type: "simple", mode: AMINO, signature: new Uint8Array(64) };
  const several = (...hasSigned: boolean[]): Signature => ({
    type: "multisig",
    hasSigned,
    signatures: hasSigned.filter(Boolean).map(() => one),
    aggregate: new Uint8Array(0),
  });
  assert.equal(used(a.key, one), 1000n);
  assert.equal(used(edward.key, one), 590n);
  assert.equal(used(trio.key, several(true, false, true)), 2000n);
  assert.equal(used(mixed.key, several(true, true, true)), 2180n);
  assert.equal(used(mixed.key, several(true, false, true)), 1180n);
  // Who will sign is not known: the dearest two.
  assert.equal(used(mixed.key, one, "simulate"), 1590n);
  assert.throws(() => used(mixed.key, one), { codespace: "sdk", code: 4 });
  assert.throws(() => used(mixed.key, several(true, true)), { codespace: "sdk", code: 4 });
});

/** Gas that a simulation finds. */
function simulate(chain: TestChain, bytes: Uint8Array): bigint {
  const { code, log, value } = chain.executor.query({
    path: "/cosmos.tx.v1beta1.Service/Simulate",
    data: SimulateRequest.encode(SimulateRequest.fromPartial({ txBytes: bytes })).finish(),
    height: 0n,
    prove: false,
  });
  assert.equal(code, 0, log);
  return SimulateResponse.decode(value).gasInfo?.gasUsed ?? 0n;
}

/** The same transaction as CosmJS and cosmpy simulate it: the mode unspecified, the signature empty. */
function unsigned(bytes: Uint8Array, isNamed = true): Uint8Array {
  const raw = TxRaw.decode(bytes);
  const authInfo = AuthInfo.decode(raw.authInfoBytes);
  authInfo.signerInfos = authInfo.signerInfos.map((info) => ({
    ...info,
    ...(isNamed ? {} : { publicKey: undefined }),
    modeInfo: { sum: { $case: "single", value: { mode: 0 } } },
  }));
  const authInfoBytes = AuthInfo.encode(authInfo).finish();
  return TxRaw.encode({ ...raw, authInfoBytes, signatures: [new Uint8Array(0)] }).finish();
}

for (const [name, holder, signing] of [
  ["secp256k1", a, undefined],
  ["ed25519", edward, undefined],
  ["a multisig", trio, [0, 1]],
  ["a multisig of two types", mixed, [0, 1]],
] as const) {
  test(`a simulation without signature asks for enough gas, and with it for what is used: ${name}`, () => {
    const chain = startChain();
    const parts = [part(holder, { mode: AMINO, ...(signing && { signing }) })];
    const bytes = signParts({ messages: [send(holder)] }, parts);
    const dummy = simulate(chain, unsigned(bytes));
    const nameless = simulate(chain, unsigned(bytes, false));
    const real = simulate(chain, bytes);
    const [result] = chain.block([bytes]).txs;
    assert.equal(result?.code, 0, result?.log);
    assert.equal(real, result.gasUsed);
    assert.ok(dummy >= result.gasUsed, `${dummy} for ${result.gasUsed}`);
    // Of a key that it does not know a simulation assumes secp256k1, as the SDK's does.
    if (holder === a) assert.ok(nameless >= result.gasUsed, `${nameless} for ${result.gasUsed}`);
    // Now the account has the key.
    const again = signParts(
      { messages: [send(holder)] },
      parts.map((one) => ({ ...one, sequence: 1n, isNamed: false })),
    );
    const known = simulate(chain, unsigned(again, false));
    const [second] = chain.block([again]).txs;
    assert.equal(second?.code, 0, second?.log);
    assert.ok(known >= second.gasUsed, `${known} for ${second.gasUsed}`);
  });
}

test("a simulation of a multisig adds a signature of each key that the limit allows, as the SDK's", () => {
  const chain = startChain();
  const sign = (signing: readonly number[]) =>
    signParts({ messages: [send(trio)] }, [part(trio, { mode: AMINO, signing })]);
  const dummy = unsigned(sign([0, 1]));
  const difference = simulate(chain, dummy) - simulate(chain, sign([0, 1]));
  const missing = BigInt(sign([0, 1]).length - dummy.length);
  // 194 bytes of StdSignature and 6 more, seven times; the bytes that are missing; all at 10 gas.
  assert.equal(difference, 10n * (200n * 7n - missing));
});

test("a multisig counts with all its keys towards the limit of signatures", () => {
  const members = Array.from({ length: 8 }, () => a);
  const large = multisigHolder(1, members);
  const chain = TestChain.start({ state: stateWith(large) });
  const parts = [{ ...part(large), accountNumber: 10n, mode: AMINO, signing: [3] }];
  const result = run(chain, { messages: [send(large)] }, parts);
  assert.equal(outcome(result), "sdk 14");
  assert.equal(result.log, "signatures: 8, limit: 7: maximum number of signatures exceeded");
});

function stateWith({ address }: KeyHolder): Record<string, unknown> {
  const state = genesisState(new TestChain().app) as Record<
    string,
    { accounts: object[]; balances: object[] }
  >;
  state["auth"]?.accounts.push({
    "@type": "/cosmos.auth.v1beta1.BaseAccount",
    address,
    pub_key: null,
    account_number: "10",
    sequence: "0",
  });
  state["bank"]?.balances.push({ address, coins: [{ denom: "ulaz", amount: "1000000" }] });
  return state;
}
