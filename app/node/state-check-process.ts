// The process that reads a state before a node does (state-check.ts).

import { describeError, isMachineFault } from "../core/faults.ts";
import { checkRecords } from "../db/record-check.ts";
import { DAMAGE_FOUND } from "./state-check.ts";

const [, , folder = ""] = process.argv;
try {
  await checkRecords(folder);
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  // Whatever else went wrong the node meets itself, and says so.
  process.exitCode = isMachineFault(error) ? DAMAGE_FOUND : 1;
}
