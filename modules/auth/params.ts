import type { Params } from "../../proto/gen/cosmos/auth/v1beta1/auth.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { MEMO_CHARACTERS_MAX } from "../../app/core/limits.ts";
import { GAS_COST_MAX } from "./limits.ts";

/** @source cosmos-sdk x/auth/types/params.go */
export const DEFAULT_PARAMS: Params = {
  maxMemoCharacters: BigInt(MEMO_CHARACTERS_MAX),
  txSigLimit: 7n,
  txSizeCostPerByte: 10n,
  sigVerifyCostEd25519: 590n,
  sigVerifyCostSecp256k1: 1000n,
};

/** @throws CoreError.invalidRequest if a value is zero, or a cost more than GAS_COST_MAX */
export function parseParams(json: JsonValue): Params {
  const object = json.object();
  const positive = (name: string): bigint => {
    const field = object.field(name);
    const value = field.uint64();
    if (value === 0n) throw CoreError.invalidRequest(`${field.path} is 0, expected at least 1`);
    return value;
  };
  const cost = (name: string): bigint => {
    const value = positive(name);
    if (value > GAS_COST_MAX) {
      throw CoreError.invalidRequest(
        `${object.path}.${name} is ${value}, expected at most ${GAS_COST_MAX}`,
      );
    }
    return value;
  };
  const params: Params = {
    maxMemoCharacters: positive("max_memo_characters"),
    txSigLimit: positive("tx_sig_limit"),
    txSizeCostPerByte: cost("tx_size_cost_per_byte"),
    sigVerifyCostEd25519: cost("sig_verify_cost_ed25519"),
    sigVerifyCostSecp256k1: cost("sig_verify_cost_secp256k1"),
  };
  object.end();
  return params;
}

export function paramsToJson(params: Params): Record<string, string> {
  return {
    max_memo_characters: params.maxMemoCharacters.toString(),
    tx_sig_limit: params.txSigLimit.toString(),
    tx_size_cost_per_byte: params.txSizeCostPerByte.toString(),
    sig_verify_cost_ed25519: params.sigVerifyCostEd25519.toString(),
    sig_verify_cost_secp256k1: params.sigVerifyCostSecp256k1.toString(),
  };
}
