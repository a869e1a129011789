import { createHash } from "node:crypto";
import { describeError, isMachineFault } from "../../app/core/faults.ts";
import { assertReadable } from "../../app/node/state-check.ts";
import { LmdbDatabase } from "../../app/db/lmdb-database.ts";
import { keeping } from "./commit-loop.ts";
import { TestChain } from "./executor.ts";

/** Exit code for a fault that names what is damaged. */
export const DAMAGE_REPORTED = 3;

/** Run as a program: reads everything at every kept height of a folder and prints what it comes to. */
function main(path: string): void {
  assertReadable(path);
  const database = new LmdbDatabase(path, keeping(1_000));
  const chain = new TestChain({ database });
  const newest = database.latest()?.height ?? 0;
  const digest = createHash("sha256");
  for (let height = database.oldestHeight() ?? 0; height <= newest; height++) {
    const record = database.at(height);
    digest.update(JSON.stringify({ ...record, timeNs: String(record?.timeNs) }));
    digest.update(JSON.stringify(chain.executor.exportState(height)));
  }
  process.stdout.write(`${newest} ${digest.digest("hex")}\n`);
}

const [, program, path] = process.argv;
if (program === import.meta.filename && path !== undefined) {
  try {
    main(path);
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n`);
    process.exitCode = isMachineFault(error) ? DAMAGE_REPORTED : 1;
  }
}
