import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { command, formerly, group } from "../../../app/cli/command.ts";
import { runCommandLine } from "../../../app/cli/run.ts";
import { Terminal } from "../../../app/cli/terminal.ts";
import { PassThrough } from "node:stream";
import { ClientError } from "../../../app/client/errors.ts";

interface Seen {
  readonly code: number;
  readonly args: Record<string, unknown> | undefined;
  readonly output: string;
  readonly errors: string;
}

async function run(
  argv: readonly string[],
  options: { variables?: Record<string, string>; fail?: Error } = {},
): Promise<Seen> {
  let args: Record<string, unknown> | undefined;
  const put = command({
    name: "put",
    describe: "Put a key",
    positionals: [
      { name: "namespace", describe: "Where", required: true },
      { name: "key", describe: "Which", required: true },
      { name: "value", describe: "What", required: false },
    ],
    options: {
      prefix: { type: "string", requiresArg: true },
      output: { alias: "o", type: "string", choices: ["text", "json"], requiresArg: true },
      yes: { alias: "y", type: "boolean" },
      "with-comet": { type: "boolean", default: true },
    },
    examples: [["a b c", "Put it"]],
    handler: (given) => {
      args = given;
      return options.fail === undefined ? Promise.resolve() : Promise.reject(options.fail);
    },
  });
  const [input, output, errors] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const code = await runCommandLine(
    [group("tx", "Transactions", [put]), formerly("old-put", put)],
    argv,
    {
      folder: "/",
      variables: options.variables ?? {},
      terminal: new Terminal({ input, output, errors }),
      onInterrupt: () => () => undefined,
    },
  );
  const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? "";
  return { code, args, output: text(output), errors: text(errors) };
}

describe("command line: words reach the command as they were typed", () => {
  const rows: readonly [name: string, argv: string[], expected: Record<string, unknown>][] = [
    ["three words", ["a", "b", "c"], { namespace: "a", key: "b", value: "c" }],
    ["an optional word left out", ["a", "b"], { value: undefined }],
    ["a dash", ["a", "b", "-"], { value: "-" }],
    ["quotes", ["a", `"b"`, `'c'`], { key: `"b"`, value: `'c'` }],
    ["numbers", ["007", "1e3", "0x10"], { namespace: "007", key: "1e3", value: "0x10" }],
    ["a negative number", ["a", "b", "-5"], { value: "-5" }],
    ["nothing", ["a", "", "c"], { key: "" }],
    ["an equals sign", ["a", "b=c", "true"], { key: "b=c", value: "true" }],
    ["names of JavaScript", ["__proto__", "constructor"], { namespace: "__proto__" }],
    ["words behind --", ["a", "b", "--", "--yes"], { value: "--yes", yes: undefined }],
    ["options between words", ["a", "-y", "b", "-o", "json", "c"], { value: "c", yes: true }],
    ["an option's dash", ["a", "b", "--prefix=-x"], { prefix: "-x" }],
    ["an option's quotes", ["a", "b", "--prefix", `"q"`], { prefix: `"q"` }],
    ["an empty option", ["a", "b", "--prefix="], { prefix: "" }],
    ["the last of two", ["a", "b", "-o", "json", "-o", "text"], { output: "text" }],
    ["=false", ["a", "b", "--with-comet=false"], { "with-comet": false }],
    ["a default", ["a", "b"], { "with-comet": true }],
  ];
  for (const [name, argv, expected] of rows) {
    it(name, async () => {
      const { code, args, errors } = await run(["tx", "put", ...argv]);
      assert.equal(errors, "");
      assert.equal(code, 0);
      for (const [key, value] of Object.entries(expected)) assert.equal(args?.[key], value, key);
    });
  }
});

describe("command line: usage errors have code 2, one line, and run nothing", () => {
  const rows: readonly [name: string, argv: string[], message: RegExp][] = [
    ["no command", [], /which command\? tx/],
    ["a group alone", ["tx"], /which command\? put/],
    ["an unknown command", ["tz"], /Did you mean tx\?/],
    ["an unknown verb", ["tx", "putt"], /Did you mean put\?/],
    ["a word missing", ["tx", "put", "a"], /KEY is missing: expected "lazuli tx put NAMESPACE KEY/],
    ["a word too many", ["tx", "put", "a", "b", "c", "d"], /unexpected argument "d"/],
    ["an unknown option", ["tx", "put", "a", "b", "--foo"], /foo/],
    ["a bad choice", ["tx", "put", "a", "b", "-o", "xml"], /output, Given: "xml"/],
    ["an option without its value", ["tx", "put", "a", "b", "-o"], /Not enough arguments/],
  ];
  for (const [name, argv, message] of rows) {
    it(name, async () => {
      const { code, args, output, errors } = await run(argv);
      assert.equal(code, 2);
      assert.equal(args, undefined);
      assert.equal(output, "");
      assert.match(errors, message);
      assert.match(errors, /^error: [^\n]*\n$/);
    });
  }
});

describe("command line: the rest", () => {
  it("takes defaults from LAZULI_ variables, and refuses bad ones", async () => {
    const words = ["tx", "put", "a", "b"];
    const variables = { LAZULI_OUTPUT: "json", LAZULI_WITH_COMET: "false", LAZULI_OTHER: "x" };
    const { args } = await run(words, { variables });
    assert.deepEqual([args?.["output"], args?.["with-comet"]], ["json", false]);
    const given = await run([...words, "-o", "text"], { variables });
    assert.equal(given.args?.["output"], "text");
    assert.equal((await run(words, { variables: { LAZULI_OUTPUT: "xml" } })).code, 2);
    assert.equal((await run(words, { variables: { LAZULI_YES: "perhaps" } })).code, 2);
  });

  it("prints help on standard output with code 0", async () => {
    const { code, output, errors } = await run(["tx", "put", "--help"]);
    assert.equal(code, 0);
    assert.equal(errors, "");
    assert.match(output, /^lazuli tx put <namespace> <key> \[value\] \[options\]/);
    assert.match(output, /lazuli tx put a b c +Put it/);
  });

  it("runs a command under a former name, of which no help speaks", async () => {
    const { code, args } = await run(["old-put", "a", "b"]);
    assert.deepEqual([code, args?.["key"]], [0, "b"]);
    const { output } = await run(["--help"]);
    assert.doesNotMatch(output, /old-put/);
    const { errors } = await run([]);
    assert.doesNotMatch(errors, /old-put/);
  });

  it("prints a user's error as one line that cannot move the cursor, with code 1", async () => {
    const fail = new ClientError("first\n  second\u001b[2J");
    const { code, errors } = await run(["tx", "put", "a", "b"], { fail });
    assert.equal(code, 1);
    assert.equal(errors, "error: first second\ufffd[2J\n");
  });

  it("prints a bug with its stack, with code 1", async () => {
    const { code, errors } = await run(["tx", "put", "a", "b"], { fail: new TypeError("oops") });
    assert.equal(code, 1);
    assert.match(errors, /^bug: TypeError: oops\n +at /);
  });
});
