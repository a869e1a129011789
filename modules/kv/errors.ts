import { bytesToHex, utf8ToText } from "../../app/core/bytes.ts";
import { defineErrors } from "../../app/core/errors.ts";

export const KvError = defineErrors("kv", {
  invalidNamespace: { code: 2, message: "invalid namespace" },
  emptyKey: { code: 3, message: "key is empty" },
  keyTooLarge: { code: 4, message: "key is too large" },
  valueTooLarge: { code: 5, message: "value is too large" },
  keyExists: { code: 6, message: "key already exists" },
  keyNotFound: { code: 7, message: "key not found" },
  notOwner: { code: 8, message: "not the owner of the namespace" },
  missingPermission: { code: 9, message: "permission denied" },
  conditionFailed: { code: 10, message: "condition does not hold" },
  notAnInteger: { code: 11, message: "value is not an integer" },
  integerOverflow: { code: 12, message: "integer overflow" },
  leaseTooLong: { code: 13, message: "lease is too long" },
  invalidOperation: { code: 14, message: "invalid operation" },
  tooManyOperations: { code: 15, message: "too many operations" },
  invalidGrant: { code: 16, message: "invalid grant" },
  grantNotFound: { code: 17, message: "grant not found" },
  invalidOffer: { code: 18, message: "invalid offer" },
  noOffer: { code: 19, message: "namespace is not offered" },
  invalidParams: { code: 20, message: "invalid parameters" },
});

/** Bytes of a key that an error shows. */
const SHOWN_BYTES = 64;

/** A key for an error's text: quoted if it is printable ASCII, else in hexadecimal; long ones are cut. */
export function describeKey(key: Uint8Array): string {
  const shown = key.subarray(0, SHOWN_BYTES);
  const text = utf8ToText(shown);
  const quoted =
    text !== undefined && /^[\x20-\x7e]*$/.test(text)
      ? JSON.stringify(text)
      : `0x${bytesToHex(shown)}`;
  return key.length > SHOWN_BYTES ? `${quoted}… of ${key.length} bytes` : quoted;
}
