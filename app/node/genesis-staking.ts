import { AddressCodec } from "../core/address.ts";
import { operatorCodec } from "../../modules/staking/keeper.ts";
import { defaultParams, paramsToJson } from "../../modules/staking/params.ts";
import { plainProfile, profileToJson } from "../../modules/staking/validator.ts";
import { validatorAddress } from "./comet-keys.ts";
import type { GenesisValidator } from "./genesis.ts";

/** `app_state.staking` of a network whose validators belong to nobody: each is its own operator. */
export function stakingState(options: {
  readonly bech32Prefix: string;
  readonly bondDenom: string;
  readonly validators: readonly GenesisValidator[];
}): object {
  const operators = operatorCodec({ addresses: new AddressCodec(options.bech32Prefix) });
  return {
    params: paramsToJson(defaultParams(options.bondDenom, options.validators.length)),
    validators: options.validators.map(({ name, publicKey }) => {
      const operator = Uint8Array.from(Buffer.from(validatorAddress({ publicKey }), "hex"));
      return profileToJson(plainProfile(publicKey, operator, name), operators);
    }),
  };
}
