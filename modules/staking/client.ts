import { isNotFound } from "../../app/client/errors.ts";
import { pageOf, pageRequest } from "../../app/client/page.ts";
import type { ListOptions, Page } from "../../app/client/page.ts";
import { queryService } from "../../app/client/query.ts";
import type { QueryBase } from "../../app/client/query.ts";
import { QueryDefinition } from "../../proto/gen/cosmos/staking/v1beta1/query.ts";
import type {
  BondStatus,
  Params,
  Validator,
} from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";

export interface ValidatorListOptions extends ListOptions {
  /** Those with this status alone. */
  readonly status?: keyof typeof BondStatus;
}

/** What is at stake, in the smallest unit of the bond denom. */
export interface StakingPool {
  readonly bonded: bigint;
  readonly notBonded: bigint;
}

/** Queries of validators. All throw QueryFailed if the chain refuses. */
export interface StakingExtension {
  readonly staking: {
    validators(options?: ValidatorListOptions): Promise<Page<Validator>>;
    /** @param operator such as `lazulivaloper1…`. @returns undefined if there is none */
    validator(operator: string, height?: number): Promise<Validator | undefined>;
    pool(height?: number): Promise<StakingPool>;
    params(height?: number): Promise<Params | undefined>;
  };
}

/** An extension for our clients; CosmJS's own of the same name knows more queries, but no heights. */
export function setupStakingExtension(base: QueryBase): StakingExtension {
  const service = queryService(base, QueryDefinition);
  return {
    staking: {
      async validators(options = {}) {
        const request = { status: options.status ?? "", pagination: pageRequest(options) };
        const { validators, pagination } = await service.validators(request, options.height);
        return pageOf(validators, pagination);
      },
      async validator(operator, height) {
        try {
          return (await service.validator({ validatorAddr: operator }, height)).validator;
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      },
      async pool(height) {
        const { pool } = await service.pool({}, height);
        return {
          bonded: BigInt(pool?.bondedTokens ?? "0"),
          notBonded: BigInt(pool?.notBondedTokens ?? "0"),
        };
      },
      params: async (height) => (await service.params({}, height)).params,
    },
  };
}
