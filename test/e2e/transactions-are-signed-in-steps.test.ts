import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../helpers/cli.ts";
import { lazuliOk, startTestLocalnet } from "../helpers/localnet.ts";

type Json = Readonly<Record<string, unknown>>;

/** A machine with a keyring of its own; `node` undefined: it has no network. */
class Machine {
  readonly folder: string;
  readonly #node: string | undefined;

  constructor(folder: string, node: string | undefined) {
    this.folder = folder;
    this.#node = node;
  }

  run(line: string, input = "") {
    return runCli(line.split(" "), {
      folder: this.folder,
      input,
      variables: {
        LAZULI_HOME: join(this.folder, "home"),
        LAZULI_KEYRING_BACKEND: "test",
        // Nothing listens there.
        LAZULI_NODE: this.#node ?? "http://127.0.0.1:1",
      },
    });
  }

  async ok(line: string, input = ""): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, input);
    assert.equal(code, 0, `${line}: ${stdout}${stderr}`);
    return stdout;
  }

  async json(line: string): Promise<Json> {
    return JSON.parse(await this.ok(`${line} -o json`)) as Json;
  }

  /** As `command > file` on this machine. */
  async into(file: string, line: string): Promise<void> {
    await writeFile(join(this.folder, file), await this.ok(line));
  }

  /** What somebody carries from another machine. */
  async fetch(file: string, from: Machine): Promise<void> {
    await writeFile(join(this.folder, file), await from.text(file));
  }

  text(file: string): Promise<string> {
    return readFile(join(this.folder, file), "utf8");
  }
}

test("transactions are made, signed and sent in steps, by several and without a network", async (t) => {
  const localnet = await startTestLocalnet(t, { validators: 1 });
  const { dir } = localnet.network;
  const node = localnet.node("node0").rpc;
  const machine = async (name: string, url: string | undefined): Promise<Machine> => {
    await mkdir(join(dir, name));
    return new Machine(join(dir, name), url);
  };
  const office = await machine("office", node);
  const vault = await machine("vault", undefined);
  const home = await machine("home", node);
  const recover = async (where: Machine, name: string): Promise<void> => {
    const { mnemonic } = (await localnet.accounts()).find((one) => one.name === name) ?? {};
    await where.ok(`keys add ${name} --recover`, `${mnemonic ?? assert.fail(name)}\n`);
  };
  for (const [where, name] of [
    [vault, "alice"],
    [office, "bob"],
    [home, "carol"],
  ] as const) {
    await recover(where, name);
  }
  // Everybody knows everybody's public key.
  for (const [where, name] of [
    [vault, "alice"],
    [office, "bob"],
    [home, "carol"],
  ] as const) {
    const pubkey = (await where.ok(`keys show ${name} --pubkey`)).trim();
    for (const other of [vault, office, home]) {
      if (other !== where) await other.ok(`keys add ${name} --pubkey ${pubkey}`);
    }
  }
  const { network } = (await office.json("status"))["node_info"] as { network: string };
  const balanceOf = async (who: string): Promise<bigint> => {
    const { balance } = await office.json(`query bank balance ${who} ulaz`);
    return BigInt((balance as { amount: string }).amount);
  };
  const numbersOf = async (who: string): Promise<string> => {
    const address = (await office.ok(`keys show ${who} -a`)).trim();
    const { info } = await office.json(`query auth account-info ${address}`);
    const { account_number, sequence } = info as Readonly<Record<string, string>>;
    return `--offline --chain-id ${network} -a ${account_number} -s ${sequence}`;
  };
  const addressOf = async (who: string): Promise<string> =>
    (await office.ok(`keys show ${who} -a`)).trim();

  await t.test("made where the network is, signed where it is not, and sent", async () => {
    const { stderr } = await office.run("tx bank send alice bob 5ulaz -y");
    assert.match(stderr, /alice has its private key elsewhere: .*--generate-only.*lazuli tx sign/);
    const dry = await office.json("tx kv create profile name Ada --from alice --dry-run");
    assert.ok(Number(dry["gas_estimate"]) > 50_000);
    await office.into("kv.json", "tx kv create profile name Ada --from alice --generate-only");
    await vault.fetch("kv.json", office);
    const numbers = await numbersOf("alice");
    for (const mode of ["direct", "amino-json"]) {
      await vault.into(
        `${mode}.json`,
        `tx sign kv.json --from alice --sign-mode ${mode} ${numbers}`,
      );
      await office.fetch(`${mode}.json`, vault);
      assert.match(await office.ok(`tx validate-signatures ${mode}.json`), /\[OK\]/);
    }
    const tampered = (await office.text("direct.json")).replace("QWRh", "RXZl");
    await writeFile(join(office.folder, "tampered.json"), tampered);
    const bad = await office.run("tx validate-signatures tampered.json");
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /\[ERROR: signature verification failed/);
    assert.match((await office.run("tx broadcast tampered.json")).stderr, /verification failed/);
    // The first one wins.
    const { code, txhash } = await office.json("tx broadcast amino-json.json");
    assert.equal(code, 0);
    const entry = await office.json("query kv get alice/profile name");
    assert.equal(entry["value_utf8"], "Ada");
    assert.equal((await office.json(`tx wait ${String(txhash)}`))["txhash"], txhash);
    assert.match((await office.run("tx broadcast direct.json")).stderr, /sequence mismatch/);
  });

  await t.test("bytes and JSON are the same transaction", async () => {
    const bytes = (await office.ok("tx encode amino-json.json")).trim();
    assert.equal(await office.ok(`tx decode ${bytes}`), await office.text("amino-json.json"));
  });

  await t.test("two of three people, each on a machine of their own", async () => {
    const team = "keys add team --multisig alice,bob,carol --multisig-threshold 2";
    for (const where of [vault, office, home]) await where.ok(team);
    await office.ok("tx bank send bob team 1000000ulaz -y");
    const before = await balanceOf("carol");
    await office.into("team.json", "tx bank send team carol 7ulaz --generate-only");
    const numbers = await numbersOf("team");
    await vault.fetch("team.json", office);
    await home.fetch("team.json", office);
    await vault.into("alice.json", `tx sign team.json --from alice --multisig team ${numbers}`);
    await home.into("carol.json", "tx sign team.json --from carol --multisig team");
    await office.fetch("alice.json", vault);
    await office.fetch("carol.json", home);
    const alone = await office.run("tx multi-sign team.json team alice.json");
    assert.match(alone.stderr, /expected signatures of 2 of 3 members, got 1/);
    await office.into("signed.json", "tx multi-sign team.json team carol.json alice.json");
    assert.match(await office.ok("tx validate-signatures signed.json"), /\[OK\]/);
    await office.ok("tx broadcast signed.json");
    assert.equal(await balanceOf("carol"), before + 7n);
    const batch = ["8", "9"].map((n) => `tx bank send team carol ${n}ulaz --generate-only`);
    const lines: string[] = [];
    for (const line of batch) lines.push(await office.ok(line));
    await writeFile(join(office.folder, "batch.jsonl"), lines.join(""));
    await home.fetch("batch.jsonl", office);
    await office.into("bob.jsonl", "tx sign-batch batch.jsonl --from bob --multisig team");
    await home.into("carol.jsonl", "tx sign-batch batch.jsonl --from carol --multisig team");
    await office.fetch("carol.jsonl", home);
    const joined = await office.ok("tx multisign-batch batch.jsonl team bob.jsonl carol.jsonl");
    for (const line of joined.trim().split("\n")) await office.ok("tx broadcast -", line);
    assert.equal(await balanceOf("carol"), before + 24n);
  });

  await t.test("a batch of one signer", async () => {
    const before = await balanceOf("carol");
    const lines: string[] = [];
    for (const n of [1, 2, 3]) {
      lines.push(await office.ok(`tx bank send bob carol ${n}ulaz --generate-only`));
    }
    await writeFile(join(office.folder, "three.jsonl"), lines.join(""));
    const signed = await office.ok("tx sign-batch three.jsonl --from bob");
    for (const line of signed.trim().split("\n")) await office.ok("tx broadcast - -b sync", line);
    const one = "tx sign-batch three.jsonl --from bob --append -s";
    const { info } = await office.json(`query auth account-info ${await addressOf("bob")}`);
    const next = BigInt((info as { sequence: string }).sequence);
    // Those three may be in blocks or wait for one.
    const { sequence } = signedFor(signed.trim().split("\n").at(-1));
    assert.ok(next <= sequence + 1n);
    await office.into("one.json", `${one} ${sequence + 1n}`);
    await office.ok("tx broadcast one.json");
    assert.equal(await balanceOf("carol"), before + 12n);
  });

  function signedFor(line = ""): { sequence: bigint } {
    const { auth_info } = JSON.parse(line) as {
      auth_info: { signer_infos: readonly { sequence: string }[] };
    };
    return { sequence: BigInt(auth_info.signer_infos[0]?.sequence ?? "") };
  }

  await t.test(
    "carol pays for bob: as the fee's payer who signs, and by an allowance",
    async () => {
      const carol = await addressOf("carol");
      const before = await balanceOf("bob");
      await office.into(
        "paid.json",
        "tx bank send bob carol 1ulaz --fee-payer carol --generate-only",
      );
      await office.into("half.json", "tx sign paid.json --from bob --sign-mode direct-aux");
      await home.fetch("half.json", office);
      await home.into("whole.json", "tx sign half.json --from carol");
      assert.match(
        await home.ok("tx validate-signatures whole.json"),
        /0: .*\[OK\]\n {2}1: .*\[OK\]/,
      );
      await home.ok("tx broadcast whole.json");
      const allowance = { "@type": "/cosmos.feegrant.v1beta1.BasicAllowance" };
      const grant = {
        "@type": "/cosmos.feegrant.v1beta1.MsgGrantAllowance",
        ...{ granter: carol, grantee: await addressOf("bob"), allowance },
      };
      const fee = { amount: [{ denom: "ulaz", amount: "200" }], gas_limit: "200000" };
      const tx = { body: { messages: [grant] }, auth_info: { fee } };
      await writeFile(join(home.folder, "grant.json"), JSON.stringify(tx));
      await home.into("granted.json", "tx sign grant.json --from carol --sign-mode amino-json");
      const simulated = await home.json("tx simulate grant.json");
      assert.ok(Number((simulated["gas_info"] as Json)["gas_used"]) > 20_000);
      await home.ok("tx broadcast granted.json");
      await office.ok("tx bank send bob carol 1ulaz --fee-granter carol -y");
      const sent = await office.json(
        "tx bank send bob carol 1ulaz --fee-granter carol -y -b async",
      );
      await office.ok(`tx wait ${String(sent["txhash"])} --timeout 30s`);
      assert.equal(await balanceOf("bob"), before - 3n);
    },
  );

  await t.test("as commands of the shell", async () => {
    const shell = { cwd: office.folder, home: join(office.folder, "home") };
    const test = ["--keyring-backend", "test", "--node", node];
    const draft = ["tx", "bank", "send", "bob", "carol", "1ulaz", "--generate-only", ...test];
    await writeFile(join(office.folder, "shell.json"), await lazuliOk(draft, shell));
    const signed = ["tx", "sign", "shell.json", "--from", "bob", "--output-document", "s.json"];
    assert.equal(await lazuliOk([...signed, ...test], shell), "");
    assert.match(await lazuliOk(["tx", "broadcast", "s.json", "--node", node], shell), /code: 0/);
  });
});
