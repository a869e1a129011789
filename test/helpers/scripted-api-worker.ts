// Run as a thread by tests of api-thread.ts: does what the path of a call says.

import { parentPort } from "node:worker_threads";
import type { FromApiWorker, ToApiWorker } from "../../app/node/api/api-messages.ts";

let lives = 0;

parentPort?.on("message", (message: ToApiWorker) => {
  if (message.kind !== "call") return;
  const { id, path, data } = message;
  if (path === "/die") throw new Error("scripted death");
  if (path === "/hang") return;
  lives++;
  const outcome =
    path === "/echo"
      ? { value: data }
      : ({ status: path.slice(1) as "NotFound", message: `call ${lives}` } as const);
  send({ kind: "called", id, outcome });
});
send({ kind: "listening" });

function send(message: FromApiWorker): void {
  parentPort?.postMessage(message);
}
