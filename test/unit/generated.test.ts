import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const DIST = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

test("generated code and documents are what npm run generate makes", async () => {
  const script = join(DIST, "scripts", "generate.js");
  const { status, output } = await new Promise<{ status: unknown; output: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--enable-source-maps", script, "--check"],
      (error, stdout, stderr) => {
        resolve({ status: error === null ? 0 : error.code, output: `${stdout}${stderr}` });
      },
    );
  });
  assert.equal(status, 0, output);
});
