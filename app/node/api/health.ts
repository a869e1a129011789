import { RpcError } from "./rpc-status.ts";

export const HEALTH_SERVICE = "grpc.health.v1.Health";

const SERVING = 1;
const SERVICE_UNKNOWN = 3;

interface CheckRequest {
  readonly service: string;
}

/**
 * gRPC's health service. Whoever answers serves: what does not is not there to be asked.
 *
 * @param services the names of the services that are served
 */
export function healthService(services: readonly string[]): object {
  const isServed = (name: string): boolean => name === "" || services.includes(name);
  return {
    check({ service }: CheckRequest) {
      if (isServed(service)) return { status: SERVING };
      throw new RpcError("NotFound", `unknown service ${service.slice(0, 200)}`);
    },
    list: () => ({
      statuses: Object.fromEntries(["", ...services].map((name) => [name, { status: SERVING }])),
    }),
    // Nothing changes while it lasts; the limit on the time of a call ends it, and the client watches again.
    async *watch({ service }: CheckRequest, { signal }: { readonly signal: AbortSignal }) {
      yield { status: isServed(service) ? SERVING : SERVICE_UNKNOWN };
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}
