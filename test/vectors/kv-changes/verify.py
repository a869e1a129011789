"""Checks changes of a namespace, from modules/kv/README.md alone.

Reads JSON from standard input:
  namespace  "<owner address>/<name>"
  record     the value of the namespace's record as `abci_query` answers it, in base64; proving it is another matter
  since      what is known already: {"revision": N, "digest": "<hex>"}
  blocks     by height: the `result` of CometBFT's `block_results`

Prints a line for each change after `since`; ends with 1 and the reason if they do not lead to the record's digest.
"""

import base64
import hashlib
import json
import struct
import sys

KINDS = {1: "create", 2: "update", 3: "delete", 4: "expire", 5: "renew"}


def fail(reason):
    print(reason, file=sys.stderr)
    sys.exit(1)


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def read_record(data):
    """Fields of lazuli.kv.v1.Namespace that matter: revision 3, digest 4, changed_height 9."""
    fields, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        value, at = varint(data, at)
        if tag & 7 == 2:
            value, at = data[at : at + value], at + value
        fields[tag >> 3] = value
    return fields.get(3, 0), fields.get(4, bytes(32)), fields.get(9, 0)


def events_of(result, namespace):
    events = list(result.get("finalize_block_events") or [])
    for tx in result.get("txs_results") or []:
        events += tx.get("events") or []
    for event in events:
        attributes = {a["key"]: a["value"] for a in event["attributes"]}
        if event["type"] == "kv" and attributes["namespace"] == namespace:
            yield attributes


def mutations_of(data):
    at = 0
    while at < len(data):
        revision, kind, key_length = struct.unpack_from(">QBH", data, at)
        end = at + 11 + key_length + 40
        if end > len(data):
            fail("a mutation is cut off")
        yield revision, KINDS[kind], data[at + 11 : end - 40], data[at:end]
        at = end


def main():
    given = json.load(sys.stdin)
    revision, digest, height = read_record(base64.b64decode(given["record"]))
    since = given["since"]["revision"]
    blocks = []
    while revision > since:
        events = list(events_of(given["blocks"][str(height)], given["namespace"]))
        if not events:
            fail("block %d has no change" % height)
        changes = b"".join(base64.b64decode(e["changes"], validate=True) for e in events)
        blocks.append((height, changes))
        revision = next(mutations_of(changes))[0] - 1
        height = int(events[0]["previous_height"])
    folded = bytes.fromhex(given["since"]["digest"])
    lines = []
    for height, changes in reversed(blocks):
        for revision, kind, key, encoded in mutations_of(changes):
            if revision > since:
                folded = hashlib.sha256(folded + encoded).digest()
                lines.append("%d %d %s %s" % (revision, height, kind, key.hex()))
    if folded != digest:
        fail("the changes do not lead to the digest")
    print("\n".join(lines))


main()
