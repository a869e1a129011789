// Who may import whom: docs/architecture.md as data. Plain JavaScript, because ESLint reads it before anything is compiled.

/**
 * One layer of the code.
 *
 * @typedef {object} Layer
 * @property {string} name
 * @property {RegExp} files paths from the root; the first layer that matches has the file. A group `unit` keeps the units of a
 *   layer apart: files of one unit import each other, never another unit's.
 * @property {readonly string[]} imports names of the layers that it may import, besides itself
 * @property {boolean} [node] whether it may import `node:*`; true if absent
 * @property {readonly string[]} [packages] the npm packages that it may import; any if absent
 */

/** Packages that are pure and synchronous, and so may be part of the state machine. */
const PURE_PACKAGES = ["@bufbuild/protobuf", "@noble/hashes", "@scure/base"];

/** What a node is made of, from the bottom up. */
const MACHINE = ["generated", "log", "core"];
const CHAIN = [...MACHINE, "module's keys", "module", "app"];
const NODE = [...CHAIN, "abci", "db", "node"];

/** @type {readonly Layer[]} */
export const LAYERS = [
  { name: "generated", files: /^proto\/gen\//, imports: [], node: false },
  { name: "log", files: /^app\/(?:log|version)\.ts$/, imports: [], node: false, packages: [] },
  {
    name: "core",
    files: /^app\/core\//,
    imports: ["generated", "log"],
    node: false,
    packages: PURE_PACKAGES,
  },
  {
    name: "module's keys",
    files: /^modules\/(?<unit>[^/]+)\/(?:keys|limits)\.ts$/,
    imports: [],
    node: false,
    packages: [],
  },
  {
    name: "module's client",
    files: /^modules\/(?<unit>[^/]+)\/(?:client|commands)(?:-[a-z-]+)?\.ts$/,
    imports: ["generated", "log", "client", "module's keys"],
    node: false,
  },
  {
    name: "module",
    files: /^modules\/(?<unit>[^/]+)\//,
    imports: [...MACHINE, "module's keys"],
    node: false,
    packages: PURE_PACKAGES,
  },
  {
    name: "app",
    files: /^app\/app\.ts$/,
    imports: [...MACHINE, "module"],
    node: false,
    packages: PURE_PACKAGES,
  },
  { name: "abci", files: /^app\/abci\//, imports: CHAIN },
  { name: "db", files: /^app\/db\//, imports: CHAIN },
  { name: "node", files: /^app\/node\//, imports: [...CHAIN, "abci", "db"] },
  { name: "client", files: /^app\/client\//, imports: ["generated", "log"], node: false },
  {
    name: "gateway",
    files: /^app\/gateway\//,
    imports: ["generated", "log", "client", "module's client"],
  },
  {
    name: "explorer",
    files: /^app\/explorer\//,
    imports: ["generated", "log", "client", "module's client"],
    node: false,
  },
  { name: "localnet", files: /^localnet\//, imports: [...NODE, "client", "module's client"] },
  {
    name: "cli",
    files: /^app\/cli\//,
    imports: [...NODE, "client", "module's client", "gateway", "explorer", "localnet"],
  },
  { name: "main", files: /^app\/main\.ts$/, imports: ["log", "cli"] },
  { name: "scripts", files: /^scripts\//, imports: [...NODE, "client", "cli", "localnet"] },
  {
    name: "test",
    files: /^test\//,
    imports: [
      ...NODE,
      ...["client", "module's client", "gateway", "explorer", "localnet", "cli", "main"],
    ],
  },
];
