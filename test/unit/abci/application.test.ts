import assert from "node:assert/strict";
import { test } from "node:test";
import type { Application, RequestKind } from "../../../app/abci/application.ts";
import { ResponseCheckTx } from "../../../proto/gen/tendermint/abci/types.ts";
import { createNoopApplication } from "../../helpers/abci-application.ts";

// The compiler refuses this file if one of the marked lines is not an error.
const { commit, ...rest } = createNoopApplication();
// @ts-expect-error -- a missing handler
const missing: Application = rest;
// @ts-expect-error -- the response of another method
const crossed: Application = { ...rest, commit: () => ResponseCheckTx.fromPartial({}) };
// @ts-expect-error -- no response
const silent: Application = { ...rest, commit: () => undefined };
// @ts-expect-error -- a promise of the wrong response
const late: Application = { ...rest, commit: () => Promise.resolve({ code: 0 }) };
// @ts-expect-error -- the server answers flush itself
const flush: RequestKind = "flush";

test("the type of an application asks for every handler, with its own response", () => {
  const whole: Application = { ...rest, commit };
  const inTime: Application = { ...rest, commit: () => Promise.resolve({ retainHeight: 0n }) };
  for (const application of [whole, inTime, missing, crossed, silent, late]) {
    assert.equal(typeof application.info, "function");
  }
  assert.equal(flush, "flush");
});
