import { readFileSync } from "node:fs";

interface ProtoCoin {
  readonly denom: string;
  readonly amount: string;
}

/** What the SDK's own keepers make of a genesis and a few transfers: test/vectors/sdk-state/main.go. */
export interface SdkState {
  readonly genesis: { readonly auth: unknown; readonly bank: unknown };
  readonly exported: { readonly auth: unknown; readonly bank: unknown };
  readonly transfers: readonly {
    readonly from: string;
    readonly coins: readonly ProtoCoin[];
    readonly to?: string;
    readonly outputs?: readonly {
      readonly address: string;
      readonly coins: readonly ProtoCoin[];
    }[];
  }[];
  readonly events: readonly { readonly type: string; readonly attributes: unknown }[];
  readonly acc: readonly (readonly [key: string, value: string])[];
  readonly bank: readonly (readonly [key: string, value: string])[];
  readonly simulated_signature_bytes: number;
}

/** From dist/test/helpers/ to the recorded file in the sources. */
const FILE = new URL("../../../test/vectors/sdk-state/vectors.json", import.meta.url);

export const sdkState = JSON.parse(readFileSync(FILE, "utf8")) as SdkState;
