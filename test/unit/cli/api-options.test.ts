import assert from "node:assert/strict";
import { test } from "node:test";
import { API_OPTIONS, apiSettingsOf } from "../../../app/cli/api-options.ts";
import { command } from "../../../app/cli/command.ts";
import { EXIT_OK, EXIT_USAGE } from "../../../app/cli/run.ts";
import { parseHostPort } from "../../../app/node/address.ts";
import { runCli } from "../../helpers/cli.ts";

/** What `lazuli start` takes of these words, and the exit code. */
async function settingsOf(
  argv: readonly string[],
  variables: Readonly<Record<string, string>> = {},
) {
  let settings: unknown;
  const probe = command({
    ...{ name: "probe", describe: "", positionals: [], options: API_OPTIONS, examples: [] },
    handler: (args) => {
      settings = apiSettingsOf(args);
      return Promise.resolve();
    },
  });
  const options = { folder: process.cwd(), commands: [probe], variables };
  const { code } = await runCli(["probe", ...argv], options);
  return { code, settings };
}

test("the flags have the SDK's names and override what is said, and nothing else", async () => {
  assert.deepEqual(await settingsOf([]), { code: EXIT_OK, settings: {} });
  const argv = ["--grpc.enable=false", "--api.address", "tcp://0.0.0.0:1318", "--api.swagger"];
  assert.deepEqual(await settingsOf([...argv, "--grpc-web.enable=false"]), {
    code: EXIT_OK,
    settings: {
      ...{ grpcEnable: false, apiAddress: "tcp://0.0.0.0:1318", apiSwagger: true },
      grpcWebEnable: false,
    },
  });
});

test("the environment gives them too", async () => {
  const variables = { LAZULI_GRPC_ADDRESS: "127.0.0.1:9091", LAZULI_API_ENABLE: "false" };
  assert.deepEqual((await settingsOf([], variables)).settings, {
    ...{ apiEnable: false, grpcAddress: "127.0.0.1:9091" },
  });
});

test("an address that is none is a mistake of usage", async () => {
  for (const address of ["1317", "http://127.0.0.1:1317", "127.0.0.1:65536", ""]) {
    assert.equal((await settingsOf(["--api.address", address])).code, EXIT_USAGE, address);
  }
});

test("hosts and ports are read with and without tcp://", () => {
  assert.deepEqual(parseHostPort("tcp://127.0.0.1:1"), { host: "127.0.0.1", port: 1 });
  assert.deepEqual(parseHostPort("[::1]:65535"), { host: "::1", port: 65_535 });
  assert.deepEqual(parseHostPort("a-b.example:0"), { host: "a-b.example", port: 0 });
  for (const text of ["::1:5", "a:b", "a:", ":5", "a:5/x", "udp://a:5"]) {
    assert.equal(parseHostPort(text), undefined, text);
  }
});
