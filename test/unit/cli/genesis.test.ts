import assert from "node:assert/strict";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { TestContext } from "node:test";
import { VERSION } from "../../../app/version.ts";
import { runCli } from "../../helpers/cli.ts";

const CHAIN_ID = "moon-1";
const TEST = ["--keyring-backend", "test"];
const STAKE = "100000000ulaz";

type Json = Record<string, unknown>;

interface Host {
  readonly home: string;
  readonly address: string;
  readonly run: (...argv: readonly string[]) => ReturnType<typeof runCli>;
  readonly ok: (...argv: readonly string[]) => Promise<string>;
  readonly read: (name: string) => Promise<string>;
}

/** Homes of hosts with a key each, who share a genesis in which each has coins. */
async function hosts(t: TestContext, ...names: readonly string[]): Promise<readonly Host[]> {
  const folder = await mkdtemp(join(tmpdir(), "lazuli-genesis-"));
  t.after(() => rm(folder, { recursive: true }));
  const made: Host[] = [];
  for (const name of names) {
    const home = join(folder, name);
    const run = (...argv: readonly string[]) => runCli([...argv, "--home", home], { folder });
    const ok = async (...argv: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await run(...argv);
      assert.equal(code, 0, stderr);
      return stdout;
    };
    await ok("genesis", "init", name, "--chain-id", CHAIN_ID, "--without-validator");
    await ok("keys", "add", "val", ...TEST);
    const address = (await ok("keys", "show", "val", "-a", ...TEST)).trim();
    const read = (file: string) => readFile(join(home, "config", file), "utf8");
    made.push({ home, address, run, ok, read });
  }
  const [first, ...others] = made;
  for (const { address } of made) {
    await first?.ok("genesis", "add-account", address, "500000000ulaz");
  }
  for (const { home } of others) {
    await copyFile(
      join(first?.home ?? "", "config/genesis.json"),
      join(home, "config/genesis.json"),
    );
  }
  return made;
}

function gentx(host: Host, ...argv: readonly string[]) {
  return host.run("genesis", "gentx", "val", ...argv, "--ip", "192.0.2.7", ...TEST);
}

async function gentxFile({ home }: Host): Promise<string> {
  const folder = join(home, "config", "gentx");
  const [name = ""] = await readdir(folder);
  return join(folder, name);
}

/** Signs on every host, and brings what was signed to each. */
async function exchange(all: readonly Host[]): Promise<void> {
  for (const host of all) assert.equal((await gentx(host, STAKE)).code, 0);
  const texts = await Promise.all(all.map(async (host) => readFile(await gentxFile(host), "utf8")));
  for (const [index, { home }] of all.entries()) {
    for (const [from, text] of texts.entries()) {
      // By other names on each host.
      if (from !== index) await writeFile(join(home, `config/gentx/${from}-${index}.json`), text);
    }
  }
}

describe("genesis gentx", () => {
  it("signs what the options say", async (t) => {
    const [host] = await hosts(t, "amber");
    assert.ok(host !== undefined);
    const options = {
      ...{ moniker: "Amber", identity: "ID", website: "https://a.example" },
      ...{ "security-contact": "s@a.example", details: "d", "commission-rate": "0.05" },
      ...{ "commission-max-rate": "0.5", "commission-max-change-rate": "0.02" },
      ...{ "min-self-delegation": "7", "p2p-port": "1234", "node-id": "ab".repeat(20) },
      pubkey: `{"@type":"/cosmos.crypto.ed25519.PubKey","key":"${"A".repeat(43)}="}`,
      "output-document": join(host.home, "signed.json"),
    };
    const argv = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const { code, stderr, stdout } = await gentx(host, STAKE, ...argv);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `Genesis transaction written to "${host.home}/signed.json"\n`);
    const text = await readFile(join(host.home, "signed.json"), "utf8");
    assert.match(text, /^\{[^\n]*\}\n$/, "one line");
    const { body } = JSON.parse(text) as { body: { messages: Json[]; memo: string } };
    assert.equal(body.memo, `${"ab".repeat(20)}@192.0.2.7:1234`);
    const { validator_address: operator, ...message } = body.messages[0] ?? {};
    assert.match(String(operator), /^lazulivaloper1/);
    assert.deepEqual(message, {
      "@type": "/cosmos.staking.v1beta1.MsgCreateValidator",
      description: {
        ...{ moniker: "Amber", identity: "ID", website: "https://a.example" },
        ...{ security_contact: "s@a.example", details: "d" },
      },
      commission: {
        rate: "0.050000000000000000",
        max_rate: "0.500000000000000000",
        max_change_rate: "0.020000000000000000",
      },
      ...{ min_self_delegation: "7", delegator_address: "" },
      pubkey: JSON.parse(options.pubkey) as unknown,
      value: { denom: "ulaz", amount: "100000000" },
    });
  });

  it("takes the rest from the home, warns of a node that peers cannot reach, and replaces nothing", async (t) => {
    const [host] = await hosts(t, "amber");
    assert.ok(host !== undefined);
    const { code, stderr } = await gentx(host, STAKE, "--chain-id", CHAIN_ID);
    assert.equal(code, 0);
    assert.match(stderr, /peers are told 192\.0\.2\.7, but .* at tcp:\/\/127\.0\.0\.1:26656 alone/);
    const path = await gentxFile(host);
    const { body } = JSON.parse(await readFile(path, "utf8")) as {
      body: { messages: readonly { description: Json; pubkey: Json }[]; memo: string };
    };
    const [, id = "", memo] = /^(([0-9a-f]{40})@192\.0\.2\.7:26656)$/.exec(body.memo) ?? [];
    assert.equal(path, join(host.home, `config/gentx/gentx-${memo}.json`), id);
    const key = JSON.parse(await host.read("priv_validator_key.json")) as { pub_key: Json };
    const said = body.messages.map(({ description, pubkey }) => [
      ...[description["moniker"], pubkey["key"]],
    ]);
    assert.deepEqual(said, [["amber", key.pub_key["value"]]]);
    const again = await gentx(host, STAKE);
    assert.match(again.stderr, /exists; it is not overwritten/);
  });

  const bad: readonly [name: string, argv: readonly string[], message: RegExp][] = [
    ["more than there is", ["500000001ulaz"], /only has 500000000ulaz available to stake/],
    ["another denomination", ["5ustake"], /expected an amount of ulaz, got 5ustake/],
    ["too little for a vote", ["999999ulaz"], /expected at least 1000000ulaz, which give one vote/],
    ["two denominations", ["1000000ulaz,1ustake"], /expected coins of one denomination/],
    ["another chain", [STAKE, "--chain-id", "moon-2"], /this home's genesis is of moon-1/],
    ["a rate over the most", [STAKE, "--commission-rate", "0.3"], /at most max_rate/],
    ["a rate over 1", [STAKE, "--commission-max-rate", "1.5"], /max_rate: expected at most 1/],
    [
      "a long moniker",
      [STAKE, "--moniker", "m".repeat(71)],
      /moniker: 71 bytes, expected at most 70/,
    ],
    ["a bad node id", [STAKE, "--node-id", "ab"], /memo "ab@\S+": expected "node-id@host:port"/],
    ["no stake of its own", [STAKE, "--min-self-delegation", "0"], /from 1 to/],
    [
      "more than its stake",
      [STAKE, "--min-self-delegation", "100000001"],
      /min_self_delegation is/,
    ],
    ["a key of accounts", [STAKE, "--pubkey", '{"@type":"x","key":""}'], /--pubkey/],
  ];
  it("refuses what collecting would, and writes nothing", async (t) => {
    const [host] = await hosts(t, "amber");
    assert.ok(host !== undefined);
    for (const [name, argv, message] of bad) {
      const { code, stderr } = await gentx(host, ...argv);
      assert.notEqual(code, 0, name);
      assert.match(stderr, message, name);
    }
    await assert.rejects(gentxFile(host), { code: "ENOENT" });
  });

  it("refuses a key without coins in genesis", async (t) => {
    const [host] = await hosts(t, "amber");
    await host?.ok("keys", "add", "poor", ...TEST);
    const run = await host?.run("genesis", "gentx", "poor", STAKE, "--ip", "", ...TEST);
    assert.match(run?.stderr ?? "", /does not have a balance in the genesis state/);
    assert.match(run?.stderr ?? "", /^this machine has no address that others see/);
  });
});

describe("genesis collect", () => {
  it("makes one genesis on every host, and tells each of its peers", async (t) => {
    const all = await hosts(t, "amber", "beryl", "coral");
    await exchange(all);
    const outputs: string[] = [];
    for (const { ok } of all) outputs.push(await ok("genesis", "collect-gentxs", "-o", "json"));
    const documents = await Promise.all(all.map(({ read }) => read("genesis.json")));
    assert.equal(new Set(documents).size, 1);
    const genesis = JSON.parse(documents[0] ?? "") as {
      validators: readonly { name: string; power: string; address: string }[];
      app_state: {
        auth: { accounts: readonly { sequence: string; pub_key: Json | null }[] };
        staking: { validators: readonly { description: Json }[] };
      };
    };
    // As if the transactions had been executed, which cannot be sent again then.
    const { accounts } = genesis.app_state.auth;
    assert.deepEqual(
      accounts.map(({ sequence, pub_key }) => [sequence, pub_key?.["@type"]]),
      accounts.map(() => ["1", "/cosmos.crypto.secp256k1.PubKey"]),
    );
    const addresses = genesis.validators.map(({ address }) => address);
    assert.deepEqual(addresses, [...addresses].sort());
    assert.deepEqual(
      genesis.validators.map(({ name, power }) => [name, power]).sort(),
      ["amber", "beryl", "coral"].map((name) => [name, "100"]),
    );
    assert.deepEqual(
      genesis.app_state.staking.validators.map(({ description }) => description["moniker"]),
      genesis.validators.map(({ name }) => name),
    );
    for (const [index, { read, home }] of all.entries()) {
      const said = JSON.parse(outputs[index] ?? "") as Json;
      const { node_id: id, app_message: message, ...rest } = said;
      const moniker = ["amber", "beryl", "coral"][index];
      const folder = join(home, "config", "gentx");
      assert.deepEqual(rest, { moniker, chain_id: CHAIN_ID, gentxs_dir: folder });
      assert.deepEqual(message, genesis.app_state);
      const [, peers = ""] = /^persistent_peers = "(.*)"$/m.exec(await read("config.toml")) ?? [];
      assert.equal(peers.split(",").length, 2);
      assert.ok(!peers.includes(String(id)), "a node is not its own peer");
    }
    await all[0]?.ok("genesis", "validate");
  });

  const changes: readonly [name: string, change: (text: string) => string, message: RegExp][] = [
    ["a changed amount", (text) => text.replace('"100000000"', '"200000000"'), /signature verif/],
    [
      "another signature",
      (text) => text.replace(/"signatures":\["..../, '"signatures":["AAAA'),
      /signature verification failed/,
    ],
    [
      "an unknown field",
      (text) => text.replace('"memo"', '"mem":"","memo"'),
      /body\.mem: .* has no such field/,
    ],
    ["no JSON", () => "{", /expected JSON/],
    ["no transaction", () => "[]", /expected a JSON object/],
    [
      "another message",
      (text) =>
        text.replace(
          /\{"@type":"\/cosmos\.staking.*?"ulaz","amount":"\d+"\}\}/,
          '{"@type":"/cosmos.bank.v1beta1.MsgSend"}',
        ),
      /unable to resolve type URL \/cosmos\.bank/,
    ],
    [
      "no message",
      (text) => text.replace(/"messages":\[.*?\],"memo"/, '"messages":[],"memo"'),
      /must contain at least one message/,
    ],
    [
      "no signature",
      (text) => text.replace(/"signatures":\[.*?\]/, '"signatures":[]'),
      /expected one signature/,
    ],
    [
      "a fee",
      (text) => text.replace('"amount":[]', '"amount":[{"denom":"ulaz","amount":"1"}]'),
      /expected no fee/,
    ],
    [
      "a later sequence",
      (text) => text.replace('"sequence":"0"', '"sequence":"1"'),
      /expected sequence 0, got 1/,
    ],
    ["the same again", (text) => text, /are both of lazuli1/],
  ];
  it("refuses what was not signed so, and writes nothing", async (t) => {
    const all = await hosts(t, "amber", "beryl");
    await exchange(all);
    const [host] = all;
    assert.ok(host !== undefined);
    const files = [await host.read("genesis.json"), await host.read("config.toml")];
    const other = join(host.home, "config/gentx/1-0.json");
    const text = await readFile(other, "utf8");
    for (const [name, change, message] of changes) {
      const changed = change(text);
      const path = join(host.home, "config/gentx/2.json");
      await writeFile(path, changed);
      if (changed !== text) await rm(other);
      const { code, stderr } = await host.run("genesis", "collect");
      assert.equal(code, 1, name);
      assert.match(stderr, message, name);
      assert.match(stderr, /^error: .*(?:2|1-0)\.json/, `${name}: names the file`);
      await rm(path);
      await writeFile(other, text);
    }
    assert.deepEqual([await host.read("genesis.json"), await host.read("config.toml")], files);
    await host.ok("genesis", "collect");
  });

  it("refuses who has spent its coins, more validators than there may be, and an empty folder", async (t) => {
    const all = await hosts(t, "amber", "beryl");
    await exchange(all);
    const [host] = all;
    assert.ok(host !== undefined);
    const path = join(host.home, "config/genesis.json");
    const text = await readFile(path, "utf8");
    const refuses = async (changed: string, message: RegExp): Promise<void> => {
      await writeFile(path, changed);
      const { code, stderr } = await host.run("genesis", "collect");
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.equal(await readFile(path, "utf8"), changed);
    };
    const poorer = text.replaceAll('"500000000"', '"99999999"');
    await refuses(poorer, /only has 99999999ulaz available to stake, not 100000000ulaz/);
    const fewer = text.replace('"max_validators": 100', '"max_validators": 1');
    await refuses(fewer, /more validators than app_state\.staking\.params\.max_validators, 1/);
    const dearer = text.replace('rate": "0.0000', 'rate": "0.1000').replace('"0.10000', '"0.10001');
    await refuses(dearer, /commission rate is below the chain's minimum/);
    // What only the application can tell.
    const wrong = text.replace('"1000000000"', '"7"');
    await refuses(wrong, /genesis supply is incorrect, expected 1000000000ulaz, got 7ulaz/);
    await mkdir(join(host.home, "none"));
    const empty = await host.run("genesis", "collect", "--gentx-dir", join(host.home, "none"));
    assert.match(empty.stderr, /expected 1 to 10000 genesis transactions \(\*\.json\), got 0/);
  });
});

describe("genesis validate", () => {
  it("says where a genesis is wrong, for CometBFT and for the application", async (t) => {
    const [host] = await hosts(t, "amber");
    assert.ok(host !== undefined);
    const draft = await host.run("validate-genesis");
    assert.match(draft.stderr, /validators: expected a list of 1 to 10000 validators, got \[\]/);
    await exchange([host]);
    await host.ok("genesis", "collect");
    const text = await host.read("genesis.json");
    const path = join(host.home, "other.json");
    const cases: readonly [change: (text: string) => string, message: RegExp][] = [
      [(all) => all.replace('"power": "100"', '"power": "0"'), /validators\.0\.power: expected/],
      [(all) => all.replace('"max_gas": "', '"max_gas": "x'), /consensus_params\.block\.max_gas/],
      [
        (all) => all.replace('"balances": [', '"balance": ['),
        /app_state\.bank\.balances: expected/,
      ],
      [(all) => all.replace(/"amount": "\d+"/, '"amount": "1"'), /app_state\.bank\.supply: /],
      [(all) => all.replace('"feegrant": {', '"fee": {},$&'), /app_state: unknown field "fee"/],
      [
        (all) => all.replace('"sequence": "1"', '"sequence": "-1"'),
        /auth\.accounts\[0\]\.sequence/,
      ],
      [
        (all) => all.replace(/"genesis_time": "\d{4}-\d\d-\d\d/, '"genesis_time": "2026-02-30'),
        /genesis_time: there is no such time/,
      ],
      [() => "nothing", /other\.json: expected JSON/],
    ];
    for (const [change, message] of cases) {
      const changed = change(text);
      assert.notEqual(changed, text, String(message));
      await writeFile(path, changed);
      const { code, stdout, stderr } = await host.run("genesis", "validate", path);
      assert.equal(code, 1, String(message));
      assert.equal(stdout, "");
      assert.match(stderr, message);
    }
    const good = await host.ok("genesis", "validate");
    assert.match(good, /^File at \S+genesis\.json is a valid genesis file\n/);
    assert.match(good, /^app_hash: [0-9A-F]{64}$/m);
  });
});

describe("genesis migrate", () => {
  it("gives a genesis from before modules what they start from", async (t) => {
    const [host] = await hosts(t, "amber");
    assert.ok(host !== undefined);
    await exchange([host]);
    await host.ok("genesis", "collect");
    const genesis = JSON.parse(await host.read("genesis.json")) as Json & { app_state: Json };
    const { staking: _staking, feegrant, ...appState } = genesis.app_state;
    const path = join(host.home, "old.json");
    await writeFile(path, JSON.stringify({ ...genesis, app_state: appState }));
    const version = `v${VERSION.split(".").slice(0, 2).join(".")}`;
    const to = ["--chain-id", "moon-2", "--genesis-time", "2030-01-01T00:00:00Z"];
    const printed = await host.ok("genesis", "migrate", version, path, ...to);
    const migrated = JSON.parse(printed) as Json & { app_state: Json };
    assert.deepEqual(
      { ...migrated, app_state: 0 },
      { ...genesis, app_state: 0, chain_id: "moon-2", genesis_time: "2030-01-01T00:00:00Z" },
    );
    const { staking, ...rest } = migrated.app_state;
    assert.deepEqual(rest, { ...appState, feegrant });
    const { validators } = staking as { validators: readonly { description: Json }[] };
    assert.deepEqual(
      validators.map(({ description }) => description["moniker"]),
      ["amber"],
    );
    const written = join(host.home, "new.json");
    await host.ok("genesis", "migrate", version, path, ...to, "--output-document", written);
    assert.equal(await readFile(written, "utf8"), printed);
    await host.ok("genesis", "validate", written);
    const unknown = await host.run("genesis", "migrate", "v0.47", path);
    assert.equal(unknown.code, 1);
    assert.match(
      unknown.stderr,
      /unknown migration function for version: v0\.47 \(supported versions v0\.1\)/,
    );
  });
});
