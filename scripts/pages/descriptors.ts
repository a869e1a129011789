import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { buildApp } from "../../app/app.ts";
import { openApiDocument } from "../../app/node/api/openapi.ts";
import { queryPaths, servedPaths } from "../../app/node/api/paths.ts";
import { routesOf } from "../../app/node/api/routes.ts";

const HEADER = "// Made by `npm run generate` from the .proto files. Do not edit.\n\n";
const LINE_CHARACTERS = 100;

/** @param descriptors a `FileDescriptorSet` */
export function descriptorsModule(descriptors: Uint8Array): string {
  const text = Buffer.from(descriptors).toString("base64");
  const lines = text.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [];
  return (
    `${HEADER}/** A \`FileDescriptorSet\` of all .proto files, in base64; line breaks do not count. */\n` +
    `export const DESCRIPTORS = \`\n${lines.join("\n")}\n\`;\n`
  );
}

/** @param descriptors a `FileDescriptorSet` with the comments of the sources */
export function openApiModule(descriptors: Uint8Array): string {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
  const routes = routesOf(servedPaths(queryPaths(buildApp({ nodeMinGasPrice: "0" }))), registry);
  const json = JSON.stringify(openApiDocument(routes), undefined, 1);
  // What would end the literal, as JSON can write it too.
  const literal = json.replaceAll("`", "\\u0060").replaceAll("${", "$\\u007b");
  return (
    `${HEADER}/** What REST serves, as JSON of OpenAPI 3.0. */\n` +
    `export const OPENAPI: string = String.raw\`${literal}\`;\n`
  );
}
