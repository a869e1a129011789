// Style and determinism as lint. What may import what is in scripts/lint/layers.js, the project's own rules are in
// scripts/lint/rules.js, and test/unit/lint-rules.test.ts proves each rule on a bad snippet.

import tseslint from "typescript-eslint";
import { local } from "./scripts/lint/rules.js";

/** The state machine: everything that decides what the app hash is. */
const STATE_MACHINE = ["app/core/**/*.ts", "modules/**/*.ts", "app/app.ts"];
const BROWSER_SAFE = ["modules/*/client*.ts", "modules/*/commands*.ts"];

/** Banned in every file. */
const EVERYWHERE = [
  {
    selector: "ExportDefaultDeclaration, ExportSpecifier[exported.name='default']",
    message: "No default exports: name what you export.",
  },
  {
    selector: "ExportAllDeclaration, ExportNamedDeclaration[source]",
    message:
      "No barrels: import from the file that has it (app/client/index.ts is the one exception).",
  },
  {
    selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
    message: "No process.exit: return or throw, and let app/main.ts set the exit code.",
  },
];
const [NO_DEFAULT_EXPORT, NO_BARREL, NO_EXIT] = EVERYWHERE;

/** Banned in the state machine, because it differs between machines, runs or versions of Node.js. */
const NONDETERMINISM = [
  {
    selector:
      "MemberExpression[object.name='Math']:not([computed=false][property.name=/^(abs|sign|min|max|trunc|floor|ceil|imul|clz32)$/])",
    message:
      "Only the exact functions of Math: the rest is random or rounded by the engine. Use bigint.",
  },
  {
    selector: "VariableDeclarator[init.name='Math']",
    message: "Use the exact functions of Math by their full name.",
  },
  {
    selector: "Literal[raw=/^(?!0[xXbBoO])([0-9_]*[.]|[0-9_.]+[eE])/]",
    message: "No floating point: use integers, or bigint with a written rounding direction.",
  },
  {
    selector: "MemberExpression[property.name='parseFloat']",
    message: "No floating point: use parseDecimal of app/core/integers.ts.",
  },
  {
    selector: "ForInStatement",
    message: "No for…in: integer-like keys jump first. Walk an array or sorted keys.",
  },
  {
    selector:
      "MemberExpression[object.name='Object'][property.name=/^(keys|values|entries|getOwnPropertyNames)$/], MemberExpression[object.name='Reflect'][property.name='ownKeys']",
    message: "No object as a list: integer-like keys jump first. Use arrays or sorted keys.",
  },
  {
    selector: "CallExpression[callee.property.name=/^(sort|toSorted)$/][arguments.length=0]",
    message: "Sort with a comparator: compareBytes, or one for bigint. The default compares text.",
  },
  {
    selector: "CallExpression[callee.property.name=/^(localeCompare|normalize|toLocale.*)$/]",
    message: "No locale or Unicode data: it follows the version of the binary. Compare bytes.",
  },
  {
    selector: "Literal[regex.pattern=/\\\\[pP][{]/], Literal[regex.flags=/[iv].*u|u.*i|v/]",
    message:
      "No Unicode properties or case folding in patterns: they follow the version of the binary.",
  },
  {
    selector: ":function[async=true], AwaitExpression, ForOfStatement[await=true]",
    message: "The state machine is synchronous (docs/adr/001-synchronous-core.md).",
  },
  {
    selector:
      "NewExpression[callee.name=/^(Error|TypeError|RangeError|EvalError|ReferenceError|SyntaxError|URIError|AggregateError)$/], CallExpression[callee.name=/^(Error|TypeError|RangeError)$/]",
    message:
      "Throw a numbered error of errors.ts, or a MachineFault (docs/adr/003-failure-policy.md).",
  },
  {
    selector: "ImportExpression",
    message: "No dynamic import: app/app.ts lists everything there is.",
  },
];

/** Globals that the state machine must not see, with what to use instead. */
const FORBIDDEN_GLOBALS = {
  "the block's time, ctx.timeNs": ["Date", "performance", "Temporal"],
  "nothing: the state machine is synchronous": [
    ...["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval"],
    ...["clearImmediate", "queueMicrotask", "Promise", "Atomics", "SharedArrayBuffer"],
    ...["MessageChannel", "Worker", "AbortController", "AbortSignal"],
  ],
  "ctx.crypto": ["crypto"],
  "the Context: the state machine sees nothing of its environment": [
    ...["process", "console", "fetch", "global", "globalThis", "window", "self", "navigator"],
    ...["localStorage", "WebSocket", "XMLHttpRequest", "require"],
  ],
  "Uint8Array and app/core/bytes.ts": ["Buffer"],
  "plain references: when garbage is collected differs between machines": [
    ...["WeakRef", "FinalizationRegistry"],
  ],
  "byte order": ["Intl"],
  "parseDecimal of app/core/integers.ts": ["parseFloat"],
  "code that can be read": ["eval", "Function"],
};

const restrictedGlobals = Object.entries(FORBIDDEN_GLOBALS).flatMap(([instead, names]) =>
  names.map((name) => ({ name, message: `Use ${instead}.` })),
);

const testCalls = ["test", "it", "describe", "suite", "before", "after", "beforeEach", "afterEach"];

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "proto/gen/", "coverage/", ".localnet*/", "**/*.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    plugins: { local },
    rules: {
      "local/disable-with-reason": "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 70, skipComments: true }],
      "no-restricted-syntax": ["error", ...EVERYWHERE],
      "no-console": "error",
      eqeqeq: "error",
      "no-eval": "error",
      "no-empty": "error",
    },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "local/import-direction": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: testCalls }] },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      // There are no enums (erasableSyntaxOnly), and these take seconds.
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      "@typescript-eslint/no-unsafe-enum-comparison": "off",
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      // Noise: a type alias, and a getter that returns a literal, are as good as what the rules ask for.
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/class-literal-property-style": "off",
      // `as T` is how an index that is known to be in range is written; `!` is banned.
      "@typescript-eslint/non-nullable-type-assertion-style": "off",
    },
  },
  {
    files: STATE_MACHINE,
    ignores: BROWSER_SAFE,
    rules: {
      "local/no-map-iteration": "error",
      "local/integer-arithmetic": "error",
      "no-restricted-globals": ["error", ...restrictedGlobals],
      // Fields that the SDK deprecated stay part of what the chain has to decode and answer.
      "@typescript-eslint/no-deprecated": "off",
      "no-restricted-syntax": ["error", ...EVERYWHERE, ...NONDETERMINISM],
    },
  },
  // Where division is defined.
  { files: ["app/core/integers.ts"], rules: { "local/integer-arithmetic": "off" } },
  {
    files: ["app/client/index.ts"],
    rules: { "no-restricted-syntax": ["error", NO_DEFAULT_EXPORT, NO_EXIT] },
  },
  {
    files: ["app/main.ts", "scripts/**"],
    rules: { "no-restricted-syntax": ["error", NO_DEFAULT_EXPORT, NO_BARREL] },
  },
  { files: ["app/cli/**", "scripts/**", "test/bench/**"], rules: { "no-console": "off" } },
  {
    files: ["test/**"],
    rules: {
      "max-lines": ["error", 800],
      "max-lines-per-function": "off",
      "no-restricted-syntax": [
        "error",
        ...EVERYWHERE,
        {
          selector:
            "MemberExpression[object.name=/^(test|it|describe|suite)$/][property.name='only'], CallExpression[callee.name=/^(test|it|describe|suite)$/] Property[key.name='only']",
          message: "No .only: it hides the other tests.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "@typescript-eslint/unbound-method": "off",
      // Tests look at deprecated fields to say that they are refused or empty.
      "@typescript-eslint/no-deprecated": "off",
    },
  },
  { files: ["eslint.config.js"], rules: { "no-restricted-syntax": "off" } },
);
