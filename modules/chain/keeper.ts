import { Params } from "../../proto/gen/lazuli/chain/v1/chain.ts";
import { ConsensusParams } from "../../proto/gen/tendermint/types/params.ts";
import type { ChainSettings, SettingsKeeper } from "../../app/core/app.ts";
import { messageValue } from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import type { Context } from "../../app/core/context.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { parseDecimal } from "../../app/core/integers.ts";
import { validateParams } from "./params.ts";

/** What every node of a chain agrees on beside its modules' own state. */
export class ChainKeeper implements SettingsKeeper {
  readonly schema = new Schema("chain");
  readonly #params = this.schema.item(0, "params", messageValue(Params), "lazuli.chain.v1.Params");
  readonly #consensus = this.schema.item(
    1,
    "consensus_params",
    messageValue(ConsensusParams),
    "tendermint.types.ConsensusParams, as the chain was started with",
  );

  #parsed: { readonly params: Params; readonly price: bigint } | undefined;

  params(ctx: Context): Params {
    const params = this.#params.get(ctx);
    if (!params) throw new MachineFault("the state has no chain parameters");
    return params;
  }

  /** The denom of fees and the least price of a unit of gas, as an integer of 10⁻¹⁸. */
  feePrice(ctx: Context): { readonly feeDenom: string; readonly price: bigint } {
    const params = this.params(ctx);
    // Parameters are the same object until they change, so the text is parsed once.
    if (this.#parsed?.params !== params) {
      this.#parsed = { params, price: parseDecimal(params.minGasPrice, "min_gas_price") };
    }
    return { feeDenom: params.feeDenom, price: this.#parsed.price };
  }

  /** @throws ChainModuleError.invalidParams */
  setParams(ctx: Context, params: Params): void {
    validateParams(params);
    this.#params.set(ctx, params);
  }

  consensusParams(ctx: Context): ConsensusParams {
    const params = this.#consensus.get(ctx);
    if (!params) throw new MachineFault("the state has no consensus parameters");
    return params;
  }

  setConsensusParams(ctx: Context, params: ConsensusParams): void {
    this.#consensus.set(ctx, params);
  }

  settings(ctx: Context): ChainSettings {
    const gasMax = this.consensusParams(ctx).block?.maxGas ?? -1n;
    return {
      addressPrefix: this.params(ctx).bech32Prefix,
      blockGasMax: gasMax < 0n ? undefined : gasMax,
    };
  }
}
