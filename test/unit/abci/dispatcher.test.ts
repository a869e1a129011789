import assert from "node:assert/strict";
import { test } from "node:test";
import type { Application, ApplicationRequest } from "../../../app/abci/application.ts";
import { DROPPED, Dispatcher } from "../../../app/abci/dispatcher.ts";
import { createNoopApplication, createRecordingLog } from "../../helpers/abci-application.ts";

const COMMIT: ApplicationRequest = { $case: "commit", value: {} };
const always = (): boolean => true;

function createDispatcher(overrides: Partial<Application>) {
  const faults: Error[] = [];
  const dispatcher = new Dispatcher({
    application: createNoopApplication(overrides),
    log: createRecordingLog(),
    onFault: (error) => faults.push(error),
  });
  return { dispatcher, faults };
}

test("a synchronous handler is answered without a promise", () => {
  const { dispatcher } = createDispatcher({});
  const tx = Uint8Array.of(1);
  const checked = dispatcher.dispatch({ $case: "checkTx", value: { tx, type: 0 } }, always);
  assert.ok(!(checked instanceof Promise) && checked !== DROPPED && checked.$case === "checkTx");
  assert.deepEqual(dispatcher.dispatch(COMMIT, always), {
    $case: "commit",
    value: { retainHeight: 0n },
  });
});

test("a handler keeps its object", () => {
  class Stateful {
    readonly #height = 5n;
    commit(): { retainHeight: bigint } {
      return { retainHeight: this.#height };
    }
  }
  const application: Application = Object.assign(new Stateful(), {
    ...createNoopApplication(),
    commit: Stateful.prototype.commit,
  });
  const dispatcher = new Dispatcher({
    application,
    log: createRecordingLog(),
    onFault: () => undefined,
  });
  assert.deepEqual(dispatcher.dispatch(COMMIT, always), {
    $case: "commit",
    value: { retainHeight: 5n },
  });
});

test("a request that nobody wants any more when its turn comes is not executed", async () => {
  let commits = 0;
  let release: (() => void) | undefined;
  const { dispatcher } = createDispatcher({
    commit: async () => {
      commits += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return { retainHeight: 0n };
    },
  });
  let isWanted = true;
  const first = dispatcher.dispatch(COMMIT, () => isWanted);
  const second = dispatcher.dispatch(COMMIT, () => isWanted);
  isWanted = false;
  release?.();
  assert.notEqual(await first, DROPPED);
  assert.equal(await second, DROPPED);
  assert.equal(commits, 1);
});

test("after a failure nothing is executed, and the first failure is reported once", async () => {
  let calls = 0;
  const { dispatcher, faults } = createDispatcher({
    commit: () => {
      calls += 1;
      return Promise.reject(new Error("first"));
    },
  });
  dispatcher.reportFault();
  assert.deepEqual(faults, []);
  await assert.rejects(async () => dispatcher.dispatch(COMMIT, always), /^Error: first$/);
  await assert.rejects(async () => dispatcher.dispatch(COMMIT, always), /stopped after.*: first/);
  dispatcher.noteFault("query", "second, and no Error");
  dispatcher.reportFault();
  dispatcher.reportFault();
  assert.deepEqual(
    faults.map(({ message }) => message),
    ["first"],
  );
  assert.equal(calls, 1);
});
