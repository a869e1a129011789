import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, DescMethod, DescService, MessageShape } from "@bufbuild/protobuf";
import { ConnectError, createConnectRouter } from "@connectrpc/connect";
import type { ConnectRouter, HandlerContext, Interceptor } from "@connectrpc/connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { HEIGHT_HEADER, type Handler, parseHeight } from "./calls.ts";
import { pathOf, servicesOf } from "./descriptors.ts";
import { HEALTH_SERVICE, healthService } from "./health.ts";
import { API_MESSAGE_BYTES_MAX } from "./limits.ts";
import { REFLECTION_SERVICES, reflectionService, serviceNamed } from "./reflection.ts";
import { RpcError, toRpcError } from "./rpc-status.ts";

export interface RpcRouterOptions {
  /** What answers each path. */
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly protocol: "grpc" | "grpc-web";
  /** Called with what no client may see. */
  readonly onBug: (error: unknown, where: string) => void;
}

/** Every service over gRPC or gRPC-web, with reflection and health. A method without a handler answers Unimplemented. */
export function createRpcRouter(options: RpcRouterOptions): ConnectRouter {
  const { handlers, protocol } = options;
  const router = createConnectRouter({
    connect: false,
    grpc: protocol === "grpc",
    grpcWeb: protocol === "grpc-web",
    readMaxBytes: API_MESSAGE_BYTES_MAX,
    acceptCompression: [compressionGzip],
    interceptors: [reportErrors(options)],
  });
  const services = servicesOf(handlers.keys());
  const register = (service: DescService, implementation: object): void => {
    router.service(service, implementation);
  };
  for (const service of services) {
    const functions = service.methods.flatMap((method) => {
      const handler = handlers.get(pathOf(method));
      return handler === undefined ? [] : [[method.localName, unary(method, handler)] as const];
    });
    register(service, Object.fromEntries(functions));
  }
  const own = [...services.map(({ typeName }) => typeName), HEALTH_SERVICE];
  const listed = [...own, ...REFLECTION_SERVICES].sort();
  for (const name of REFLECTION_SERVICES) register(serviceNamed(name), reflectionService(listed));
  register(serviceNamed(HEALTH_SERVICE), healthService(own));
  return router;
}

type Unary = (
  request: MessageShape<DescMessage>,
  context: HandlerContext,
) => Promise<MessageShape<DescMessage>>;

function unary(method: DescMethod, handler: Handler): Unary {
  const path = pathOf(method);
  return async (request, { requestHeader, responseHeader, signal }) => {
    const height = parseHeight(requestHeader.get(HEIGHT_HEADER));
    const data = toBinary(method.input, request);
    const answer = await handler({ path, data, height, signal });
    if (answer.height !== undefined) responseHeader.set(HEIGHT_HEADER, answer.height.toString());
    return fromBinary(method.output, answer.value);
  };
}

function reportErrors({ onBug }: RpcRouterOptions): Interceptor {
  return (next) => async (request) => {
    try {
      return await next(request);
    } catch (error) {
      if (error instanceof ConnectError) throw error;
      if (!(error instanceof RpcError)) onBug(error, pathOf(request.method));
      const { code, message } = toRpcError(error);
      throw new ConnectError(message, code);
    }
  };
}
