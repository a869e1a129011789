import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { CallGate } from "../../../../app/node/api/call-gate.ts";
import { until } from "../../../helpers/abci-client.ts";

/** Calls by name, and what became of them, in order. */
function calls(gate: CallGate) {
  const events: string[] = [];
  const responses = new Map<string, EventEmitter>();
  return {
    events,
    enter(name: string): boolean {
      const response = new EventEmitter();
      responses.set(name, response);
      const note = (what: string) => () => void events.push(`${what} ${name}`);
      return gate.enter(response, note("cut"), note("begin"));
    },
    close: (name: string) => responses.get(name)?.emit("close"),
  };
}

test("calls begin as places become free, in the order in which they came", () => {
  const { enter, close, events } = calls(new CallGate({ callsMax: 2, waitingMax: 2 }));
  assert.deepEqual(["a", "b", "c", "d", "e"].map(enter), [true, true, true, true, false]);
  assert.deepEqual(events, ["begin a", "begin b"]);
  close("b");
  assert.deepEqual(events.slice(2), ["begin c"]);
  assert.equal(enter("f"), true);
  close("a");
  close("c");
  assert.deepEqual(events.slice(3), ["begin d", "begin f"]);
  close("d");
  close("f");
  assert.deepEqual(["g", "h", "i"].map(enter), [true, true, true]);
  assert.deepEqual(events.slice(5), ["begin g", "begin h"]);
  for (const name of ["g", "h", "i"]) close(name);
});

test("who goes while it waits takes no place", () => {
  const { enter, close, events } = calls(new CallGate({ callsMax: 1, waitingMax: 1 }));
  enter("a");
  enter("b");
  close("b");
  assert.equal(enter("c"), true);
  close("a");
  assert.deepEqual(events, ["begin a", "begin c"]);
  close("c");
  assert.equal(enter("d"), true);
  assert.deepEqual(events.slice(2), ["begin d"]);
  close("d");
});

test("who takes or waits too long is cut", async () => {
  const { enter, events } = calls(new CallGate({ callsMax: 1, waitingMax: 1, timeoutMs: 1 }));
  enter("a");
  enter("b");
  await until("both to be cut", () => events.length === 3);
  assert.deepEqual(events, ["begin a", "cut a", "cut b"]);
});
