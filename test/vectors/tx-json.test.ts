import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type CliRun, runCli } from "../helpers/cli.ts";

interface Vectors {
  /** In hexadecimal, by name. */
  readonly private_keys: Readonly<Record<string, string>>;
  /** Address of the key `team`, two of the three. */
  readonly multisig: string;
  /** What is there before the first command. */
  readonly files: Readonly<Record<string, string>>;
  /** One after the other. */
  readonly commands: readonly {
    readonly args: readonly string[];
    /** Where later commands find the output. */
    readonly file: string;
    readonly output: string;
  }[];
}

const { private_keys, multisig, files, commands } = JSON.parse(
  readFileSync(new URL("../../../test/vectors/tx-json/vectors.json", import.meta.url), "utf8"),
) as Vectors;
assert.equal(commands.length, 36);

/** The order of fields stays; how a text is escaped does not matter. */
function normalized(output: string): string {
  return output
    .trim()
    .split("\n")
    .map((line) => (line.startsWith("{") ? JSON.stringify(JSON.parse(line)) : line))
    .join("\n");
}

describe("commands of transactions print what simd prints, signatures included", () => {
  let folder = "";
  const run = (args: readonly string[], input = ""): Promise<CliRun> =>
    runCli(args, { folder, input, variables: { LAZULI_KEYRING_BACKEND: "test" } });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lazuli-tx-json-"));
    for (const [name, hex] of Object.entries(private_keys)) {
      const { code, stderr } = await run(["keys", "import-hex", name], `${hex}\n`);
      assert.equal(code, 0, stderr);
    }
    const members = Object.keys(private_keys).join(",");
    const team = `keys add team --multisig ${members} --multisig-threshold 2 --nosort -o json`;
    const { stdout } = await run(team.split(" "));
    assert.equal((JSON.parse(stdout) as { address: string }).address, multisig);
    // Each command reads what simd has printed before it.
    for (const { file, output } of commands) await writeFile(join(folder, file), output);
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  });
  after(() => rm(folder, { recursive: true }));

  for (const { args, file, output } of commands) {
    it(`${file}: ${args.join(" ").slice(0, 120)}`, async () => {
      const { code, stdout, stderr } = await run(args);
      assert.equal(code, 0, stderr);
      assert.equal(normalized(stdout), normalized(output));
    });
  }
});
