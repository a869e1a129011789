import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../helpers/cli.ts";
import { alice, bob, carol } from "../../helpers/executor.ts";
import { createSigner } from "../../helpers/tx.ts";
import { TxDesk, offline } from "../../helpers/tx-desk.ts";
import type { TxJson } from "../../helpers/tx-desk.ts";
import { writeKeys } from "../client/chain-rpc.ts";

interface Signatures {
  readonly signatures: readonly {
    readonly public_key: { readonly key: string };
    readonly data: { readonly single: { readonly mode: string; readonly signature: string } };
    readonly sequence: string;
  }[];
}

describe("a multisig of two of three signs by files", () => {
  const desk = new TxDesk();
  let team = "";
  before(async () => {
    await desk.open();
    await desk.ok("keys add team --multisig alice,bob,carol --multisig-threshold 2");
    team = (await desk.ok("keys show team -a")).trim();
    await desk.ok("tx bank send alice team 1000000ulaz -y");
  });
  after(() => desk.close());

  it("does not sign by itself, and says how it does", async () => {
    const send = await desk.fails("tx bank send team bob 5ulaz -y");
    assert.match(send, /team is a key of several: .*--generate-only.*tx sign --multisig.*multi-s/);
    await desk.into("unsigned.json", "tx bank send team bob 5ulaz --generate-only");
    const { gas_limit } = (await desk.read("unsigned.json")).auth_info.fee;
    assert.ok(Number(gas_limit) > 40_000, gas_limit);
    assert.match(await desk.fails("tx sign unsigned.json --from team"), /is a key of several/);
    assert.match(await desk.fails("tx sign unsigned.json --from alice"), /alice does not have to/);
  });

  it("each member signs where its key is, two of them make it valid", async () => {
    await desk.into("a.json", "tx sign unsigned.json --from alice --multisig team");
    // The other has neither the multisig's key nor a network.
    const folder = `${desk.folder}/elsewhere`;
    await writeKeys(`${folder}/home`, { bob });
    const line = ["tx", "sign", "-", "--from", "bob", "--multisig", team, ...offline(5, 0)];
    const { accountNumber } = await numbersOf(team);
    line[line.indexOf("-a") + 1] = accountNumber;
    const { stdout, stderr, code } = await runCli(line, {
      folder,
      input: JSON.stringify(await desk.read("unsigned.json")),
      variables: { LAZULI_KEYRING_BACKEND: "test" },
    });
    assert.equal(code, 0, stderr);
    const { signatures } = JSON.parse(stdout) as Signatures;
    const [{ public_key, data, sequence } = assert.fail("no signature")] = signatures;
    assert.equal(public_key.key, Buffer.from(bob.publicKey).toString("base64"));
    assert.deepEqual([data.single.mode, sequence], ["SIGN_MODE_LEGACY_AMINO_JSON", "0"]);
    await desk.write("b.json", stdout);
    await desk.into("signed.json", "tx multi-sign unsigned.json team a.json b.json");
    const one = await desk.fails("tx multi-sign unsigned.json team a.json");
    assert.match(one, /expected signatures of 2 of 3 members, got 1/);
    assert.match(await desk.fails("tx multisign unsigned.json team a.json a.json"), /got 1/);
    assert.match(await desk.ok("tx validate-signatures signed.json"), /0: lazuli1\w+ {2}\[OK\]/);
    const { code: sent } = (await desk.json("tx broadcast signed.json -o json")) as TxJson;
    assert.equal(sent, 0);
  });

  async function numbersOf(address: string): Promise<{ accountNumber: string }> {
    const { info } = (await desk.json(`query auth account-info ${address} -o json`)) as {
      info: { account_number: string };
    };
    return { accountNumber: info.account_number };
  }

  it("signatures that are not the members', not good or not amino JSON are refused", async () => {
    await desk.into("next.json", "tx bank send team bob 6ulaz --generate-only");
    // Signatures of the first transaction.
    const old = await desk.fails("tx multi-sign next.json team a.json b.json");
    assert.match(old, /a\.json: the signature of member \d: signature verification failed/);
    assert.match(
      await desk.ok("tx multi-sign next.json team a.json b.json --skip-signature-verification"),
      /"multi":/,
    );
    const { signatures } = JSON.parse(
      await desk.ok("tx sign next.json --from carol --multisig team"),
    ) as Signatures;
    const [one] = signatures;
    const dora = Buffer.from(createSigner("dora").publicKey).toString("base64");
    const direct = { single: { ...one?.data.single, mode: "SIGN_MODE_DIRECT" } };
    const rows: readonly (readonly [content: unknown, error: RegExp])[] = [
      [{ ...one, public_key: { ...one?.public_key, key: dora } }, /is no member of the multisig/],
      [{ ...one, data: direct }, /member \d: expected mode amino-json/],
      [{ ...one, data: null }, /signatures\[0\]\.data is missing/],
      [{ ...one, public_key: null }, /signatures\[0\]\.public_key is missing/],
      [{ ...one, data: { multi: { bitarray: null, signatures: [] } } }, /got that of a multisig/],
      [{ ...one, mode: 1 }, /signatures\[0\]\.mode: .* no such field/],
    ];
    for (const [content, error] of rows) {
      await desk.write("bad.json", { signatures: [content] });
      assert.match(await desk.fails("tx multi-sign next.json team bad.json"), error);
    }
    const member = "tx sign next.json --multisig team --from";
    await writeKeys(`${desk.folder}/home`, { dora: createSigner("dora") });
    assert.match(await desk.fails(`${member} dora`), /dora is no member of team/);
    assert.match(
      await desk.fails("tx sign next.json --multisig bob --from carol"),
      /bob is no key/,
    );
    assert.match(
      await desk.fails("tx multi-sign next.json bob a.json"),
      /bob is no key of several/,
    );
  });

  it("the signature alone has the SDK's form", async () => {
    for (const name of ["alice", "carol"]) {
      await desk.into(`${name}.json`, `tx sign next.json --from ${name} --multisig team`);
    }
    const line = "tx multi-sign next.json team alice.json carol.json --signature-only";
    const { signatures } = (await desk.json(line)) as {
      signatures: readonly { data: { multi: { bitarray: object; signatures: unknown[] } } }[];
    };
    assert.equal(signatures[0]?.data.multi.signatures.length, 2);
    assert.deepEqual(Object.keys(signatures[0].data.multi.bitarray), [
      "extra_bits_stored",
      "elems",
    ]);
  });

  it("signs batches, with sequences that follow", async () => {
    const lines: string[] = [];
    for (const amount of [1, 2, 3]) {
      lines.push(await desk.ok(`tx bank send team bob ${amount}ulaz --generate-only`));
    }
    await desk.write("all.jsonl", lines.join("\n"));
    for (const name of ["bob", "carol"]) {
      await desk.into(`${name}.jsonl`, `tx sign-batch all.jsonl --from ${name} --multisig team`);
    }
    await desk.write("short.jsonl", "{}");
    const short = await desk.fails("tx multisign-batch all.jsonl team bob.jsonl short.jsonl");
    assert.match(short, /short\.jsonl: expected 3 lines, one for each transaction, got 1/);
    const joined = await desk.ok("tx multisign-batch all.jsonl team bob.jsonl carol.jsonl");
    for (const [i, line] of joined.trim().split("\n").entries()) {
      await desk.write("one.json", line);
      assert.equal(
        (JSON.parse(line) as TxJson).auth_info.signer_infos[0]?.["sequence"],
        `${i + 1}`,
      );
      await desk.ok("tx broadcast one.json");
    }
    // As simd signs batches for a multisig: each for the account's sequence.
    for (const name of ["bob", "carol"]) {
      const signatures: string[] = [];
      for (const line of lines) {
        await desk.write("one.json", line);
        signatures.push(await desk.ok(`tx sign one.json --from ${name} --multisig team`));
      }
      await desk.write(`${name}.jsonl`, signatures.join(""));
    }
    const line = "tx multisign-batch all.jsonl team bob.jsonl carol.jsonl";
    assert.match(await desk.fails(line), /bob\.jsonl: line 2: .* signature verification failed/);
    const alternatives = (await desk.ok(`${line} --no-auto-increment`)).trim().split("\n");
    const sequences = alternatives.map(
      (text) => (JSON.parse(text) as TxJson).auth_info.signer_infos[0]?.["sequence"],
    );
    assert.deepEqual(sequences, ["4", "4", "4"]);
  });
});

describe("several sign a transaction, or others pay for it", () => {
  const desk = new TxDesk();
  before(async () => {
    await desk.open();
    const line = "tx bank send alice bob 5ulaz --fee-payer carol --generate-only";
    await desk.into("paid.json", line);
  });
  after(() => desk.close());

  const sign = (file: string, who: string, mode: string) =>
    desk.into(`${who}-${file}`, `tx sign ${file} --from ${who} --sign-mode ${mode}`);

  it("a fee payer signs last in direct, or in amino JSON in any order", async () => {
    assert.equal((await desk.read("paid.json")).auth_info.fee["payer"], carol.address);
    // A given sequence is the signer's, and no matter for the payer's part of the simulation.
    await desk.ok("tx bank send alice bob 5ulaz --fee-payer carol --generate-only -s 9");
    await sign("paid.json", "alice", "direct-aux");
    await sign("alice-paid.json", "carol", "direct");
    const text = await desk.ok("tx validate-signatures carol-alice-paid.json");
    assert.match(text, new RegExp(`0: ${alice.address} {2}\\[OK\\]\n {2}1: ${carol.address} {2}`));
    await desk.ok("tx broadcast carol-alice-paid.json");

    await sign("paid.json", "carol", "amino-json");
    const half = await desk.run("tx validate-signatures carol-paid.json");
    assert.match(half.stdout, /0: .*another's key stands here.*\n.*1: .*has not signed/);
    await sign("carol-paid.json", "alice", "amino-json");
    const { auth_info } = await desk.read("alice-carol-paid.json");
    assert.deepEqual(
      auth_info.signer_infos.map(({ public_key }) => (public_key as { key: string }).key),
      [alice, carol].map(({ publicKey }) => Buffer.from(publicKey).toString("base64")),
    );
    await desk.ok("tx broadcast alice-carol-paid.json");
  });

  it("nobody signs after who signed in direct, and the payer not in direct-aux", async () => {
    await sign("paid.json", "alice", "direct");
    const last = await desk.fails("tx sign alice-paid.json --from carol");
    assert.match(last, new RegExp(`${alice.address} has signed in mode direct.*to sign last`));
    const aux = await desk.fails("tx sign paid.json --from carol --sign-mode direct-aux");
    assert.match(aux, /fee payer lazuli1\w+ cannot sign with SIGN_MODE_DIRECT_AUX/);
    const alone = await desk.json("tx sign alice-paid.json --from carol --overwrite");
    assert.equal((alone as TxJson).signatures.length, 1);
    const only = await desk.json("tx sign paid.json --from alice --signature-only");
    assert.deepEqual(Object.keys(only as object), ["signatures"]);
  });

  it("an allowance pays: granted by a file that was written by hand", async () => {
    const grant = {
      "@type": "/cosmos.feegrant.v1beta1.MsgGrantAllowance",
      ...{ granter: carol.address, grantee: bob.address },
      allowance: {
        "@type": "/cosmos.feegrant.v1beta1.BasicAllowance",
        spend_limit: [{ denom: "ulaz", amount: "100000" }],
        expiration: null,
      },
    };
    const fee = { amount: [{ denom: "ulaz", amount: "200" }], gas_limit: "200000" };
    await desk.write("grant.json", { body: { messages: [grant] }, auth_info: { fee } });
    await desk.into("granted.json", "tx sign grant.json --from carol");
    await desk.ok("tx broadcast granted.json");
    const before = await balance("bob");
    const line = "tx bank send bob alice 7ulaz --fee-granter carol";
    for (const mode of ["direct", "amino-json"]) await desk.ok(`${line} -y --sign-mode ${mode}`);
    await desk.into("granter.json", `${line} --generate-only`);
    await desk.into("by-granter.json", "tx sign granter.json --from bob");
    assert.equal((await desk.read("granter.json")).auth_info.fee["granter"], carol.address);
    await desk.ok("tx broadcast by-granter.json");
    assert.equal(await balance("bob"), before - 21n);
    const asked = await runCli(line.split(" "), {
      folder: desk.folder,
      variables: desk.variables,
      ...{ terminal: true, input: "n\n" },
    });
    assert.match(asked.stderr, new RegExp(`fee_granter: ${carol.address}\n`));
    assert.equal(asked.code, 1);
    const no = await desk.fails("tx bank send alice bob 7ulaz --fee-granter carol -y");
    assert.match(no, /fee-grant not found|not found/);
  });

  async function balance(name: string): Promise<bigint> {
    const { balance: coin } = (await desk.json(`query bank balance ${name} ulaz -o json`)) as {
      balance: { amount: string };
    };
    return BigInt(coin.amount);
  }

  it("sign-batch signs line by line, and --append makes one transaction", async () => {
    const line = (n: number) => `tx bank send bob alice ${n}ulaz --generate-only --gas 100000`;
    await desk.write("one.jsonl", await desk.ok(`${line(1)} --fees 100ulaz`));
    await desk.write("two.jsonl", `\n${await desk.ok(`${line(2)} --fees 150ulaz`)}\n`);
    const signed = await desk.ok("tx sign-batch one.jsonl two.jsonl --from bob");
    const txs = signed.trim().split("\n");
    assert.equal(txs.length, 2);
    for (const tx of txs) {
      await desk.write("tx.json", tx);
      await desk.ok("tx broadcast tx.json");
    }
    const append = "tx sign-batch one.jsonl two.jsonl --from bob --append --note both";
    await desk.into("both.json", append);
    const { body, auth_info } = await desk.read("both.json");
    assert.deepEqual([body.messages.length, body.memo], [2, "both"]);
    const { amount, gas_limit } = auth_info.fee;
    assert.deepEqual([amount, gas_limit], [[{ denom: "ulaz", amount: "250" }], "200000"]);
    await desk.ok("tx broadcast both.json");
    await desk.write("noted.jsonl", await desk.ok(`${line(1)} --note mine`));
    const lost = await desk.fails("tx sign-batch noted.jsonl --from bob --append");
    assert.match(lost, /noted\.jsonl: line 1: --append keeps messages, gas and fee alone/);
    await desk.write("bad.jsonl", `${txs[0]}\n{"body":1}\n`);
    assert.match(
      await desk.fails("tx sign-batch bad.jsonl --from bob"),
      /bad\.jsonl: line 2: body/,
    );
    await desk.write("none.jsonl", "\n\n");
    assert.match(await desk.fails("tx sign-batch none.jsonl --from bob"), /got nothing/);
  });

  it("files beyond the limits are refused", async () => {
    await desk.write("large.json", " ".repeat(8_388_609));
    const large = await desk.fails("tx sign large.json --from bob");
    assert.match(large, /large\.json: expected at most 8388608 bytes, got more/);
    await desk.write("many.jsonl", "{}\n".repeat(10_001));
    const many = await desk.fails("tx sign-batch many.jsonl --from bob");
    assert.match(many, /many\.jsonl: expected at most 10000 lines, got more/);
  });
});
