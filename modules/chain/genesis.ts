import type { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { validateParams } from "./params.ts";

/** The genesis form of the parameters: `{"params": {"bech32_prefix", "fee_denom", "min_gas_price"}}`. */
export interface ChainGenesis {
  readonly params: {
    readonly bech32_prefix: string;
    readonly fee_denom: string;
    readonly min_gas_price: string;
  };
}

export function genesisFromParams(params: Params): ChainGenesis {
  return {
    params: {
      bech32_prefix: params.bech32Prefix,
      fee_denom: params.feeDenom,
      min_gas_price: params.minGasPrice,
    },
  };
}

/** @throws CoreError.invalidRequest, ChainModuleError.invalidParams with the path of what is wrong */
export function paramsFromGenesis(state: JsonValue): Params {
  const genesis = state.object();
  const field = genesis.field("params");
  const params = field.object();
  genesis.end();
  const result = {
    bech32Prefix: params.field("bech32_prefix").text(),
    feeDenom: params.field("fee_denom").text(),
    minGasPrice: params.field("min_gas_price").text(),
  };
  params.end();
  field.located(() => {
    validateParams(result);
  });
  return result;
}
