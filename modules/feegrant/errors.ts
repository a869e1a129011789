import { defineErrors } from "../../app/core/errors.ts";

/** @source cosmossdk.io/x/feegrant errors.go */
export const FeegrantError = defineErrors("feegrant", {
  feeLimitExceeded: { code: 2, message: "fee limit exceeded" },
  feeLimitExpired: { code: 3, message: "fee allowance expired" },
  invalidDuration: { code: 4, message: "invalid duration" },
  noAllowance: { code: 5, message: "no allowance" },
  noMessages: { code: 6, message: "allowed messages are empty" },
  messageNotAllowed: { code: 7, message: "message not allowed" },
});
