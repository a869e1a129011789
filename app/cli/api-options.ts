import type { Options } from "yargs";
import { parseHostPort } from "../node/address.ts";
import type { AppConfig } from "../node/config.ts";
import type { OptionsOf } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const address = (what: string) =>
  ({
    type: "string",
    requiresArg: true,
    describe: `Where ${what} is served: host:port [default: as app.toml says]`,
  }) as const;

const toggle = (what: string) =>
  ({ type: "boolean", describe: `${what}; =false for not [default: as app.toml says]` }) as const;

/** They override what app.toml says under the same names, which are the SDK's. */
export const API_OPTIONS = {
  "api.enable": toggle("Serve REST"),
  "api.address": address("REST"),
  "api.swagger": toggle("Describe REST at /swagger"),
  "grpc.enable": toggle("Serve gRPC"),
  "grpc.address": address("gRPC"),
  "grpc-web.enable": toggle("Serve gRPC-web beside REST"),
} as const satisfies Readonly<Record<string, Options>>;

/** The settings that were given. @throws UsageError if an address is malformed */
export function apiSettingsOf(args: OptionsOf<typeof API_OPTIONS>): Partial<AppConfig> {
  for (const name of ["api.address", "grpc.address"] as const) {
    const text = args[name];
    if (text !== undefined && parseHostPort(text) === undefined) {
      throw new UsageError(`--${name} ${JSON.stringify(text)}: expected host:port`);
    }
  }
  const given = {
    apiEnable: args["api.enable"],
    apiAddress: args["api.address"],
    apiSwagger: args["api.swagger"],
    grpcEnable: args["grpc.enable"],
    grpcAddress: args["grpc.address"],
    grpcWebEnable: args["grpc-web.enable"],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
