import { defineErrors } from "../../app/core/errors.ts";

/** @source cosmos-sdk x/bank/types/errors.go */
export const BankError = defineErrors("bank", {
  noInputs: { code: 2, message: "no inputs to send transaction" },
  noOutputs: { code: 3, message: "no outputs to send transaction" },
  inputOutputMismatch: { code: 4, message: "sum inputs != sum outputs" },
  sendDisabled: { code: 5, message: "send transactions are disabled" },
  duplicateEntry: { code: 8, message: "duplicate entry" },
  multipleSenders: { code: 9, message: "multiple senders not allowed" },
});
