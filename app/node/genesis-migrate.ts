import { buildApp } from "../app.ts";
import { defaultState } from "../core/app.ts";
import { paramsFromGenesis } from "../../modules/chain/genesis.ts";
import { readPart } from "./genesis-accounts.ts";
import { type Genesis, validateGenesis } from "./genesis.ts";
import { stakingState } from "./genesis-staking.ts";
import { publicKeyFromJson } from "./comet-keys.ts";
import { UserError } from "./user-error.ts";

/** What makes the genesis of a version from that of the one before. */
const MIGRATIONS: readonly { readonly version: string; readonly migrate: Migration }[] = [
  { version: "v0.1", migrate: addModules },
];

type Migration = (genesis: Genesis) => Genesis;

/** What a migration may change besides. */
export interface MigrationOptions {
  readonly chainId?: string;
  /** Such as `2026-01-31T00:00:00Z`. */
  readonly genesisTime?: string;
}

/**
 * The genesis of a version of this software from an earlier one's.
 *
 * @param target such as `v0.1`
 * @throws UserError if the version is not known or the result is no genesis
 */
export function migrateGenesis(
  target: string,
  genesis: Genesis,
  { chainId, genesisTime }: MigrationOptions,
): Genesis {
  const last = MIGRATIONS.findIndex(({ version }) => version === target);
  if (last < 0) {
    const known = MIGRATIONS.map(({ version }) => version).join(", ");
    throw new UserError(
      `unknown migration function for version: ${target} (supported versions ${known})`,
    );
  }
  const migrated = MIGRATIONS.slice(0, last + 1).reduce(
    (before, { migrate }) => migrate(before),
    genesis,
  );
  return validateGenesis("the migrated genesis", {
    ...migrated,
    chain_id: chainId ?? migrated.chain_id,
    genesis_time: genesisTime ?? migrated.genesis_time,
  });
}

/**
 * Adds the states of modules that were not there yet. Validators that were known by their keys alone become their own
 * operators, and are to put at stake what fees are paid in.
 */
function addModules(genesis: Genesis): Genesis {
  const { bech32Prefix, feeDenom } = readPart(genesis, "chain", paramsFromGenesis);
  const validators = genesis.validators.map(({ name, power, pub_key: key }) => {
    const publicKey = publicKeyFromJson(key);
    if (publicKey === undefined) throw new TypeError("a checked validator has no ed25519 key");
    return { name, publicKey, power: BigInt(power) };
  });
  const staking = stakingState({ bech32Prefix, bondDenom: feeDenom, validators });
  const defaults = { ...defaultState(buildApp({ nodeMinGasPrice: "0" })), staking };
  return { ...genesis, app_state: { ...defaults, ...genesis.app_state } };
}
