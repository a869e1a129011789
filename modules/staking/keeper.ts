import type { PageRequest } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import {
  type BondStatus,
  Params,
  Validator,
} from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import { AddressCodec, VALIDATOR_PREFIXES } from "../../app/core/address.ts";
import { bytesKey, messageValue, prefixedAddressKey } from "../../app/core/collections/codecs.ts";
import { Schema } from "../../app/core/collections/schema.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError } from "../../app/core/errors.ts";
import { MachineFault } from "../../app/core/faults.ts";
import { type Page, paginate } from "../../app/core/pagination.ts";
import { consensusAddress } from "./validator.ts";

/** Who validates. The layout is the SDK's; what there is was written by genesis and does not change. */
export class StakingKeeper {
  readonly schema = new Schema("staking");
  readonly #validators = this.schema.map(
    0x21,
    "validators",
    prefixedAddressKey,
    messageValue(Validator),
    "length ‖ operator → Validator",
  );
  readonly #byConsensusAddress = this.schema.map(
    0x22,
    "validators_by_cons_addr",
    prefixedAddressKey,
    bytesKey,
    "length ‖ consensus address → operator",
  );
  readonly #params = this.schema.item(0x51, "params", messageValue(Params), "Params");

  params(ctx: Context): Params {
    const params = this.#params.get(ctx);
    if (params === undefined) throw new MachineFault("the parameters of staking are not set");
    return params;
  }

  setParams(ctx: Context, params: Params): void {
    this.#params.set(ctx, params);
  }

  validator(ctx: Context, operator: Uint8Array): Validator | undefined {
    return this.#validators.get(ctx, operator);
  }

  /** @param status only validators of this status; all if absent */
  validators(
    ctx: Context,
    status: BondStatus | undefined,
    request: PageRequest | undefined,
  ): Page<Validator> {
    return paginate(ctx, this.#validators, request, (_, validator) => validator, {
      isListed: (_, validator) => status === undefined || validator.status === status,
    });
  }

  /**
   * Writes a validator of genesis.
   *
   * @param publicKey the consensus key, ed25519
   * @throws CoreError.invalidRequest if the operator has one already
   */
  addValidator(ctx: Context, operator: Uint8Array, publicKey: Uint8Array, validator: Validator) {
    if (this.#validators.has(ctx, operator)) {
      throw CoreError.invalidRequest(
        `${validator.operatorAddress} runs two validators, expected at most one`,
      );
    }
    this.#validators.set(ctx, operator, validator);
    this.#byConsensusAddress.set(ctx, consensusAddress(ctx.crypto, publicKey), operator);
  }

  /** Every validator, in the order of operators. @limit VALIDATORS_MAX */
  *all(ctx: Context): Iterable<Validator> {
    for (const [, validator] of this.#validators.walk(ctx)) yield validator;
  }
}

/** Operators are accounts under a prefix of their own. */
export function operatorCodec({ addresses }: Pick<Context, "addresses">): AddressCodec {
  return new AddressCodec(`${addresses.prefix}${VALIDATOR_PREFIXES.operator}`);
}
