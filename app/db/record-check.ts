import type { Buffer } from "node:buffer";
import { open } from "lmdb";
import { checked } from "./checksum.ts";
import { assertWhole } from "./lmdb-file.ts";
import { LMDB_OPTIONS, TABLES_MAX } from "./lmdb-options.ts";

/** Tables whose records carry a checksum: all of them. */
const TABLES = ["heights", "orphans", "places", "parts", "counters"];

/**
 * Reads every record that LMDB keeps of a state. LMDB's own pages have no checksums, and where one is damaged LMDB may end
 * the process: who wants to know does this in another one (app/node/state-check.ts). There are few records, because nodes lie
 * in a file of their own.
 *
 * @throws StoreFault that names the record that is damaged
 */
export async function checkRecords(folder: string): Promise<void> {
  assertWhole(folder);
  const root = open<Buffer, string>({
    ...LMDB_OPTIONS,
    path: folder,
    maxDbs: TABLES_MAX,
    readOnly: true,
  });
  for (const name of TABLES) {
    const table = root.openDB<Buffer, number | [string, number]>({ name, encoding: "binary" });
    for (const { key, value } of table.getRange()) {
      checked(value, `record ${String(key)} of the table ${name}`);
    }
  }
  await root.close();
}
