import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type CliRun, runCli } from "../helpers/cli.ts";

interface Vectors {
  /** In hexadecimal, by name. */
  readonly private_keys: Readonly<Record<string, string>>;
  /** One after the other, with one keyring. */
  readonly commands: readonly { readonly args: readonly string[]; readonly output: string }[];
}

const { private_keys, commands } = JSON.parse(
  readFileSync(new URL("../../../test/vectors/keys/vectors.json", import.meta.url), "utf8"),
) as Vectors;

/** A multisig that is shown and not stored has no name in the SDK's answer, against its own documentation. */
const unnamed = (output: string): string => output.replace(/^\{"name":"multi"/, '{"name":""');

describe("commands of keys print what simd prints", () => {
  let folder = "";
  const run = (args: readonly string[], input = ""): Promise<CliRun> =>
    runCli([...args, "--bech32-prefix", "cosmos", "--keyring-backend", "test"], { folder, input });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-keys-"));
    for (const [name, hex] of Object.entries(private_keys)) {
      const { code, stderr } = await run(["keys", "import-hex", name], `${hex}\n`);
      assert.equal(code, 0, stderr);
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const { args, output } of commands) {
    it(args.join(" "), async () => {
      const { code, stdout, stderr } = await run(args);
      assert.equal(code, 0, stderr);
      // The SDK ends a list without a newline.
      assert.equal(unnamed(stdout).trimEnd(), output.trimEnd());
    });
  }
});
