import { defineErrors } from "../../app/core/errors.ts";

export const ChainModuleError = defineErrors("chain", {
  invalidParams: { code: 2, message: "invalid chain parameters" },
});
