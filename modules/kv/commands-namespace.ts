import { hex } from "@scure/base";
import { ClientError } from "../../app/client/errors.ts";
import { formatTimeNs } from "../../app/client/time.ts";
import { PAGE_FLAGS, queryVerb } from "../../app/client/verbs.ts";
import type { Argument, Asker, QueryVerb } from "../../app/client/verbs.ts";
import type { GranteeGrant } from "../../proto/gen/lazuli/kv/v1/query.ts";
import type { NamespaceInfo } from "./client.ts";
import type { LeaseTime } from "./client-messages.ts";
import { KEPT_LEASE_FLAGS, KEY, NAMESPACE, VALUE, listOptions } from "./commands-arguments.ts";
import {
  deadlineToJson,
  fieldLines,
  formatKey,
  keyToJson,
  lines,
  nextKeyToJson,
  sweepRemark,
  timesToText,
} from "./commands-format.ts";
import { PROVE_FLAGS, heightOptions, proofOf } from "./commands-query.ts";

/* Queries about namespaces, their owners, the parameters and costs. */

const client = () => import("./client.ts");
const messages = () => import("./client-messages.ts");

const OWNER = {
  name: "owner",
  kind: "address",
  describe: "An address or a key's name",
} as const satisfies Argument;

const count = queryVerb({
  name: "count",
  describe: "How many entries a namespace holds",
  arguments: [NAMESPACE],
  examples: [["alice/profile", "Prints a number"]],
  async run(base, { namespace }, _flags, height) {
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.count(namespace, height);
    const remark = sweepRemark(found.sweepLagNs);
    return {
      json: { count: found.count, sweep_lag_ns: found.sweepLagNs },
      text: `${found.count}\n`,
      ...(remark === undefined ? {} : { remark }),
    };
  },
});

const namespaceRecord = queryVerb({
  name: "namespace",
  describe: "The record of a namespace: owner, entries, bytes, revision and digest of all changes",
  arguments: [NAMESPACE],
  flags: PROVE_FLAGS,
  examples: [
    ["alice/profile", "Who owns it, its size and revision"],
    ["alice/profile --prove", "Do not believe the node, check its proof"],
  ],
  async run(base, { namespace }, { prove }, height) {
    const { setupKvExtension, setupProvenKvExtension } = await client();
    if (prove !== true) {
      const record = await setupKvExtension(base).kv.namespace(namespace, height);
      return recordAnswer(namespace, record, undefined);
    }
    const { provenKv } = setupProvenKvExtension(base);
    const { record, ...state } = await provenKv.namespace(namespace, heightOptions(height));
    return recordAnswer(namespace, record, proofOf(state));
  },
});

function recordAnswer(
  namespace: string,
  record: NamespaceInfo | undefined,
  proof: ReturnType<typeof proofOf> | undefined,
) {
  if (record === undefined) {
    const absence = proof === undefined ? "" : `; its absence is ${proof.remark}`;
    throw new ClientError(
      `namespace not found: nothing was ever written to ${namespace}${absence}`,
    );
  }
  const remarks = [proof?.remark, sweepRemark(record.sweepLagNs)].filter(
    (one) => one !== undefined,
  );
  const fields = {
    owner: record.owner,
    pending_owner: record.pendingOwner === "" ? null : record.pendingOwner,
    transfers: record.transfers,
    entries: record.entries,
    bytes: record.bytes,
    revision: record.revision,
    digest: hex.encode(record.digest),
    changed_height: record.changedHeight,
    ...deadlineToJson("next_lease_deadline", record.nextLeaseDeadlineNs),
  };
  const text = Object.entries(timesToText(fields)).map(([name, value]) => [name, value ?? "none"]);
  return {
    json: { ...fields, sweep_lag_ns: record.sweepLagNs, ...proof?.json },
    text: fieldLines(Object.fromEntries(text) as Record<string, unknown>),
    ...(remarks.length === 0 ? {} : { remark: remarks.join("\n") }),
  };
}

const namespaces = queryVerb({
  name: "namespaces",
  describe: "The namespaces that an address owns",
  arguments: [OWNER],
  flags: PAGE_FLAGS,
  examples: [["alice", "A namespace a line"]],
  async run(base, { owner }, flags, height) {
    const { setupKvExtension } = await client();
    const page = await setupKvExtension(base).kv.namespaces(owner, listOptions(flags, height));
    return {
      json: { namespaces: page.items, next_key: nextKeyToJson(page.nextKey) },
      text: lines(page.items, page.nextKey),
    };
  },
});

const { reverse: _reverse, ...FORWARD_FLAGS } = PAGE_FLAGS;

const myKeys = queryVerb({
  name: "my-keys",
  describe: "The keys of all namespaces that an address owns",
  arguments: [OWNER],
  flags: FORWARD_FLAGS,
  examples: [["alice", "Namespace and key a line"]],
  async run(base, { owner }, flags, height) {
    const { setupKvExtension } = await client();
    const page = await setupKvExtension(base).kv.myKeys(owner, listOptions(flags, height));
    return {
      json: {
        keys: page.items.map(({ namespace, key }) => ({ namespace, ...keyToJson(key) })),
        next_key: nextKeyToJson(page.nextKey),
      },
      text: lines(
        page.items.map(({ namespace, key }) => `${namespace}\t${formatKey(key)}`),
        page.nextKey,
      ),
    };
  },
});

/** A grant in both forms. */
function describeGrant({ grantee, prefix, grant }: GranteeGrant, permissions: readonly string[]) {
  const { key: prefixText, key_base64: prefixBase64 } = keyToJson(prefix);
  const expiresNs = grant?.expiresNs ?? 0n;
  const keys = prefix.length === 0 ? "all keys" : `${formatKey(prefix)}…`;
  const end = expiresNs === 0n ? "does not end" : `until ${formatTimeNs(expiresNs)}`;
  return {
    json: {
      ...{ grantee, permissions, prefix: prefixText, prefix_base64: prefixBase64 },
      ...deadlineToJson("expires", expiresNs),
    },
    line: [grantee, permissions.join(","), keys, end].join("\t"),
  };
}

const grants = queryVerb({
  name: "grants",
  describe: "Who may write to a namespace besides its owner",
  arguments: [
    NAMESPACE,
    {
      name: "grantee",
      kind: "address",
      optional: true,
      describe: "Those of one alone: an address or a key's name",
    },
  ],
  flags: PAGE_FLAGS,
  examples: [["alice/profile", "Grantee, permissions, keys and end a line"]],
  async run(base, { namespace, grantee }, flags, height) {
    const { setupKvExtension } = await client();
    const page = await setupKvExtension(base).kv.grants(namespace, {
      ...listOptions(flags, height),
      ...(grantee === undefined ? {} : { grantee }),
    });
    const { permissionName } = await messages();
    const described = page.items.map((one) =>
      describeGrant(
        one,
        (one.grant?.permissions ?? []).map((value) => permissionName(value) ?? String(value)),
      ),
    );
    return {
      json: { grants: described.map(({ json }) => json), next_key: nextKeyToJson(page.nextKey) },
      text: lines(
        described.map(({ line }) => line),
        page.nextKey,
      ),
    };
  },
});

const params = queryVerb({
  name: "params",
  describe: "The module's parameters: limits, leases, the price of rent",
  arguments: [],
  examples: [["", "A parameter a line"]],
  async run(base, _values, _flags, height) {
    const { setupKvExtension } = await client();
    const found = await setupKvExtension(base).kv.params(height);
    return {
      json: {
        key_bytes_max: found.keyBytesMax,
        value_bytes_max: found.valueBytesMax,
        operations_max: found.operationsMax,
        bulk_entries_max: found.bulkEntriesMax,
        lease_seconds_default: found.leaseSecondsDefault,
        lease_seconds_max: found.leaseSecondsMax,
        rent_price: found.rentPrice,
        sweep_entries_max: found.sweepEntriesMax,
      },
    };
  },
});

const cost = queryVerb({
  name: "cost",
  describe: "What an upsert would cost now: rent, and with --from gas and fee; nothing is sent",
  arguments: [NAMESPACE, KEY, VALUE],
  flags: KEPT_LEASE_FLAGS,
  examples: [
    ["alice/profile name Ada --lease 30d", "What is held for it, charged and refunded"],
    ["profile name Ada --from alice", "Also gas and fee, by simulation"],
  ],
  async run(base, { namespace, key, value }, { lease }, height, asker) {
    const { setupKvExtension } = await client();
    const options = lease === undefined ? {} : { lease };
    const rent = await setupKvExtension(base).kv.rent(namespace, key, value.length, {
      ...heightOptions(height),
      ...options,
    });
    const coins = (amount: bigint) => `${amount}${rent.denom}`;
    const json = {
      denom: rent.denom,
      escrow: rent.escrow,
      charge: rent.charge,
      refund: rent.refund,
    };
    const text = {
      "rent held for the lease": coins(rent.escrow),
      "rent charged now": coins(rent.charge),
      "refund to the owner": coins(rent.refund),
    };
    if (asker === undefined || height !== undefined) {
      const remark = height === undefined ? NO_GAS : NO_GAS_AT_HEIGHT;
      return { json: { ...json, gas_wanted: null, fee: null }, text: fieldLines(text), remark };
    }
    const target = { namespace, key, value, options };
    const gas = await gasOf(await asker(), target);
    return {
      json: { ...json, ...gas },
      text: fieldLines({ ...text, gas: gas.gas_wanted, fee: gas.fee }),
    };
  },
});

const NO_GAS = "gas and fee depend on who signs: give --from";
const NO_GAS_AT_HEIGHT = "gas and fee can be asked of the latest height alone";

async function gasOf(
  { address, estimate }: Asker,
  write: {
    readonly namespace: string;
    readonly key: Uint8Array;
    readonly value: Uint8Array;
    readonly options: { readonly lease?: LeaseTime };
  },
) {
  const { kvMessages } = await messages();
  const { namespace, key, value, options } = write;
  const { gas, amount } = await estimate(
    kvMessages(address).upsert(namespace, key, value, options),
  );
  const fee = amount.map((coin) => `${coin.amount}${coin.denom}`).join(",");
  return { gas_wanted: gas, fee: fee === "" ? "none" : fee };
}

export const NAMESPACE_QUERIES: readonly QueryVerb[] = [
  ...[count, namespaceRecord, namespaces, myKeys, grants, params, cost],
];
