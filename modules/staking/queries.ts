import type { PageResponse } from "../../proto/gen/cosmos/base/query/v1beta1/pagination.ts";
import type { QueryDefinition } from "../../proto/gen/cosmos/staking/v1beta1/query.ts";
import { BondStatus, type Validator } from "../../proto/gen/cosmos/staking/v1beta1/staking.ts";
import type { Context } from "../../app/core/context.ts";
import { ChainError } from "../../app/core/errors.ts";
import type { QueryHandlers } from "../../app/core/module.ts";
import { parseQueryAddress } from "../../app/core/query-address.ts";
import { internal, invalidArgument, notFound } from "../../app/core/query-error.ts";
import { operatorCodec, type StakingKeeper } from "./keeper.ts";

type Handlers = QueryHandlers<QueryDefinition>;

const STATUSES: ReadonlyMap<string, BondStatus> = new Map([
  ["BOND_STATUS_BONDED", BondStatus.BOND_STATUS_BONDED],
  ["BOND_STATUS_UNBONDED", BondStatus.BOND_STATUS_UNBONDED],
  ["BOND_STATUS_UNBONDING", BondStatus.BOND_STATUS_UNBONDING],
]);

const EMPTY_PAGE: PageResponse = { nextKey: new Uint8Array(0), total: 0n };

/** Of delegations there are none: those queries check what they are asked, and answer so. */
export function stakingQueries(keeper: StakingKeeper): Handlers {
  return { ...validatorQueries(keeper), ...delegationQueries() };
}

function validatorQueries(
  keeper: StakingKeeper,
): Pick<Handlers, "validators" | "validator" | "pool" | "params" | "historicalInfo"> {
  return {
    validators(ctx, { status, pagination }) {
      const wanted = STATUSES.get(status);
      if (status !== "" && wanted === undefined) {
        throw invalidArgument(`invalid validator status ${status.slice(0, 100)}`);
      }
      const page = keeper.validators(ctx, wanted, pagination);
      return { validators: page.entries, pagination: page.pagination };
    },

    validator: (ctx, { validatorAddr }) => ({ validator: find(keeper, ctx, validatorAddr) }),

    pool(ctx) {
      let bonded = 0n;
      for (const { tokens } of keeper.all(ctx)) bonded += BigInt(tokens);
      return { pool: { notBondedTokens: "0", bondedTokens: bonded.toString() } };
    },

    params: (ctx) => ({ params: keeper.params(ctx) }),

    historicalInfo(_ctx, { height }) {
      if (height < 0n) throw invalidArgument("height cannot be negative");
      throw notFound(`historical info for height ${height} not found`);
    },
  };
}

function delegationQueries(): Omit<Handlers, keyof ReturnType<typeof validatorQueries>> {
  return {
    validatorDelegations(ctx, { validatorAddr }) {
      parseOperator(ctx, validatorAddr);
      return { delegationResponses: [], pagination: EMPTY_PAGE };
    },

    validatorUnbondingDelegations(ctx, { validatorAddr }) {
      parseOperator(ctx, validatorAddr);
      return { unbondingResponses: [], pagination: EMPTY_PAGE };
    },

    delegation(ctx, { delegatorAddr, validatorAddr }) {
      parsePair(ctx, delegatorAddr, validatorAddr);
      throw notFound(
        `delegation with delegator ${delegatorAddr} not found for validator ${validatorAddr}`,
      );
    },

    unbondingDelegation(ctx, { delegatorAddr, validatorAddr }) {
      parsePair(ctx, delegatorAddr, validatorAddr);
      throw notFound(
        `unbonding delegation with delegator ${delegatorAddr} not found for validator ${validatorAddr}`,
      );
    },

    delegatorDelegations(ctx, { delegatorAddr }) {
      parseDelegator(ctx, delegatorAddr);
      return { delegationResponses: [], pagination: EMPTY_PAGE };
    },

    delegatorUnbondingDelegations(ctx, { delegatorAddr }) {
      parseDelegator(ctx, delegatorAddr);
      return { unbondingResponses: [], pagination: EMPTY_PAGE };
    },

    redelegations(ctx, { delegatorAddr, srcValidatorAddr, dstValidatorAddr }) {
      if (delegatorAddr !== "") parseDelegator(ctx, delegatorAddr);
      if (srcValidatorAddr !== "") parseOperator(ctx, srcValidatorAddr);
      if (dstValidatorAddr !== "") parseOperator(ctx, dstValidatorAddr);
      if (delegatorAddr !== "" && srcValidatorAddr !== "" && dstValidatorAddr !== "") {
        // The SDK answers Internal, with the NotFound in it.
        throw internal(
          "rpc error: code = NotFound desc = redelegation not found for delegator address " +
            `${delegatorAddr} from validator address ${srcValidatorAddr}`,
        );
      }
      return { redelegationResponses: [], pagination: EMPTY_PAGE };
    },

    delegatorValidators(ctx, { delegatorAddr }) {
      parseDelegator(ctx, delegatorAddr);
      return { validators: [], pagination: EMPTY_PAGE };
    },

    delegatorValidator(ctx, { delegatorAddr, validatorAddr }) {
      parsePair(ctx, delegatorAddr, validatorAddr);
      // The SDK answers Internal.
      throw internal("no delegation for (address, validator) tuple");
    },
  };
}

function find(keeper: StakingKeeper, ctx: Context, address: string): Validator {
  const validator = keeper.validator(ctx, parseOperator(ctx, address));
  if (validator === undefined) throw notFound(`validator ${address} not found`);
  return validator;
}

function parsePair(ctx: Context, delegator: string, validator: string): void {
  parseDelegator(ctx, delegator);
  parseOperator(ctx, validator);
}

function parseDelegator(ctx: Context, address: string): void {
  if (address === "") throw invalidArgument("delegator address cannot be empty");
  parseQueryAddress(ctx, address);
}

function parseOperator(ctx: Context, address: string): Uint8Array {
  if (address === "") throw invalidArgument("validator address cannot be empty");
  try {
    return operatorCodec(ctx).parse(address);
  } catch (error) {
    if (error instanceof ChainError) throw invalidArgument(`invalid address: ${error.message}`);
    throw error;
  }
}
