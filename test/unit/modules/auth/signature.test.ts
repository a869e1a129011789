import assert from "node:assert/strict";
import { test } from "node:test";
import { SignMode } from "../../../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import { MULTISIG_KEYS_MAX } from "../../../../modules/auth/limits.ts";
import {
  formatMultisig,
  parseSignature,
  type SimpleSignature,
} from "../../../../modules/auth/signature.ts";

const mode = SignMode.SIGN_MODE_LEGACY_AMINO_JSON;

test("a multisig's signature is read as it was written, for every number of keys", () => {
  for (let count = 1; count <= MULTISIG_KEYS_MAX; count++) {
    for (const everyNth of [1, 2, 3]) {
      const given = Array.from({ length: count }, (_, i): SimpleSignature | undefined =>
        i % everyNth === 0
          ? { type: "simple", mode, signature: new Uint8Array(64).fill(i + 1) }
          : undefined,
      );
      const { modeInfo, signature } = formatMultisig(given);
      const parsed = parseSignature(modeInfo, signature);
      assert.ok(parsed.type === "multisig");
      assert.deepEqual(
        parsed.hasSigned,
        given.map((one) => one !== undefined),
      );
      assert.deepEqual(
        parsed.signatures,
        given.filter((one) => one !== undefined),
      );
    }
  }
});
