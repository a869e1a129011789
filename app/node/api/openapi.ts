import { ScalarType } from "@bufbuild/protobuf";
import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { VERSION } from "../../version.ts";
import { HEIGHT_HEADER } from "./calls.ts";
import { commentOf } from "./comments.ts";
import { pathOf } from "./descriptors.ts";
import type { Route } from "./routes.ts";

type Schema = Readonly<Record<string, unknown>>;

/** How deep fields of nested messages become parameters, as in `pagination.limit`. */
const PARAMETER_DEPTH_MAX = 3;

/**
 * The document of OpenAPI 3.0 for these routes: each path, its parameters and body, and the messages that go either way.
 * Comments of the .proto files are its descriptions, if the descriptors have them.
 */
export function openApiDocument(routes: readonly Route[]): Schema {
  const schemas = new Map<string, Schema>();
  const paths: Record<string, Record<string, Schema>> = {};
  for (const route of routes) {
    const path = openApiPath(route.path);
    paths[path] = { ...paths[path], [route.verb.toLowerCase()]: operationOf(route, schemas) };
  }
  schemas.set("Status", STATUS);
  const sorted = [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    openapi: "3.0.3",
    info: {
      title: "Lazuli",
      description: "Queries and transactions over HTTP, made from the protocol definitions.",
      version: VERSION,
    },
    paths,
    components: { schemas: Object.fromEntries(sorted) },
  };
}

/** `{namespace=…}` has the segments of its pattern, which OpenAPI cannot say. */
export function openApiPath(path: string): string {
  return path.replace(/\{([^}=]+)=[^}]*\}/g, "{$1}");
}

const STATUS: Schema = {
  type: "object",
  description: "What went wrong.",
  properties: {
    code: { type: "integer", description: "The status of gRPC." },
    message: { type: "string" },
    details: { type: "array", items: { type: "object" } },
  },
};

function operationOf(route: Route, schemas: Map<string, Schema>): Schema {
  const { method, body } = route;
  const service = method.parent.typeName;
  const inPath = new Set(route.template.variables.map(({ field }) => field));
  const inQuery = body === "*" ? [] : parametersOf(method.input, "", 0, schemas);
  const parameters = [
    ...[...inPath].map((name) => pathParameter(method.input, name)),
    ...inQuery.filter(({ name }) => !inPath.has(String(name)) && name !== body),
    {
      name: HEIGHT_HEADER,
      in: "header",
      description: "The height to read; the newest unless given.",
      schema: { type: "string" },
    },
  ];
  return {
    tags: [service.slice(0, service.lastIndexOf("."))],
    summary: pathOf(method),
    operationId: `${service}.${method.name}.${route.verb}${route.path}`.replace(/\W+/g, "_"),
    ...describe(commentOf(method)),
    parameters,
    ...(body === "" ? {} : { requestBody: bodyOf(method.input, body, schemas) }),
    responses: {
      "200": { description: "The answer.", content: jsonOf(refTo(method.output, schemas)) },
      default: {
        description: "An error.",
        content: jsonOf({ $ref: "#/components/schemas/Status" }),
      },
    },
  };
}

function jsonOf(schema: Schema): Schema {
  return { "application/json": { schema } };
}

function bodyOf(input: DescMessage, body: string, schemas: Map<string, Schema>): Schema {
  const field = input.fields.find(({ name }) => name === body);
  const schema = field?.message ?? input;
  return { required: true, content: jsonOf(refTo(schema, schemas)) };
}

function pathParameter(input: DescMessage, name: string): Schema {
  const field = input.fields.find((one) => one.name === name);
  return {
    name,
    in: "path",
    required: true,
    ...describe(field && commentOf(field)),
    schema: field?.scalar === undefined ? { type: "string" } : scalarSchema(field.scalar),
  };
}

function parametersOf(
  schema: DescMessage,
  prefix: string,
  depth: number,
  schemas: Map<string, Schema>,
): readonly Schema[] {
  return schema.fields.flatMap((field) => {
    const name = `${prefix}${field.name}`;
    const isMessage = field.fieldKind === "message" && !isWellKnown(field.message);
    if (isMessage) {
      if (depth >= PARAMETER_DEPTH_MAX) return [];
      return parametersOf(field.message, `${name}.`, depth + 1, schemas);
    }
    if (field.fieldKind === "map" || (field.fieldKind === "list" && field.message)) return [];
    const deprecated = field.proto.options?.deprecated === true ? { deprecated: true } : {};
    return [
      {
        ...{ name, in: "query", ...deprecated, ...describe(commentOf(field)) },
        schema: fieldSchema(field, schemas),
      },
    ];
  });
}

function isWellKnown({ typeName }: DescMessage): boolean {
  return typeName.startsWith("google.protobuf.");
}

function refTo(message: DescMessage, schemas: Map<string, Schema>): Schema {
  const known = WELL_KNOWN.get(message.typeName);
  if (known !== undefined) return known;
  if (!schemas.has(message.typeName)) {
    // Before its fields, which may lead back to it.
    schemas.set(message.typeName, {});
    const properties = message.fields.map((field) => [field.name, propertyOf(field, schemas)]);
    schemas.set(message.typeName, {
      type: "object",
      ...describe(commentOf(message)),
      properties: Object.fromEntries(properties) as Schema,
    });
  }
  return { $ref: `#/components/schemas/${message.typeName}` };
}

function propertyOf(field: DescField, schemas: Map<string, Schema>): Schema {
  const schema = fieldSchema(field, schemas);
  const description = describe(commentOf(field));
  // What stands beside a reference is not read.
  if (!("$ref" in schema) || !("description" in description)) return { ...schema, ...description };
  return { allOf: [schema], ...description };
}

function fieldSchema(field: DescField, schemas: Map<string, Schema>): Schema {
  const one = (): Schema => {
    if (field.message !== undefined) return refTo(field.message, schemas);
    if (field.enum !== undefined) return enumSchema(field.enum);
    return scalarSchema(field.scalar);
  };
  switch (field.fieldKind) {
    case "list":
      return { type: "array", items: one() };
    case "map":
      return { type: "object", additionalProperties: one() };
    default:
      return one();
  }
}

function enumSchema({ values }: DescEnum): Schema {
  return { type: "string", enum: values.map(({ name }) => name) };
}

function scalarSchema(type: ScalarType): Schema {
  switch (type) {
    case ScalarType.BOOL:
      return { type: "boolean" };
    case ScalarType.STRING:
      return { type: "string" };
    case ScalarType.BYTES:
      return { type: "string", format: "byte" };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: "number" };
    case ScalarType.INT32:
    case ScalarType.SINT32:
    case ScalarType.SFIXED32:
      return { type: "integer", format: "int32" };
    case ScalarType.UINT32:
    case ScalarType.FIXED32:
      return { type: "integer", format: "int64" };
    case ScalarType.UINT64:
    case ScalarType.FIXED64:
      return { type: "string", format: "uint64" };
    default:
      return { type: "string", format: "int64" };
  }
}

const WELL_KNOWN: ReadonlyMap<string, Schema> = new Map([
  [
    "google.protobuf.Any",
    {
      type: "object",
      description: "A message of any type, which stands in @type.",
      properties: { "@type": { type: "string" } },
      additionalProperties: {},
    },
  ],
  ["google.protobuf.Timestamp", { type: "string", format: "date-time" }],
  ["google.protobuf.Duration", { type: "string", example: "1.5s" }],
]);

function describe(comment: string | undefined): { readonly description?: string } {
  return comment === undefined ? {} : { description: comment };
}
