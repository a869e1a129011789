import type { DescFile, DescService } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { REGISTRY, fileToBytes } from "./descriptors.ts";
import { REFLECTION_REQUESTS_MAX } from "./limits.ts";

/** Both versions have the same messages. */
export const REFLECTION_SERVICES = [
  "grpc.reflection.v1.ServerReflection",
  "grpc.reflection.v1alpha.ServerReflection",
] as const;

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

interface Request {
  readonly host: string;
  readonly messageRequest:
    | { readonly case: "fileByFilename" | "fileContainingSymbol"; readonly value: string }
    | { readonly case: "allExtensionNumbersOfType" | "listServices"; readonly value: string }
    | {
        readonly case: "fileContainingExtension";
        readonly value: { readonly containingType: string; readonly extensionNumber: number };
      }
    | { readonly case: undefined };
}

type MessageResponse = { readonly case: string; readonly value: unknown };

/**
 * Server reflection: tells tools like grpcurl which services there are and what they are made of.
 *
 * @param services the names of the services that are served
 * @returns an implementation of either version's service
 */
export function reflectionService(services: readonly string[]): object {
  return {
    async *serverReflectionInfo(requests: AsyncIterable<Request>) {
      const sent = new Set<string>();
      let count = 0;
      for await (const request of requests) {
        if (++count > REFLECTION_REQUESTS_MAX) {
          const message = `more than ${REFLECTION_REQUESTS_MAX} requests`;
          throw new ConnectError(message, Code.ResourceExhausted);
        }
        yield {
          validHost: request.host,
          originalRequest: request,
          messageResponse: answer(request, services, sent),
        };
      }
    },
  };
}

function answer(
  { messageRequest: request }: Request,
  services: readonly string[],
  sent: Set<string>,
): MessageResponse {
  switch (request.case) {
    case "listServices": {
      const service = services.map((name) => ({ name }));
      return { case: "listServicesResponse", value: { service } };
    }
    case "fileByFilename":
      return files(REGISTRY.getFile(request.value), request.value, sent);
    case "fileContainingSymbol":
      return files(fileOf(request.value), request.value, sent);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = request.value;
      const found = extensionsOf(containingType).find(({ number }) => number === extensionNumber);
      return files(found?.file, `extension ${extensionNumber} of ${containingType}`, sent);
    }
    case "allExtensionNumbersOfType": {
      const baseTypeName = request.value;
      if (REGISTRY.getMessage(baseTypeName) === undefined) return notFound(baseTypeName);
      const extensionNumber = extensionsOf(baseTypeName).map(({ number }) => number);
      return {
        case: "allExtensionNumbersResponse",
        value: { baseTypeName, extensionNumber: extensionNumber.sort((a, b) => a - b) },
      };
    }
    case undefined:
      return failure(INVALID_ARGUMENT, "the request names no question");
  }
}

/** The file and what it imports, without what this stream has got already. */
function files(file: DescFile | undefined, what: string, sent: Set<string>): MessageResponse {
  if (file === undefined) return notFound(what);
  const found: DescFile[] = [file];
  sent.add(file.name);
  for (const one of found) {
    for (const needed of one.dependencies) {
      if (sent.has(needed.name)) continue;
      sent.add(needed.name);
      found.push(needed);
    }
  }
  const fileDescriptorProto = found.map(fileToBytes);
  return { case: "fileDescriptorResponse", value: { fileDescriptorProto } };
}

/** Of a type or service; or of one of its fields, methods or values, whose names begin with its own. */
function fileOf(symbol: string): DescFile | undefined {
  const found = REGISTRY.get(symbol);
  if (found !== undefined) return found.file;
  const dot = symbol.lastIndexOf(".");
  const owner = dot < 0 ? undefined : REGISTRY.get(symbol.slice(0, dot));
  const name = symbol.slice(dot + 1);
  switch (owner?.kind) {
    case "message":
      return owner.members.some((member) => member.name === name) ? owner.file : undefined;
    case "service":
      return owner.methods.some((method) => method.name === name) ? owner.file : undefined;
    case "enum":
      return owner.values.some((value) => value.name === name) ? owner.file : undefined;
    default:
      return undefined;
  }
}

function extensionsOf(typeName: string): { readonly number: number; readonly file: DescFile }[] {
  return [...REGISTRY].flatMap((type) =>
    type.kind === "extension" && type.extendee.typeName === typeName
      ? [{ number: type.number, file: type.file }]
      : [],
  );
}

function notFound(what: string): MessageResponse {
  return failure(NOT_FOUND, `not found: ${what.slice(0, 200)}`);
}

function failure(errorCode: number, errorMessage: string): MessageResponse {
  return { case: "errorResponse", value: { errorCode, errorMessage } };
}

/** @throws TypeError if no .proto file defines it */
export function serviceNamed(name: string): DescService {
  const service = REGISTRY.getService(name);
  if (service === undefined) throw new TypeError(`no .proto file defines the service ${name}`);
  return service;
}
