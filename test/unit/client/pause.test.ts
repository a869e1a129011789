import { test } from "node:test";
import { pause } from "../../../app/client/pause.ts";

const LONG_MS = 2 ** 31 - 1;

test("a pause ends with the signal, also with one that has aborted already", async () => {
  await pause(LONG_MS, AbortSignal.abort());
  const abort = new AbortController();
  const pausing = pause(LONG_MS, abort.signal);
  abort.abort();
  await pausing;
  await pause(-1, undefined);
});
