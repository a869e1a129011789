import { defineErrors } from "../core/errors.ts";

/** What a node answers for itself, not for the chain: another node, or the same one later, may answer. */
export const NodeError = defineErrors("node", {
  busy: { code: 2, message: "busy" },
  brokenOff: { code: 3, message: "query was broken off" },
});
