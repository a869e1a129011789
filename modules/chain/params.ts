import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { isDenom } from "../../app/core/coins.ts";
import { parseDecimal } from "../../app/core/integers.ts";
import { ChainModuleError } from "./errors.ts";

/** Parameters of a new chain that names none. */
export const DEFAULT_PARAMS: Params = {
  bech32Prefix: "lazuli",
  feeDenom: "ulaz",
  minGasPrice: "0.001",
};

/** What a prefix of addresses has to be, for errors. */
export const BECH32_PREFIX_EXPECTED = "1 to 32 of a-z and 0-9, a letter first";

export function isBech32Prefix(text: string): boolean {
  return /^[a-z][a-z0-9]{0,31}$/.test(text);
}

/** @throws ChainModuleError.invalidParams, CoreError.invalidRequest */
export function validateParams(params: Params): void {
  if (!isBech32Prefix(params.bech32Prefix)) {
    const got = JSON.stringify(params.bech32Prefix);
    throw ChainModuleError.invalidParams(
      `bech32_prefix is ${got}, expected ${BECH32_PREFIX_EXPECTED}`,
    );
  }
  if (!isDenom(params.feeDenom)) {
    throw ChainModuleError.invalidParams(
      `fee_denom is ${JSON.stringify(params.feeDenom)}, expected a denom like "ulaz"`,
    );
  }
  parseDecimal(params.minGasPrice, "min_gas_price");
}
