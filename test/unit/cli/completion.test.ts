import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { command, group } from "../../../app/cli/command.ts";
import { COMMANDS } from "../../../app/cli/commands.ts";
import { completionScript } from "../../../app/cli/completion-script.ts";
import type { Shell } from "../../../app/cli/completion-script.ts";
import { runCli } from "../../helpers/cli.ts";
import { temporaryFolder } from "../node/temporary-folder.ts";

/** What the words behind `lazuli` are completed to; the last is the one that is being typed. */
type Complete = (...words: string[]) => string[];

/** Asks the function that bash calls when the tab key is pressed. */
function inBash(script: string): Complete {
  return (...words) => {
    const ask = [
      'COMP_WORDS=(lazuli "$@")',
      "COMP_CWORD=$#",
      "eval \"$(complete -p lazuli | sed 's/.*-F \\([^ ]*\\) .*/\\1/')\"",
      `printf '%s\\n' "\${COMPREPLY[@]}"`,
    ];
    return run("bash", ["--norc", "-c", `${script}\n${ask.join("\n")}`, "bash", ...words]);
  };
}

/** As zsh's completion calls it, with what it gives to that function in place of the real ones. */
function inZsh(script: string): Complete {
  return (...words) => {
    const given = [
      "compdef() { completer=$1; }",
      'compset() { typed="${typed#*=}"; }',
      'compadd() { shift; for one in "$@"; do [[ "$one" == "$typed"* ]] && print -r -- "$one"; done; }',
      "_files() { :; }",
    ];
    const ask = ['words=(lazuli "$@")', "CURRENT=$#words", 'typed="${words[-1]}"', "$completer"];
    const text = [...given, script, ...ask, "true"].join("\n");
    return run("zsh", ["-f", "-c", text, "zsh", ...words]);
  };
}

function run(shell: string, args: readonly string[]): string[] {
  const { status, stdout, stderr, error } = spawnSync(shell, args, { encoding: "utf8" });
  if (error) throw error;
  assert.equal(stderr, "");
  assert.equal(status, 0);
  return stdout.split("\n").filter((line) => line !== "");
}

const SHELLS = {
  bash: { complete: inBash, equals: ["--output", "=", "js"] },
  zsh: { complete: inZsh, equals: ["--output=js"] },
} as const;

function isMissing(shell: Shell): string | false {
  const { error } = spawnSync(shell, ["-c", "true"]);
  return error === undefined ? false : `there is no ${shell} on this machine`;
}

for (const shell of ["bash", "zsh"] as const) {
  test(`${shell} completes the command line`, { skip: isMissing(shell) }, async (t) => {
    const { code, stdout } = await runCli(["completion", shell], {
      folder: await temporaryFolder(t),
    });
    assert.equal(code, 0);
    const complete = SHELLS[shell].complete(stdout);
    const rows: readonly (readonly [words: readonly string[], expected: readonly string[]])[] = [
      [["roll"], ["rollback"]],
      [
        ["completion", ""],
        ["bash", "zsh"],
      ],
      [["keys", "exp"], ["export"]],
      [["tx", "bank", "se"], ["send"]],
      // An alias leads to the same commands.
      [["tendermint", "show-v"], ["show-validator"]],
      [["--home", "keys", "comet", "show-v"], ["show-validator"]],
      [["keys", "--home", "x", "exp"], ["export"]],
      [["keys", "add", "name", "--wo"], ["--words"]],
      [
        ["keys", "add", "--words", ""],
        ["12", "24"],
      ],
      [["keys", "add", "--words", "12", "--rec"], ["--recover"]],
      [["config", "view", "--output-format", "t"], ["toml"]],
      [
        ["query", "bank", "balances", "-o", ""],
        ["text", "json"],
      ],
      [["status", ...SHELLS[shell].equals], ["json"]],
      // A file may be meant.
      [["init", "--home", ""], []],
      [["keys", "show", ""], []],
      [
        ["no-such-command", "sta"],
        ["start", "status"],
      ],
    ];
    for (const [words, expected] of rows) {
      assert.deepEqual(complete(...words), expected, words.join(" "));
    }
    const all = COMMANDS.map(({ name }) => name);
    assert.deepEqual(complete(""), all, "every command");
    assert.ok(!complete("query", "kv", "get", "--").includes("--start-hex"), "none of another");
  });
}

test("zsh runs the script as a file of fpath", { skip: isMissing("zsh") }, async (t) => {
  const folder = await temporaryFolder(t);
  const { stdout } = await runCli(["completion", "zsh"], { folder });
  assert.match(stdout, /^#compdef lazuli\n/);
  await writeFile(join(folder, "_lazuli"), stdout);
  const text = [
    'compadd() { shift; print -r -- "$@"; }',
    "fpath=($1)",
    "autoload -Uz _lazuli",
    'words=(lazuli completion "")',
    "CURRENT=3",
    "_lazuli",
  ].join("\n");
  assert.deepEqual(run("zsh", ["-f", "-c", text, "zsh", folder]), ["bash zsh"]);
});

test("the script follows the commands", () => {
  const leaf = command({
    name: "leaf",
    aliases: ["leaflet"],
    describe: "",
    positionals: [],
    options: {
      colour: { alias: "c", type: "string", choices: ["red", "green"] },
      big: { type: "boolean" },
      shiny: { type: "boolean", default: true },
      secret: { type: "string", hidden: true },
    },
    examples: [],
    handler: () => Promise.resolve(),
  });
  const script = completionScript(
    "lazuli",
    [group("tree", "", [group("twig", "", [leaf])])],
    "bash",
  );
  const complete = inBash(script);
  const expected = ["--colour", "--big", "--shiny", "--no-shiny", "--help"];
  assert.deepEqual(complete("tree", "twig", "leaflet", "--"), expected);
  assert.deepEqual(complete("tree", "twig", "leaf", "-c", "r"), ["red"]);
  assert.deepEqual(complete("tree", "twig", "leaf", "--secret", "--"), [], "its value");
  assert.deepEqual(complete("tree", "twig", "-"), ["--help", "-h"]);
});

test("a name that a shell would not take for a word is refused", () => {
  const bad = group('a"; rm b', "", []);
  assert.throws(() => completionScript("lazuli", [bad], "bash"), RangeError);
});
