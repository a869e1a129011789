import type { ModuleCommands } from "../../app/client/verbs.ts";
import { ACCESS_VERBS } from "./commands-access.ts";
import { BULK_VERBS } from "./commands-bulk.ts";
import { changesVerb, watchVerb } from "./commands-changes.ts";
import { NAMESPACE_QUERIES } from "./commands-namespace.ts";
import { KEY_QUERIES } from "./commands-query.ts";
import { READ_VERBS } from "./commands-read.ts";
import { WRITE_VERBS } from "./commands-write.ts";

export const kvCommands: ModuleCommands = {
  name: "kv",
  describe: "The key-value store",
  tx: [...WRITE_VERBS, ...BULK_VERBS, ...ACCESS_VERBS, ...READ_VERBS],
  query: [...KEY_QUERIES, ...NAMESPACE_QUERIES, changesVerb, watchVerb],
  types: async () => (await import("./client-messages.ts")).kvTypes,
};
