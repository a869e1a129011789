import type { Context } from "../../app/core/context.ts";
import { bytesToHex } from "../../app/core/bytes.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import type { GenesisValidator } from "../../app/core/module.ts";
import { operatorCodec, type StakingKeeper } from "./keeper.ts";
import { defaultParams, paramsFromJson, paramsToJson } from "./params.ts";
import {
  type Profile,
  profileFromJson,
  profileOf,
  profileToJson,
  unknownProfile,
  validatorOf,
} from "./validator.ts";

/** @param bondDenom what validators are to put at stake */
export function defaultGenesis(bondDenom: string): unknown {
  return { params: paramsToJson(defaultParams(bondDenom)), validators: [] };
}

/**
 * Records the validators that consensus starts with: who they are is in `app_state.staking.validators`, which may leave
 * some out; that they validate and with which power is for CometBFT's genesis to say.
 *
 * @throws ChainError with the path of what is wrong
 */
export function initGenesis(
  ctx: Context,
  keeper: StakingKeeper,
  state: JsonValue,
  validators: readonly GenesisValidator[],
): void {
  const object = state.object();
  const params = paramsFromJson(object.field("params"));
  if (validators.length > params.maxValidators) {
    throw CoreError.invalidRequest(
      `${object.field("params").path}: max_validators is ${params.maxValidators}, ` +
        `expected the genesis document's ${validators.length} at least`,
    );
  }
  keeper.setParams(ctx, params);
  const profiles = readProfiles(ctx, object.field("validators"));
  object.end();
  const operators = operatorCodec(ctx);
  const keys = new Set<string>();
  for (const validator of validators) {
    const { publicKey } = validator;
    const key = bytesToHex(publicKey);
    const known = profiles.byKey.get(key);
    keys.add(key);
    const profile = known?.profile ?? unknownProfile(ctx.crypto, publicKey);
    const record = validatorOf(profile, validator, operators);
    const add = (): void => {
      keeper.addValidator(ctx, profile.operator, publicKey, record);
    };
    if (known === undefined) add();
    else known.json.located(add);
  }
  const left = profiles.all.find(({ profile }) => !keys.has(bytesToHex(profile.publicKey)));
  if (left !== undefined) {
    throw CoreError.invalidRequest(
      `${left.json.path}: consensus_pubkey is of no validator in the genesis document's list`,
    );
  }
}

interface Located {
  readonly profile: Profile;
  readonly json: JsonValue;
}

interface Profiles {
  readonly all: readonly Located[];
  /** By the consensus key in hexadecimal. */
  readonly byKey: ReadonlyMap<string, Located>;
}

function readProfiles(ctx: Context, list: JsonValue): Profiles {
  const operators = operatorCodec(ctx);
  const all: Located[] = [];
  const byKey = new Map<string, Located>();
  for (const json of list.list()) {
    const profile = profileFromJson(json, operators);
    const key = bytesToHex(profile.publicKey);
    if (byKey.has(key)) {
      throw CoreError.invalidRequest(`${json.path}: its consensus_pubkey occurs twice`);
    }
    all.push({ profile, json });
    byKey.set(key, { profile, json });
  }
  return { all, byKey };
}

export function exportGenesis(ctx: Context, keeper: StakingKeeper): unknown {
  const operators = operatorCodec(ctx);
  return {
    params: paramsToJson(keeper.params(ctx)),
    validators: [...keeper.all(ctx)].map((validator) =>
      profileToJson(profileOf(validator, operators), operators),
    ),
  };
}
