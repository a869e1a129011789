import { hex } from "@scure/base";
import { VerbMisuse, followVerb, queryVerb } from "../../app/client/verbs.ts";
import type { Change } from "./client-changes.ts";
import type { Checkpoint } from "./client-source.ts";
import { NAMESPACE } from "./commands-arguments.ts";
import { deadlineToJson, formatKey, keyToJson } from "./commands-format.ts";
import { CHANGES_SHOWN_MAX } from "./limits.ts";

// The codecs and the client are loaded when a verb runs: the help and other modules' verbs do without them.
const client = () => import("./client-changes.ts");

const SHOWN_DEFAULT = 1_000n;

/** A change on a line: revision, height, kind, key. */
function changeToLine({ revision, height, kind, key }: Change): string {
  return `${revision}\t${height}\t${kind}\t${formatKey(key)}\n`;
}

function changeToJson(change: Change): object {
  const { revision, kind, key, valueSha256, leaseDeadlineNs, height } = change;
  return {
    revision,
    kind,
    ...keyToJson(key),
    value_sha256: valueSha256 === undefined ? null : hex.encode(valueSha256),
    ...deadlineToJson("lease_deadline", leaseDeadlineNs),
    height,
  };
}

function checkpointToJson(checkpoint: Checkpoint | undefined): object | null {
  if (checkpoint === undefined) return null;
  const { revision, digest, height } = checkpoint;
  return { revision, digest: hex.encode(digest), height };
}

/** What was checked, and where it goes on. */
function remarkOf(checkpoint: Checkpoint | undefined, isProven: boolean, next: bigint | undefined) {
  const digest = checkpoint ? `, digest ${hex.encode(checkpoint.digest)}` : "";
  return [
    ...(checkpoint && isProven
      ? [`verified: complete up to revision ${checkpoint.revision}${digest}`]
      : []),
    ...(next === undefined ? [] : [`there are more: --since ${next}`]),
  ].join("; ");
}

export const changesVerb = queryVerb({
  name: "changes",
  describe: "The changes of a namespace after a revision, in order",
  arguments: [NAMESPACE],
  flags: {
    since: { kind: "uint64", describe: "The revision after which they begin [default: 0]" },
    prove: {
      kind: "boolean",
      describe: "Check that none is left out, added, altered or moved before printing the first",
    },
    prefix: { kind: "bytes", describe: "Only keys that start with this text" },
    limit: { kind: "uint64", describe: `How many are printed [default: ${SHOWN_DEFAULT}]` },
  },
  examples: [
    ["alice/profile", "Revision, height, kind and key of each change"],
    ["alice/profile --since 40 --prove -o json", "What came after revision 40, proved complete"],
  ],
  async run(base, { namespace }, { since = 0n, prove = false, prefix, limit }, height) {
    const { changes } = await client();
    const most = limit ?? SHOWN_DEFAULT;
    if (most < 1n || most > BigInt(CHANGES_SHOWN_MAX)) {
      throw new VerbMisuse(`--limit ${most}: expected 1 to ${CHANGES_SHOWN_MAX}`);
    }
    const list = await changes(base, namespace, {
      ...{ since, prove },
      ...(prefix === undefined ? {} : { prefix }),
      ...(height === undefined ? {} : { height }),
    });
    const shown: Change[] = [];
    for await (const change of list) {
      shown.push(change);
      if (BigInt(shown.length) === most) break;
    }
    const { checkpoint, isProven, record } = list;
    const last = shown.at(-1)?.revision ?? record.revision;
    const isCut = BigInt(shown.length) === most && last < record.revision;
    const remark = remarkOf(checkpoint, isProven, isCut ? last : undefined);
    return {
      json: {
        changes: shown.map(changeToJson),
        checkpoint: checkpointToJson(checkpoint),
        proven: isProven,
        next_since: isCut ? last : null,
      },
      text: shown.map(changeToLine).join(""),
      ...(remark === "" ? {} : { remark }),
    };
  },
});

export const watchVerb = followVerb({
  name: "watch",
  describe: "Print the changes of a namespace as they come, each proved; Ctrl-C ends it",
  arguments: [NAMESPACE],
  flags: {
    since: { kind: "uint64", describe: "Also those after this revision [default: from now on]" },
    prefix: { kind: "bytes", describe: "Only keys that start with this text" },
  },
  examples: [
    ["alice/profile", "What changes from now on"],
    ["alice/profile --since 0 -o json", "All changes, each a JSON document on a line"],
  ],
  async *follow(base, { namespace }, { since, prefix }, { signal, remark }) {
    const { watch } = await import("./client-watch.ts");
    const watched = watch(base, namespace, {
      signal,
      ...(since === undefined ? {} : { since }),
      ...(prefix === undefined ? {} : { prefix }),
      onRetry: ({ message }, pauseMs) => remark(`${message}; trying again in ${pauseMs} ms`),
    });
    for await (const change of watched) {
      yield { json: changeToJson(change), text: changeToLine(change) };
    }
  },
});
