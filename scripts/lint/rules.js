// The project's own lint rules: what no rule of ESLint or typescript-eslint says. Each is proved by
// test/unit/lint-rules.test.ts.

import { posix, relative, sep } from "node:path";
import { ESLintUtils } from "@typescript-eslint/utils";
import ts from "typescript";
import { LAYERS } from "./layers.js";

/** @returns {{ layer: import("./layers.js").Layer, unit: string | undefined } | undefined} */
function layerOf(path) {
  for (const layer of LAYERS) {
    const match = layer.files.exec(path);
    if (match) return { layer, unit: match.groups?.unit };
  }
  return undefined;
}

/** @returns what is wrong with the import, or undefined */
function importFault(from, specifier) {
  const { layer, unit } = layerOf(from) ?? {};
  if (layer === undefined) return undefined;
  if (specifier.startsWith("node:")) {
    return layer.node === false ? `${layer.name} runs without Node.js` : undefined;
  }
  if (!specifier.startsWith(".")) {
    if (layer.packages?.some((name) => `${specifier}/`.startsWith(`${name}/`)) ?? true) return;
    return `${layer.name} may use only the packages ${layer.packages.join(", ") || "(none)"}`;
  }
  const path = posix.join(posix.dirname(from), specifier);
  const target = layerOf(path);
  if (target === undefined) return `${path} belongs to no layer`;
  if (target.layer === layer) {
    return target.unit === unit ? undefined : `${unit} and ${target.unit} must not know each other`;
  }
  if (!layer.imports.includes(target.layer.name)) {
    return `${layer.name} must not import ${target.layer.name}`;
  }
  if (unit !== undefined && target.unit !== undefined && target.unit !== unit) {
    return `${unit} and ${target.unit} must not know each other`;
  }
  return undefined;
}

const importDirection = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      direction:
        "{{fault}}: see docs/architecture.md, “Who may import whom”, and scripts/lint/layers.js",
    },
  },
  create(context) {
    const from = relative(context.cwd, context.filename).split(sep).join("/");
    const check = (node) => {
      const source = node.source ?? node.argument;
      if (typeof source?.value !== "string") return;
      const fault = importFault(from, source.value);
      if (fault) context.report({ node: source, messageId: "direction", data: { fault } });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: (node) => check({ source: node.source ?? node.argument?.literal }),
    };
  },
};

const COLLECTIONS = new Set(["Map", "Set", "ReadonlyMap", "ReadonlySet"]);
const ITERATORS = new Set(["keys", "values", "entries", "forEach"]);

/**
 * The order of a built-in Map or Set is the history of its insertions, which differs after a restart or a filled cache.
 * Look-ups are free.
 */
const noMapIteration = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      order:
        "The order of a {{type}} is the history of its insertions: walk the store's range, or sort the entries first",
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const collectionName = (node) => {
      const type = services.getTypeAtLocation(node);
      const parts = type.isUnion() ? type.types : [type];
      return parts.map((part) => part.getSymbol()?.name).find((name) => COLLECTIONS.has(name));
    };
    const check = (node) => {
      const type = node && collectionName(node);
      if (type) context.report({ node, messageId: "order", data: { type } });
    };
    return {
      ForOfStatement: (node) => check(node.right),
      SpreadElement: (node) => check(node.argument),
      "VariableDeclarator[id.type='ArrayPattern']": (node) => check(node.init),
      YieldExpression: (node) => node.delegate && check(node.argument),
      CallExpression: ({ callee, arguments: [first] }) => {
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
        if (ITERATORS.has(callee.property.name)) check(callee.object);
        const isFrom = callee.property.name === "from" && callee.object.name === "Array";
        if (isFrom && first) check(first);
      },
    };
  },
};

const ARITHMETIC = new Set(["/", "/=", "**", "**="]);

/** Division loses digits silently and powers of numbers are rounded by the engine; a power of bigints is exact. */
const integerArithmetic = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      divide:
        "No `/`: use divFloor or divCeil of app/core/integers.ts, so that the rounding is written down",
      power: "No `**` on numbers: the engine rounds it; use bigint",
    },
  },
  create(context) {
    const services = ESLintUtils.getParserServices(context);
    const isBigint = (node) =>
      (services.getTypeAtLocation(node).flags & ts.TypeFlags.BigIntLike) !== 0;
    const check = (node) => {
      if (!ARITHMETIC.has(node.operator)) return;
      if (node.operator.startsWith("/")) context.report({ node, messageId: "divide" });
      else if (!isBigint(node.left)) context.report({ node, messageId: "power" });
    };
    return { BinaryExpression: check, AssignmentExpression: check };
  },
};

const disableWithReason = {
  meta: {
    type: "problem",
    schema: [],
    messages: { reason: "Say why: `eslint-disable-next-line rule -- reason`" },
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const text = comment.value.trim();
          if (text.startsWith("eslint-disable") && !/\s--\s+\S/.test(text)) {
            context.report({ loc: comment.loc, messageId: "reason" });
          }
        }
      },
    };
  },
};

export const local = {
  rules: {
    "import-direction": importDirection,
    "no-map-iteration": noMapIteration,
    "integer-arithmetic": integerArithmetic,
    "disable-with-reason": disableWithReason,
  },
};
