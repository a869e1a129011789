import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { JsonValue } from "@bufbuild/protobuf";
import { GenericAuthorization } from "../../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import {
  QueryGranteeGrantsRequest,
  QueryGranteeGrantsResponse,
  QueryGranterGrantsRequest,
  QueryGrantsRequest,
  QueryGrantsResponse,
} from "../../../proto/gen/cosmos/authz/v1beta1/query.ts";
import { TxBody, TxRaw } from "../../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import type { Any } from "../../../proto/gen/google/protobuf/any.ts";
import { feegrantTypes } from "../../../modules/feegrant/client.ts";
import { txHash } from "../../../app/client/transaction.ts";
import { alice, bob, carol } from "../../helpers/executor.ts";
import type { RpcHandler } from "../client/scripted-node.ts";
import { abciQueryOf } from "../client/chain-rpc.ts";
import { queryAnswer } from "../client/scripted-node.ts";
import { CommandBench, messagesToJson } from "./command-bench.ts";

const PEOPLE = { alice, bob, carol };
const [a, b, c] = [alice.address, bob.address, carol.address];
const EXPIRATION = "2093-01-31T12:00:00.5Z";
const SEND = "/cosmos.bank.v1beta1.MsgSend";
const GENERIC = "/cosmos.authz.v1beta1.GenericAuthorization";
const UPSERT = "/lazuli.kv.v1.MsgUpsert";

const coin = (amount: number, denom = "ulaz") => ({ denom, amount: String(amount) });
const basic = (limit: object[], expiration: string | null = null) => ({
  "@type": "/cosmos.feegrant.v1beta1.BasicAllowance",
  spend_limit: limit,
  expiration,
});

describe("tx feegrant: each verb sends its message", () => {
  const bench = new CommandBench(PEOPLE);
  before(() => bench.open());
  after(() => bench.close());

  const grant = (grantee: string, allowance: object) => ({
    type: "MsgGrantAllowance",
    ...{ granter: a, grantee, allowance },
  });

  /** In this order. */
  const rows: readonly (readonly [argv: string, message: object])[] = [
    ["feegrant grant alice bob", grant(b, basic([]))],
    ["feegrant revoke alice bob", { type: "MsgRevokeAllowance", granter: a, grantee: b }],
    [
      `feegrant grant-allowance alice ${b} --spend-limit 7ulaz,5atom --expiration ${EXPIRATION}`,
      grant(b, basic([coin(5, "atom"), coin(7)], "2093-01-31T12:00:00.500Z")),
    ],
    [
      `feegrant grant alice carol --spend-limit 9ulaz --allowed-messages ${SEND},${UPSERT}`,
      grant(c, {
        "@type": "/cosmos.feegrant.v1beta1.AllowedMsgAllowance",
        allowance: basic([coin(9)]),
        allowed_messages: [SEND, UPSERT],
      }),
    ],
    ["feegrant prune --from bob", { type: "MsgPruneAllowances", pruner: b }],
  ];
  for (const [argv, message] of rows) {
    it(argv, async () => {
      const result = (await bench.json("tx", ...argv.split(" "), "-y")) as { code: number };
      assert.equal(result.code, 0);
      assert.deepEqual(bench.sent(), [message]);
    });
  }

  for (const [expiration, expected] of [
    ["2093-01-31T12:00:00+05:30", "2093-01-31T06:30:00Z"],
    ["2093-01-31T23:00:00.25-01:00", "2093-02-01T00:00:00.250Z"],
  ] as const) {
    it(`an end in a zone: ${expiration}`, async () => {
      const words = `tx feegrant grant carol alice --expiration ${expiration} -y`.split(" ");
      await bench.json(...words);
      const [sent] = bench.sent() as [{ allowance: object }];
      assert.deepEqual(sent.allowance, basic([], expected));
      await bench.json(..."tx feegrant revoke carol alice -y".split(" "));
    });
  }

  it("a first period begins now", async () => {
    const earliest = Date.now();
    const argv = "tx feegrant grant bob carol --period 3600 --period-limit 4ulaz -y";
    await bench.json(...argv.split(" "));
    const latest = Date.now();
    const [sent] = bench.sent() as [{ allowance: { period_reset: string } }];
    const { period_reset: reset, ...allowance } = sent.allowance;
    assert.deepEqual(allowance, {
      "@type": "/cosmos.feegrant.v1beta1.PeriodicAllowance",
      basic: { spend_limit: [], expiration: null },
      period: "3600s",
      period_spend_limit: [coin(4)],
      period_can_spend: [coin(4)],
    });
    const startMs = Date.parse(reset) - 3_600_000;
    assert.ok(startMs >= earliest && startMs <= latest, reset);
  });

  it("the types of the messages, and of what they hold, are in the module's list", () => {
    const urls = new Set(feegrantTypes.map(([url]) => url));
    for (const { typeUrl } of bench.rpc.sent.flat()) assert.ok(urls.has(typeUrl), typeUrl);
    assert.equal(urls.size, 6);
  });

  it("the question before signing shows what is granted", async () => {
    const argv = `tx feegrant grant bob alice --spend-limit 7ulaz --allowed-messages ${SEND}`;
    const run = await bench.run(argv.split(" "), { terminal: true, input: "n\n" });
    assert.equal(run.code, 1);
    for (const line of [
      "message: /cosmos.feegrant.v1beta1.MsgGrantAllowance",
      "  @type: /cosmos.feegrant.v1beta1.AllowedMsgAllowance",
      "    @type: /cosmos.feegrant.v1beta1.BasicAllowance",
      "        amount: 7",
      `  - ${SEND}`,
      "not confirmed: nothing was signed",
    ]) {
      assert.ok(run.stderr.includes(line), `${line} in ${run.stderr}`);
    }
  });

  const refused: readonly (readonly [argv: string, code: number, message: RegExp])[] = [
    ["grant alice", 2, /GRANTEE is missing/],
    ["grant alice alice", 1, /cannot self-grant fee authorization.*nothing was sent/],
    ["grant alice bob", 1, /fee allowance already exists.*nothing was sent/],
    ["grant bob alice --period 3600", 2, /--period and --period-limit: expected both or none/],
    ["grant bob alice --period-limit 3ulaz", 2, /expected both or none/],
    ["grant bob alice --period 0 --period-limit 3ulaz", 2, /--period: expected a second and more/],
    [
      "grant bob alice --period 9223372037 --period-limit 3ulaz",
      2,
      /--period: expected at most 9223372036 seconds/,
    ],
    [
      "grant bob alice --period 3600 --period-limit 3ulaz --expiration 2020-01-01T00:00:00Z",
      2,
      /--period: expected a first period that ends before --expiration/,
    ],
    ["grant bob alice --spend-limit 5", 2, /--spend-limit "5": expected whole amounts/],
    [
      "grant bob alice --expiration 2030-02-31T00:00:00Z",
      2,
      /--expiration "2030-02-31T00:00:00Z": expected a time such as 2030-01-31T12:00:00Z/,
    ],
    ["grant bob alice --expiration tomorrow", 2, /expected a time such as/],
    ["grant bob alice --expiration 9999-12-31T23:59:59-01:00", 2, /expected a time such as/],
    ["grant bob alice --expiration 0001-01-01T00:00:00+01:00", 2, /expected a time such as/],
    ["grant bob alice --expiration 2030-01-31T12:00:00+24:00", 2, /expected a time such as/],
    ["grant bob alice --allowed-messages /a.B,/a.B", 2, /expected words, none twice/],
    ["grant bob alice --allowed-messages /a.B,", 2, /expected words, none twice/],
    ["revoke bob alice", 1, /fee-grant not found.*nothing was sent/],
  ];
  for (const [argv, code, message] of refused) {
    it(`refused: ${argv}`, async () => {
      const run = await bench.run(["tx", "feegrant", ...argv.split(" "), "-y"]);
      assert.match(run.stderr, message);
      assert.equal(run.code, code);
    });
  }
});

describe("query feegrant: each verb prints the chain's answer in the SDK's form", () => {
  const bench = new CommandBench(PEOPLE);
  before(async () => {
    await bench.open();
    for (const argv of [
      `feegrant grant alice bob --spend-limit 7ulaz --expiration ${EXPIRATION}`,
      "feegrant grant alice carol --period 10 --period-limit 1ulaz",
      `feegrant grant carol bob --allowed-messages ${SEND}`,
    ]) {
      await bench.json("tx", ...argv.split(" "), "-y");
    }
  });
  after(() => bench.close());

  it("a grant", async () => {
    const allowance = basic([coin(7)], "2093-01-31T12:00:00.500Z");
    assert.deepEqual(await bench.json(..."query feegrant grant alice bob".split(" ")), {
      allowance: { granter: a, grantee: b, allowance },
    });
    const text = await bench.text(..."query feegrant grant alice bob".split(" "));
    assert.match(text, /^allowance:\n {2}granter: lazuli1\w+\n {2}grantee: lazuli1\w+\n/);
    assert.match(text, / {4}spend_limit:\n {6}- denom: ulaz\n {8}amount: 7\n/);
  });

  const rows: readonly (readonly [argv: string, method: string, request: JsonValue])[] = [
    ["grant carol bob", "Allowance", { granter: c, grantee: b }],
    ["grants-by-grantee bob", "Allowances", { grantee: b }],
    ["grants bob", "Allowances", { grantee: b }],
    ["grants bob --limit 1", "Allowances", { grantee: b, pagination: { limit: "1" } }],
    ["grants-by-granter alice", "AllowancesByGranter", { granter: a }],
  ];
  for (const [argv, method, request] of rows) {
    it(argv, async () => {
      const printed = await bench.json("query", "feegrant", ...argv.split(" "));
      assert.deepEqual(printed, bench.rest(`/cosmos.feegrant.v1beta1.Query/${method}`, request));
    });
  }

  it("a grant that is not there, and the state of a height before it was", async () => {
    for (const argv of ["grant bob alice", "grant alice bob --height 1"]) {
      const run = await bench.run(["query", "feegrant", ...argv.split(" ")]);
      assert.match(run.stderr, /fee-grant not found/);
      assert.equal(run.code, 1);
    }
  });
});

describe("authz on the command line, with a node that answers as it is told", () => {
  const sent: Any[][] = [];
  const asked: [path: unknown, request: Uint8Array][] = [];
  let answer: Uint8Array = new Uint8Array(0);
  const bench: CommandBench = new CommandBench(PEOPLE, {
    broadcast_tx_sync: ({ tx }) => {
      const bytes = Uint8Array.from(Buffer.from(String(tx), "base64"));
      sent.push(TxBody.decode(TxRaw.decode(bytes).bodyBytes).messages);
      return { result: { code: 0, codespace: "", log: "", data: "", hash: txHash(bytes) } };
    },
    abci_query: (params) => query(params),
  });
  const query: RpcHandler = (params) => {
    const { path, data } = params;
    if (!String(path).startsWith("/cosmos.authz.")) return abciQueryOf(bench.rpc.chain)(params);
    asked.push([path, Uint8Array.from(Buffer.from(String(data), "hex"))]);
    return queryAnswer(answer);
  };
  const inner = { "@type": SEND, from_address: a, to_address: c, amount: [coin(5)] };
  const write = (name: string, file: unknown) =>
    writeFile(join(bench.folder, name), JSON.stringify(file));
  before(async () => {
    await bench.open();
    await write("tx.json", { body: { messages: [inner] }, auth_info: {}, signatures: [] });
  });
  after(() => bench.close());

  const grant = (authorization: object, expiration: string | null = null) => ({
    type: "MsgGrant",
    ...{ granter: a, grantee: b, grant: { authorization, expiration } },
  });
  const generic = (msg: string) => ({
    "@type": GENERIC,
    msg,
  });

  const rows: readonly (readonly [argv: string, message: object])[] = [
    [
      "grant bob send --spend-limit 7ulaz,5atom --from alice",
      grant({
        "@type": "/cosmos.bank.v1beta1.SendAuthorization",
        spend_limit: [coin(5, "atom"), coin(7)],
        allow_list: [],
      }),
    ],
    [
      `grant bob send --spend-limit 7ulaz --allow-list ${c},${b} --expiration 1900000000 --from alice`,
      grant(
        {
          "@type": "/cosmos.bank.v1beta1.SendAuthorization",
          ...{ spend_limit: [coin(7)], allow_list: [c, b] },
        },
        "2030-03-17T17:46:40Z",
      ),
    ],
    [`grant bob generic --msg-type ${SEND} --expiration 0 --from alice`, grant(generic(SEND))],
    [
      `revoke bob ${SEND} --from alice`,
      { type: "MsgRevoke", granter: a, grantee: b, msg_type_url: SEND },
    ],
    [
      "exec tx.json --from bob",
      {
        type: "MsgExec",
        grantee: b,
        msgs: [inner],
      },
    ],
  ];
  for (const [argv, message] of rows) {
    it(`tx authz ${argv}`, async () => {
      const words = `${argv} -b sync --gas 200000 --fees 200ulaz -y`.split(" ");
      await bench.json("tx", "authz", ...words);
      assert.deepEqual(messagesToJson(sent.at(-1) ?? []), [message]);
    });
  }

  it("the transaction of tx authz exec may come by standard input", async () => {
    const tx = JSON.stringify({ body: { messages: [inner, inner] } });
    const words = "tx authz exec - --from bob -b sync --gas 200000 --fees 200ulaz -y".split(" ");
    const run = await bench.run(words, { input: tx });
    assert.equal(run.code, 0, run.stderr);
    const message = { type: "MsgExec", grantee: b, msgs: [inner, inner] };
    assert.deepEqual(messagesToJson(sent.at(-1) ?? []), [message]);
  });

  const asking = async (argv: string): Promise<string> => {
    const words = `tx authz ${argv} --gas 200000 --fees 200ulaz`.split(" ");
    const { stderr, code } = await bench.run(words, { terminal: true, input: "n\n" });
    assert.equal(code, 1);
    return stderr;
  };

  it("the question before signing shows what is granted, and until when", async () => {
    const argv = `grant bob generic --msg-type ${SEND} --from alice`;
    const text = await asking(`${argv} --expiration 1900000000`);
    assert.ok(text.includes(`@type: ${GENERIC}\n    msg: ${SEND}\n`), text);
    assert.ok(text.includes("\nends: 2030-03-17T17:46:40Z\n"), text);
    assert.ok((await asking(argv)).includes("\nends: never\n"));
  });

  it("the question before signing shows what is run, cut where it is long or deep", async () => {
    const text = await asking("exec tx.json --from bob");
    assert.ok(text.includes(`msgs:\n  - @type: ${SEND}\n    from_address: ${a}\n`), text);
    let nested: object = inner;
    const exec = "/cosmos.authz.v1beta1.MsgExec";
    for (let depth = 0; depth < 20; depth++) nested = { "@type": exec, grantee: b, msgs: [nested] };
    const long = { ...inner, to_address: "x".repeat(300) };
    await write("long.json", { body: { messages: [long, nested] } });
    const shown = await asking("exec long.json --from bob");
    assert.ok(shown.includes(`to_address: ${"x".repeat(200)}… (300 characters)\n`), shown);
    assert.match(shown, / msgs: …\n/);
  });

  const refused: readonly (readonly [argv: string, code: number, message: RegExp])[] = [
    ["grant bob", 2, /AUTHORIZATION-TYPE is missing/],
    ["grant bob delegate", 2, /AUTHORIZATION-TYPE "delegate": expected send or generic/],
    ["grant bob send", 2, /--spend-limit is missing: send needs it/],
    [
      "grant bob send --spend-limit 1ulaz --msg-type /a.B",
      2,
      /--msg-type: goes with generic alone/,
    ],
    ["grant bob send --spend-limit 1ulaz --allow-list x,x", 2, /expected words, none twice/],
    ["grant bob generic", 2, /--msg-type is missing: generic needs it/],
    ["grant bob generic --msg-type /a.B --spend-limit 1ulaz", 2, /go with send alone/],
    ["grant bob generic --msg-type /a.B --expiration x", 2, /--expiration "x": expected a whole/],
    ["grant bob generic --msg-type /a.B --expiration 253402300800", 2, /a year before 10000/],
    ["revoke bob", 2, /MSG-TYPE-URL is missing/],
    ["exec none.json", 1, /none\.json: cannot be read/],
    ["exec list.json", 1, /list\.json: expected a JSON object/],
    ["exec empty.json", 1, /empty\.json: expected a transaction with messages/],
    ["exec unknown.json", 1, /unknown\.json: body\.messages\[0\].*\/a\.B/],
  ];
  for (const [argv, code, message] of refused) {
    it(`refused: tx authz ${argv}`, async () => {
      await write("list.json", [inner]);
      await write("empty.json", { body: { messages: [] } });
      await write("unknown.json", { body: { messages: [{ "@type": "/a.B" }] } });
      const run = await bench.run(["tx", "authz", ...argv.split(" "), "--from", "alice", "-y"]);
      assert.match(run.stderr, message);
      assert.equal(run.code, code);
    });
  }

  const pagination = { key: new Uint8Array(0), offset: 0n, countTotal: false, reverse: false };
  const authorization = {
    typeUrl: GENERIC,
    value: GenericAuthorization.encode({ msg: SEND }).finish(),
  };
  const expiration = { seconds: 1_900_000_000n, nanos: 0 };
  const terms = { authorization: generic(SEND), expiration: "2030-03-17T17:46:40Z" };

  for (const [argv, msgTypeUrl] of [
    ["grants alice bob", ""],
    [`grants alice bob ${SEND}`, SEND],
  ] as const) {
    it(`query authz ${argv}`, async () => {
      const response = { grants: [{ authorization, expiration }], pagination: undefined };
      answer = QueryGrantsResponse.encode(response).finish();
      const printed = await bench.json("query", "authz", ...argv.split(" "));
      assert.deepEqual(printed, { grants: [terms], pagination: null });
      const [path, request] = asked.at(-1) ?? assert.fail("nothing was asked");
      assert.equal(path, "/cosmos.authz.v1beta1.Query/Grants");
      const expected = { granter: a, grantee: b, msgTypeUrl };
      assert.deepEqual(QueryGrantsRequest.decode(request), {
        ...expected,
        pagination: { ...pagination, limit: 0n },
      });
    });
  }

  for (const [argv, method, codec, who] of [
    ["grants-by-granter alice", "GranterGrants", QueryGranterGrantsRequest, { granter: a }],
    ["grants-by-grantee bob", "GranteeGrants", QueryGranteeGrantsRequest, { grantee: b }],
  ] as const) {
    it(`query authz ${argv}`, async () => {
      const grants = [{ granter: a, grantee: b, authorization, expiration }];
      // Both answers have one form.
      const response = { grants, pagination: { nextKey: Uint8Array.of(7), total: 0n } };
      answer = QueryGranteeGrantsResponse.encode(response).finish();
      const printed = await bench.json("query", "authz", ...argv.split(" "), "--limit", "1");
      assert.deepEqual(printed, {
        grants: [{ granter: a, grantee: b, ...terms }],
        pagination: { next_key: "Bw==", total: "0" },
      });
      const [path, request] = asked.at(-1) ?? assert.fail("nothing was asked");
      assert.equal(path, `/cosmos.authz.v1beta1.Query/${method}`);
      const expected = { ...who, pagination: { ...pagination, limit: 1n } };
      assert.deepEqual(codec.decode(request), expected);
    });
  }

  it("an answer that cannot be read is the node's fault", async () => {
    answer = Uint8Array.of(0x0a, 0xff);
    const run = await bench.run("query authz grants-by-granter alice".split(" "));
    assert.match(run.stderr, /the node's answer to \/cosmos\.authz\.\S+ is malformed/);
    assert.equal(run.code, 1);
  });
});
