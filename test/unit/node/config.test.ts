import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PRUNING_STRATEGIES } from "../../../app/db/pruning.ts";
import { APP_SETTINGS, CLIENT_SETTINGS, INDEXED_EVENTS_DEFAULT } from "../../../app/node/config.ts";
import { LOG_LEVELS } from "../../../app/node/log.ts";

test("an empty file and a freshly written one give the initial values", () => {
  for (const file of [APP_SETTINGS, CLIENT_SETTINGS]) {
    assert.deepEqual(file.parse(""), file.initial);
    assert.deepEqual(file.parse(file.render({})), file.initial);
  }
  assert.deepEqual(APP_SETTINGS.initial.indexEvents, INDEXED_EVENTS_DEFAULT);
  assert.equal(APP_SETTINGS.initial.minimumGasPrice, "0");
});

test("every key of a written file has a comment", () => {
  const lines = APP_SETTINGS.render({}).split("\n");
  const keys = lines.filter((line) => /^[a-z-]+ = /.test(line));
  assert.equal(keys.length, Object.keys(APP_SETTINGS.initial).length);
  for (const key of keys) assert.match(lines[lines.indexOf(key) - 1] ?? "", /^# /);
});

test("what is written is read back", () => {
  const decimals = fc
    .tuple(fc.nat(), fc.option(fc.stringMatching(/^\d{1,18}$/)))
    .map(([whole, part]) => (part === null ? `${whole}` : `${whole}.${part}`));
  const values = fc.record(
    {
      minimumGasPrice: decimals,
      indexEvents: fc.array(fc.stringMatching(/^[a-z./]{1,9}\.[a-z_]{1,9}$/), { maxLength: 20 }),
      pruning: fc.constantFrom(...PRUNING_STRATEGIES),
      pruningKeepRecent: fc.integer({ min: 2, max: 1_000_000_000 }),
      pruningInterval: fc.integer({ min: 1, max: 1_000_000 }),
      queryWorkers: fc.integer({ min: 0, max: 16 }),
      abciAddress: fc.constantFrom("", 'unix:///a b/ü"\\.sock', "tcp://127.0.0.1:26658"),
      logLevel: fc.constantFrom(...LOG_LEVELS),
      snapshotInterval: fc.nat(10_000_000),
      snapshotKeepRecent: fc.nat(1_000),
      apiEnable: fc.boolean(),
      apiAddress: fc.constantFrom("tcp://0.0.0.0:1317", "[::1]:0", "node.example:65535"),
      grpcAddress: fc.constantFrom("tcp://0.0.0.0:9090", "localhost:9090"),
      grpcWebEnable: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(values, (given) => {
      const parsed = APP_SETTINGS.parse(APP_SETTINGS.render(given));
      assert.deepEqual(parsed, { ...APP_SETTINGS.initial, ...given });
    }),
  );
});

const BAD: readonly (readonly [string, RegExp])[] = [
  [
    'minimum-gas-price = "0.1ulaz"',
    /^app\.toml: minimum-gas-price: expected a decimal like "0\.001".*, got "0\.1ulaz"$/,
  ],
  ["minimum-gas-price = 0.001", /minimum-gas-price: expected a decimal .*, got 0\.001$/],
  ['minimum-gas-price = "-1"', /minimum-gas-price: expected a decimal/],
  ['minimum-gas-price = "1e3"', /minimum-gas-price: expected a decimal/],
  ['minimum-gas-price = "01"', /minimum-gas-price: expected a decimal/],
  ['index-events = ["message"]', /index-events: expected .*"type\.attribute"/],
  ["index-events = [1]", /index-events: expected/],
  ['index-events = "message.action"', /index-events: expected/],
  ["pruning-keep-recent = 1", /pruning-keep-recent: expected a whole number from 2 to .*, got 1$/],
  ["pruning-keep-recent = 2.5", /pruning-keep-recent: expected a whole number/],
  ["pruning-interval = 0", /pruning-interval: expected a whole number from 1 to .*, got 0$/],
  ['pruning = "all"', /pruning: expected one of "default", "nothing".*, got "all"$/],
  ["query-workers = 17", /query-workers: expected a whole number from 0 to 16, got 17$/],
  ['abci-address = "tcp://host"', /abci-address: expected ""/],
  ['log-level = "verbose"', /log-level: expected one of "debug", "info".*, got "verbose"/],
  ["pruning_interval = 5", /unknown key "pruning_interval": did you mean pruning-interval\?/],
  [
    'minimum-gas-prices = "0"',
    /unknown key "minimum-gas-prices": did you mean minimum-gas-price\?/,
  ],
  [
    "[state-sync]\nsnapshot-interval = -1",
    /^app\.toml: state-sync\.snapshot-interval: expected a whole number from 0 to 10000000, got -1$/,
  ],
  [
    "[state-sync]\nsnapshot_interval = 1",
    /unknown key "state-sync\.snapshot_interval": did you mean state-sync\.snapshot-interval\?/,
  ],
  ["[api]\nenable = 1", /^app\.toml: api\.enable: expected true or false, got 1$/],
  ['[api]\naddress = "1317"', /api\.address: expected "host:port" or "tcp:.*, got "1317"$/],
  ['[grpc]\naddress = "h:65536"', /grpc\.address: expected "host:port"/],
  [
    "[grpc-web]\nenabled = true",
    /unknown key "grpc-web\.enabled": did you mean grpc-web\.enable\?/,
  ],
  ["snapshot-interval = 1", /did you mean state-sync\.snapshot-interval\?/],
  ["state-sync = 1", /unknown key "state-sync"/],
  ["[other]\nkey = 1", /unknown key "other"/],
  ["zzz = 1", /unknown key "zzz": known keys are minimum-gas-price, /],
  ["query-workers = ", /^app\.toml: .*/],
  ["__proto__ = 1", /app\.toml/],
];

test("a setting of a table stands in it, behind those that are in none", () => {
  const text = APP_SETTINGS.render({ snapshotInterval: 1_000 });
  assert.match(
    text,
    /\n\[state-sync\]\n\n# Heights from one snapshot .*\n(?:# .*\n)*snapshot-interval = 1000\n/,
  );
  assert.ok(text.indexOf("[state-sync]") > text.indexOf("log-format"));
  const parsed = APP_SETTINGS.parse("[state-sync]\nsnapshot-keep-recent = 5\n");
  assert.deepEqual([parsed.snapshotInterval, parsed.snapshotKeepRecent], [0, 5]);
});

for (const [content, expected] of BAD) {
  test(`app.toml refuses ${content}`, () => {
    assert.throws(() => APP_SETTINGS.parse(content), { name: "UserError", message: expected });
  });
}

test("a value that the file would refuse is not written", () => {
  assert.throws(() => APP_SETTINGS.render({ minimumGasPrice: "cheap" }), /minimum-gas-price/);
});

test("client.toml takes its keys and refuses other words", () => {
  const config = CLIENT_SETTINGS.parse('chain-id = "a-1"\nkeyring-backend = "test"\n');
  assert.equal(config.chainId, "a-1");
  assert.equal(config.keyringBackend, "test");
  assert.equal(config.broadcastMode, "commit");
  assert.throws(() => CLIENT_SETTINGS.parse('keyring-backend = "os"'), /one of "file", "test"/);
  assert.throws(() => CLIENT_SETTINGS.parse('node = "localhost"'), /node: expected an address/);
});
