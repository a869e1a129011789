import { createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import type {
  DescFile,
  DescMessage,
  DescMethod,
  DescService,
  FileRegistry,
} from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { DESCRIPTORS } from "../../../proto/gen/descriptors.ts";

/** Every message, service and option that the chain's .proto files define, ours and vendored ones. */
export const REGISTRY: FileRegistry = createFileRegistry(
  fromBinary(FileDescriptorSetSchema, Buffer.from(DESCRIPTORS, "base64")),
);

/** @param typeName full name of a message that a file defines */
export function schemaOf(typeName: string): DescMessage {
  const schema = REGISTRY.getMessage(typeName);
  if (schema === undefined) throw new TypeError(`no .proto file defines ${typeName}`);
  return schema;
}

/** A file as server reflection hands it out, with the options that only others understand. */
export function fileToBytes(file: DescFile): Uint8Array {
  return toBinary(FileDescriptorProtoSchema, file.proto);
}

/** `/cosmos.bank.v1beta1.Query/Balance` */
export function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

/** @returns undefined if no file defines it */
export function methodAt(path: string, registry: FileRegistry = REGISTRY): DescMethod | undefined {
  const [, service = "", name] = path.split("/");
  return registry.getService(service)?.methods.find((method) => method.name === name);
}

/** The services of these paths, each once, in the order of the files. */
export function servicesOf(paths: Iterable<string>): readonly DescService[] {
  const names = new Set([...paths].map((path) => path.split("/")[1]));
  return [...REGISTRY.files]
    .flatMap((file) => file.services)
    .filter(({ typeName }) => names.has(typeName));
}
