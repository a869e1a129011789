import assert from "node:assert/strict";
import { test } from "node:test";
import { MsgSend, MsgSendResponse } from "../../../proto/gen/cosmos/bank/v1beta1/tx.ts";
import { AppBuilder } from "../../../app/core/app.ts";
import { concatBytes } from "../../../app/core/bytes.ts";
import { createDispatcher, runMessage } from "../../../app/core/dispatch.ts";
import { CoreError } from "../../../app/core/errors.ts";
import type { MessageRoute } from "../../../app/core/module.ts";
import { buildApp } from "../../../app/app.ts";
import { memoryContext } from "../../helpers/context.ts";
import { alice, bob } from "../../helpers/executor.ts";
import { sendMessage } from "../../helpers/tx.ts";

const route: MessageRoute = {
  typeUrl: "/cosmos.bank.v1beta1.MsgSend",
  responseTypeUrl: "/cosmos.bank.v1beta1.MsgSendResponse",
  request: MsgSend,
  response: MsgSendResponse,
  handler: {
    signers: () => [],
    handle(ctx) {
      ctx.events.emit("inner", ["a", "1"]);
      return {};
    },
  },
};
const dispatcher = createDispatcher((typeUrl) => (typeUrl === route.typeUrl ? route : undefined));
const send = sendMessage(alice, bob, 5n);

test("an application's dispatcher knows the messages of all modules, once it is built", () => {
  const { settings } = buildApp({ nodeMinGasPrice: "0" });
  const builder = new AppBuilder();
  const early = builder.dispatcher;
  builder.add({ name: "a", messages: [route] });
  assert.equal(early.has(route.typeUrl), false);
  builder.build({ ante: [], settings });
  assert.equal(early.has(route.typeUrl), true);
  assert.equal(early.decode(send).route, route);
});

test("messages are decoded as those of a transaction", () => {
  const { route: found, value } = dispatcher.decode(send);
  assert.equal(found, route);
  assert.equal((value as MsgSend).toAddress, bob.address);
  const add = (...bytes: number[]) => ({
    ...send,
    value: concatBytes(send.value, Uint8Array.of(...bytes)),
  });
  // Field 1024 is not critical, field 1000 is; field 1 is there already.
  assert.doesNotThrow(() => dispatcher.decode(add(0x80, 0x40, 1)));
  for (const bad of [
    add(0xc0, 0x3e, 1),
    add(0x0a, 0),
    add(0xff),
    { ...send, typeUrl: "/a.B" },
    { ...send, typeUrl: send.typeUrl.slice(1) },
  ]) {
    assert.throws(() => dispatcher.decode(bad), { codespace: "sdk", code: 2 });
  }
});

test("a message's events are handed to the caller, and those before it stay", () => {
  const ctx = memoryContext();
  ctx.events.emit("before");
  const { response, events } = runMessage(ctx, dispatcher.decode(send));
  assert.deepEqual(response, new Uint8Array(0));
  assert.deepEqual(events, [{ type: "inner", attributes: [["a", "1"]] }]);
  assert.deepEqual(
    ctx.events.all.map(({ type }) => type),
    ["before"],
  );
});

test("a message's error is the caller's", () => {
  const handle = (): never => {
    throw CoreError.unauthorized("no");
  };
  const failing = { ...route, handler: { ...route.handler, handle } };
  const message = { route: failing, value: {} };
  assert.throws(() => runMessage(memoryContext(), message), { codespace: "sdk", code: 4 });
});
