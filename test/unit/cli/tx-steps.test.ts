import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { alice, bob } from "../../helpers/executor.ts";
import { createSigner } from "../../helpers/tx.ts";
import { TxDesk, offline } from "../../helpers/tx-desk.ts";
import type { TxJson } from "../../helpers/tx-desk.ts";

const SEND = "tx bank send alice bob 5ulaz";

describe("a transaction in steps", () => {
  const desk = new TxDesk();
  before(() => desk.open());
  after(() => desk.close());

  it("--generate-only prints it unsigned, with the gas of a simulation and its fee", async () => {
    const { stdout, stderr, code } = await desk.run(`${SEND} --generate-only --note hello`);
    assert.equal(code, 0, stderr);
    await desk.write("unsigned.json", stdout);
    const tx = JSON.parse(stdout) as TxJson;
    const gas = tx.auth_info.fee.gas_limit;
    assert.match(stderr, new RegExp(`^gas estimate: ${gas}\n$`));
    assert.ok(Number(gas) > 40_000 && Number(gas) < 200_000, gas);
    const fee = { amount: [{ denom: "ulaz", amount: String(Math.ceil(Number(gas) / 1000)) }] };
    assert.deepEqual(tx, {
      body: {
        messages: [
          {
            "@type": "/cosmos.bank.v1beta1.MsgSend",
            from_address: alice.address,
            to_address: bob.address,
            amount: [{ denom: "ulaz", amount: "5" }],
          },
        ],
        memo: "hello",
        ...{ timeout_height: "0", unordered: false, timeout_timestamp: null },
        ...{ extension_options: [], non_critical_extension_options: [] },
      },
      auth_info: {
        signer_infos: [],
        fee: { ...fee, gas_limit: gas, payer: "", granter: "" },
        tip: null,
      },
      signatures: [],
    });
    assert.equal(desk.rpc.sent.length, 0);
  });

  it("is signed on a machine without a network as with one, and sent", async () => {
    const online = await desk.into("signed.json", "tx sign unsigned.json --from alice");
    const line = ["tx", "sign", "unsigned.json", "--from", "alice", ...offline(0, 0)];
    assert.equal(await desk.ok([...line, "--node", "http://127.0.0.1:1"]), online);
    const text = await desk.ok("tx validate-signatures signed.json");
    assert.equal(
      text,
      `Signers:\n  0: ${alice.address}\n\nSignatures:\n  0: ${alice.address}  [OK]\n`,
    );
    const sent = (await desk.json("tx broadcast signed.json -o json")) as Record<string, unknown>;
    assert.deepEqual([sent["code"], sent["gas_wanted"]], [0, (await gasOf("signed.json")).gas]);
    assert.equal(desk.rpc.sent.length, 1);
    const waited = await desk.json(`tx wait ${String(sent["txhash"])} -o json`);
    for (const printed of [JSON.stringify(sent), `code: 0\ntxhash: ${String(sent["txhash"])}\n`]) {
      const { stdout } = await desk.run(["query", "wait-tx", "-o", "json"], printed);
      assert.deepEqual(JSON.parse(stdout), waited);
    }
    const nothing = await desk.run(["tx", "wait"], "txhash: none\n");
    assert.match(nothing.stderr, /^error: standard input: expected "txhash" and 64 hexadecimal/);
    const { txhash, height } = waited as Record<string, unknown>;
    assert.deepEqual([txhash, height], [sent["txhash"], sent["height"]]);
  });

  async function gasOf(file: string): Promise<{ gas: string }> {
    return { gas: (await desk.read(file)).auth_info.fee.gas_limit };
  }

  it("is not sent twice: its sequence is used up", async () => {
    assert.match(await desk.fails("tx broadcast signed.json"), /account sequence mismatch/);
    const text = await desk.run("tx validate-signatures signed.json");
    assert.equal(text.code, 1);
    assert.match(text.stdout, /\[ERROR: .*expected 1, got 0/);
    assert.match(text.stderr, /signed\.json: 1 of 1 signatures are missing or not valid/);
    assert.match(await desk.ok("tx validate-signatures signed.json --offline"), /not checked off/);
    // Whoever says what a node would, needs none, and can ask about another time.
    for (const [sequence, isGood] of [
      [0, true],
      [1, false],
    ] as const) {
      const line = ["tx", "validate-signatures", "signed.json", ...offline(0, sequence)];
      const run = await desk.run(line);
      assert.equal(run.code, isGood ? 0 : 1);
      assert.match(run.stdout, isGood ? /\[OK\]/ : /expected 1, got 0/);
    }
  });

  it("a change after signing is found, offline only if it is whose it is", async () => {
    await desk.into("fresh.json", "tx sign unsigned.json --from alice");
    const tx = await desk.read("fresh.json");
    await desk.write("tampered.json", { ...tx, body: { ...tx.body, memo: "other" } });
    const tampered = await desk.run("tx validate-signatures tampered.json -o json");
    assert.equal(tampered.code, 1);
    const { signatures } = JSON.parse(tampered.stdout) as { signatures: { error: string }[] };
    assert.match(signatures[0]?.error ?? "", /signature verification failed/);
    assert.match(await desk.fails("tx broadcast tampered.json"), /signature verification failed/);
    const info = tx.auth_info.signer_infos[0];
    const key = {
      ...(info?.["public_key"] as object),
      key: Buffer.alloc(33, 2).toString("base64"),
    };
    const infos = [{ ...info, public_key: key }];
    await desk.write("other.json", { ...tx, auth_info: { ...tx.auth_info, signer_infos: infos } });
    const other = await desk.run("tx validate-signatures other.json --offline");
    assert.equal(other.code, 1);
    assert.match(other.stdout, /another's key stands here/);
    const unsigned = await desk.run("tx validate-signatures unsigned.json");
    assert.match(unsigned.stdout, /\[ERROR: has not signed\]/);
  });

  it("is encoded and decoded", async () => {
    const encoded = (await desk.ok("tx encode fresh.json")).trim();
    assert.deepEqual(await desk.json(`tx decode ${encoded}`), await desk.read("fresh.json"));
    const hex = Buffer.from(encoded, "base64").toString("hex");
    assert.deepEqual(await desk.json(`tx decode --hex ${hex}`), await desk.read("fresh.json"));
    assert.match(await desk.fails("tx decode AAAA"), /BYTES: expected a transaction/);
    // A field of TxRaw that there is not.
    const more = Buffer.concat([Buffer.from(encoded, "base64"), Buffer.from([0x78, 1])]);
    const unknown = await desk.fails(`tx decode ${more.toString("base64")}`);
    assert.match(unknown, /one encoding, without fields that this chain does not know/);
    assert.match(await desk.fails("tx decode A", 2), /expected base64/);
    assert.match(await desk.fails("tx decode -x abc", 2), /pairs of hexadecimal digits/);
  });

  it("reads standard input, and writes to a file that it is told", async () => {
    const unsigned = JSON.stringify(await desk.read("unsigned.json"));
    const line = "tx sign - --from alice --output-document out.json";
    assert.equal(await desk.ok(line, unsigned), "");
    assert.deepEqual(await desk.read("out.json"), await desk.read("fresh.json"));
    assert.match(await desk.fails("tx sign absent.json --from alice"), /absent\.json: cannot be/);
  });

  it("is simulated from its file, and by --dry-run", async () => {
    const { gas_info, result } = (await desk.json("tx simulate unsigned.json -o json")) as {
      gas_info: { gas_used: string };
      result: { msg_responses: { "@type": string }[] };
    };
    assert.equal(result.msg_responses[0]?.["@type"], "/cosmos.bank.v1beta1.MsgSendResponse");
    assert.match(await desk.ok("tx simulate unsigned.json"), /^gas_wanted: "?\d+"?\ngas_used: \d+/);
    const { gas_estimate } = (await desk.json(
      `${SEND} --note hello --dry-run --gas-adjustment 1 -o json`,
    )) as { gas_estimate: string };
    const difference = Math.abs(Number(gas_estimate) - Number(gas_info.gas_used));
    assert.ok(difference < 500, `${gas_estimate} and ${gas_info.gas_used}`);
    assert.equal(desk.rpc.sent.length, 1);
    const much = SEND.replace("5ulaz", "900000000000000000ulaz");
    for (const goal of ["--dry-run", "--generate-only"]) {
      assert.match(await desk.fails(`${much} ${goal}`), /is smaller than .* \(nothing was sent\)/);
    }
  });

  it("is made without a network, also for somebody whose key is elsewhere", async () => {
    const dora = createSigner("dora").address;
    const line = `tx bank send ${dora} ${bob.address} 5ulaz --generate-only`;
    const run = await desk.run([...`${line} --gas 90000`.split(" "), ...offline(9, 4)]);
    const { auth_info, body } = JSON.parse(run.stdout) as TxJson;
    assert.deepEqual([auth_info.fee.gas_limit, auth_info.fee["amount"]], ["90000", []]);
    assert.equal(body.messages[0]?.["from_address"], dora);
    assert.match(run.stderr, /has no fee: with --offline, --fees or --gas-prices gives one/);
    const priced = [...`${line} --gas 90000 --gas-prices 0.01ulaz`.split(" "), ...offline(9, 4)];
    const fee = ((await desk.json(priced)) as TxJson).auth_info.fee["amount"];
    assert.deepEqual(fee, [{ denom: "ulaz", amount: "900" }]);
  });

  it("a given sequence is signed for, not the chain's", async () => {
    const ahead = await desk.json("tx sign unsigned.json --from alice -s 7");
    assert.equal((ahead as TxJson).auth_info.signer_infos[0]?.["sequence"], "7");
    const refused = await desk.fails(`${SEND} -y --gas 100000 --fees 100ulaz -s 7`);
    assert.match(refused, /account sequence mismatch, expected 1, got 7/);
    await desk.ok(`${SEND} -y --gas 100000 --fees 100ulaz -s 1 -a 0`);
  });

  it("is signed and sent at once in amino JSON, and without waiting", async () => {
    for (const mode of ["commit", "sync", "async"]) {
      const line = `${SEND} --sign-mode amino-json -b ${mode} -y -o json`;
      const { code, txhash } = (await desk.json(line)) as { code: number; txhash: string };
      assert.equal(code, 0);
      assert.equal(((await desk.json(`tx wait ${txhash} -o json`)) as { code: number }).code, 0);
    }
    await desk.into("sign.json", `${SEND} --generate-only`);
    await desk.into("amino.json", "tx sign sign.json --from alice --sign-mode amino-json");
    const mode = (await desk.read("amino.json")).auth_info.signer_infos[0]?.["mode_info"];
    assert.deepEqual(mode, { single: { mode: "SIGN_MODE_LEGACY_AMINO_JSON" } });
    await desk.ok("tx validate-signatures amino.json");
    for (const way of ["async", "sync"]) {
      await desk.into("amino.json", "tx sign sign.json --from alice --sign-mode amino-json");
      const { txhash } = (await desk.json(`tx broadcast amino.json -b ${way} -o json`)) as {
        txhash: string;
      };
      await desk.ok(`tx wait ${txhash}`);
    }
  });

  it("waiting ends with the time, and reports a failure", async () => {
    const hash = "AB".repeat(32);
    const error = await desk.fails(`tx wait ${hash} --timeout 1s`);
    assert.match(error, /no block held transaction ABAB\w+ within 1s; it may still come/);
    assert.match(await desk.fails("tx wait abc", 2), /expected 64 hexadecimal digits/);
    assert.match(await desk.fails(`tx wait ${hash} --timeout 5`, 2), /--timeout "5": expected a u/);
    const line = `${SEND.replace("5ulaz", "900000000000000000ulaz")} -y -o json`;
    const failed = await desk.run(`${line} --gas 100000 --fees 100ulaz`);
    assert.equal(failed.code, 1);
    const { txhash } = JSON.parse(failed.stdout) as { txhash: string };
    const waited = await desk.run(`tx wait ${txhash} -o json`);
    assert.equal(waited.code, 1);
    const { code, codespace } = JSON.parse(waited.stdout) as { code: number; codespace: string };
    assert.deepEqual([code, codespace], [5, "sdk"]);
  });

  it("is only signed by who has to, and once", async () => {
    const who = await desk.fails("tx sign unsigned.json --from bob");
    assert.match(who, new RegExp(`bob does not have to sign it; expected ${alice.address}`));
    assert.match(await desk.fails("tx sign fresh.json --from alice"), /has signed .* already/);
    const again = await desk.json("tx sign fresh.json --from alice --overwrite -s 1");
    assert.equal((again as TxJson).signatures.length, 1);
    assert.match(await desk.fails("tx sign unsigned.json", 2), /who signs\? Give --from/);
    assert.match(await desk.fails("tx broadcast unsigned.json"), /nobody has signed it/);
    const wrong = await desk.fails("tx sign unsigned.json --from alice --chain-id other-1");
    assert.match(wrong, /expected chain other-1, but the node is of chain .*nothing was signed/);
    const elsewhere = await desk.fails("tx broadcast fresh.json --chain-id other-1");
    assert.match(elsewhere, /expected chain other-1, but the node is of chain/);
  });

  it("is sent without waiting for its block, and that is said with the SDK's names", async () => {
    for (const mode of ["sync", "async"]) {
      const { txhash, ...rest } = (await desk.json(`${SEND} -y -b ${mode} -o json`)) as Readonly<
        Record<string, unknown>
      >;
      assert.match(String(txhash), /^[0-9A-F]{64}$/);
      assert.deepEqual(rest, {
        ...{ height: "0", code: 0, codespace: "", raw_log: "" },
        ...{ gas_wanted: "0", gas_used: "0", events: [] },
      });
      const waited = await desk.json(`tx wait ${String(txhash)} -o json`);
      assert.equal((waited as { code: number }).code, 0);
    }
  });

  it("takes no mnemonic for a note, since notes are public", async () => {
    const words = `${"abandon ".repeat(11)}about`;
    for (const line of [
      [...SEND.split(" "), "--dry-run"],
      ["tx", "sign-batch", "unsigned.json", "--from", "alice", "--append"],
    ]) {
      const refused = await desk.fails([...line, "--note", words], 2);
      assert.match(refused, /^error: --note: this is a mnemonic/);
      assert.doesNotMatch(refused, /abandon/);
    }
    await desk.ok([...SEND.split(" "), "--dry-run", "--note", "abandon ".repeat(12)]);
  });

  const contradictions: readonly (readonly [line: string, error: RegExp])[] = [
    [`${SEND} --generate-only --dry-run`, /--generate-only and --dry-run: expected one of them/],
    [`${SEND} --offline -a 0 -s 0 --gas 1 -y`, /--offline sends nothing: it goes with --gen/],
    [`${SEND} --offline --dry-run`, /--dry-run asks a node/],
    [`${SEND} --offline --generate-only -a 0 -s 0`, /--gas is missing: with --offline/],
    [`${SEND} --offline --generate-only --gas 1 -s 0`, /--account-number is missing/],
    [`${SEND} --offline --generate-only --gas 1 -a 0`, /--sequence is missing/],
    [`${SEND} --sign-mode direct-aux -y`, /direct-aux is for those who do not pay the fee/],
    [`${SEND} --fee-payer bob -y`, /--fee-payer lazuli1\w+ has to sign too: use --generate-only/],
    [`${SEND} --sequence x --dry-run`, /--sequence "x": expected a whole number/],
    ["tx sign unsigned.json --from alice --offline -a 0 -s 0", /--chain-id is missing/],
    ["tx sign unsigned.json --from alice --offline -a 0", /--sequence is missing/],
    ["tx simulate unsigned.json --offline -a 0 -s 0", /--offline: a simulation asks a node/],
    ["tx sign-batch unsigned.json --from alice --note x", /--note goes with --append/],
    ["tx sign unsigned.json --from alice --multisig bob --sign-mode direct", /sign amino-json/],
    ["tx kv delete-all n --all --from alice --generate-only", /--all sends: it cannot go/],
    ["tx kv delete-all n --all --from alice -y -s 1", /--all sends more than one transaction/],
    ["tx kv delete-all n --all --from alice -y -b async", /--broadcast-mode async/],
  ];
  for (const [line, error] of contradictions) {
    it(`refuses ${line}`, async () => assert.match(await desk.fails(line, 2), error));
  }

  it("names the place of what is wrong in a file, and unknown types", async () => {
    const tx = await desk.read("unsigned.json");
    const message = tx.body.messages[0];
    const withMessage = (one: unknown) => ({ ...tx, body: { ...tx.body, messages: [one] } });
    const rows: readonly (readonly [content: unknown, error: RegExp])[] = [
      [withMessage({ ...message, "@type": "/a.b.MsgC" }), /messages\[0\].@type: unknown type "\/a/],
      [withMessage({ ...message, memo: "x" }), /body\.messages\[0\]\.memo: .* no such field/],
      [withMessage({ ...message, from_address: "x" }), /from_address: expected an address in bech/],
      [withMessage({ "@type": "/cosmos.base.v1beta1.Coin" }), /Coin is no message that an acc/],
      [
        withMessage({
          "@type": "/cosmos.feegrant.v1beta1.MsgGrantAllowance",
          allowance: { "@type": "/x.Z" },
        }),
        /messages\[0\]\.allowance\.@type: unknown type "\/x\.Z"/,
      ],
      [{ ...tx, body: { ...tx.body, messages: [] } }, /expected messages, got none/],
      ["{", /bad\.json: expected JSON/],
      ["[]", /bad\.json: expected a JSON object/],
      ['{"body":{},"body":{}}', /the field "body" stands there twice/],
    ];
    for (const [content, error] of rows) {
      await desk.write("bad.json", content);
      assert.match(await desk.fails("tx sign bad.json --from alice"), error);
    }
    // TxRaw of a body with one message of type /x.Y.
    const any = Buffer.concat([Buffer.from([0x0a, 4]), Buffer.from("/x.Y")]);
    const body = Buffer.concat([Buffer.from([0x0a, any.length]), any]);
    const raw = Buffer.concat([Buffer.from([0x0a, body.length]), body, Buffer.from([0x12, 0])]);
    const error = await desk.fails(`tx decode ${raw.subarray(0, -2).toString("base64")}`);
    assert.match(error, /BYTES: body\.messages\[0\]\.@type: unknown type "\/x\.Y"/);
  });
});
