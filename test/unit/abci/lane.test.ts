import assert from "node:assert/strict";
import { test } from "node:test";
import { Lane } from "../../../app/abci/lane.ts";

test("a synchronous task in a free lane gives its result at once", () => {
  const lane = new Lane();
  assert.equal(
    lane.run(() => 1),
    1,
  );
  assert.throws(
    () =>
      lane.run(() => {
        throw new Error("first");
      }),
    /first/,
  );
  assert.equal(
    lane.run(() => 2),
    2,
  );
});

test("tasks do not overlap, keep their order, and outlive failures", async () => {
  const lane = new Lane();
  const events: string[] = [];
  const slow = (name: string, failure?: Error) => async (): Promise<string> => {
    events.push(`${name} starts`);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    events.push(`${name} ends`);
    if (failure !== undefined) throw failure;
    return name;
  };
  const outcomes = await Promise.allSettled([
    lane.run(slow("a")),
    lane.run(slow("b", new Error("b failed"))),
    lane.run(() => {
      events.push("c");
      throw new Error("c failed");
    }),
    lane.run(() => {
      events.push("d");
      return "d";
    }),
    lane.run(slow("e")),
  ]);
  assert.deepEqual(events, [
    "a starts",
    "a ends",
    "b starts",
    "b ends",
    "c",
    "d",
    "e starts",
    "e ends",
  ]);
  assert.deepEqual(
    outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? outcome.value : (outcome.reason as Error).message,
    ),
    ["a", "b failed", "c failed", "d", "e"],
  );
  assert.equal(
    lane.run(() => "free again"),
    "free again",
  );
});
