import type { Coin as ProtoCoin } from "../../proto/gen/cosmos/base/v1beta1/coin.ts";
import type {
  MsgCreatePeriodicVestingAccount,
  MsgDefinition,
} from "../../proto/gen/cosmos/vesting/v1beta1/tx.ts";
import { type Coin, parseCoins, sumCoins } from "../../app/core/coins.ts";
import type { Context } from "../../app/core/context.ts";
import { CoreError, located } from "../../app/core/errors.ts";
import { divFloor } from "../../app/core/integers.ts";
import { VESTING_PERIODS_MAX } from "../../app/core/limits.ts";
import type { MessageHandlers } from "../../app/core/module.ts";
import { NANOS_PER_SECOND } from "../../app/core/time.ts";
import type { Parties, Period, VestingKeeper } from "./keeper.ts";

/** What all messages have. */
interface Transfer {
  readonly fromAddress: string;
  readonly toAddress: string;
}

/** The checks come in the SDK's order. @source cosmos-sdk x/auth/vesting/msg_server.go */
export function vestingMessages(keeper: VestingKeeper): MessageHandlers<MsgDefinition> {
  return {
    createVestingAccount: {
      signers: ({ fromAddress }) => [fromAddress],
      validate(message, ctx) {
        parseParties(ctx, message);
        parseAmounts(message.amount);
        assertEnd(message.endTime);
      },
      handle(ctx, message) {
        const parties = parseParties(ctx, message);
        const original = parseAmounts(message.amount);
        const { endTime: endSeconds, delayed } = message;
        assertEnd(endSeconds);
        keeper.assertSendEnabled(ctx, original);
        keeper.assertMayBeMade(ctx, parties.to);
        const startSeconds = delayed ? 0n : divFloor(ctx.timeNs, NANOS_PER_SECOND);
        const type = delayed ? "delayed" : "continuous";
        keeper.create(ctx, parties, { type, original, startSeconds, endSeconds, periods: [] });
        return {};
      },
    },

    createPermanentLockedAccount: {
      signers: ({ fromAddress }) => [fromAddress],
      validate(message, ctx) {
        parseParties(ctx, message);
        parseAmounts(message.amount);
      },
      handle(ctx, message) {
        const parties = parseParties(ctx, message);
        const original = parseAmounts(message.amount);
        keeper.assertSendEnabled(ctx, original);
        keeper.assertMayBeMade(ctx, parties.to);
        const schedule = { startSeconds: 0n, endSeconds: 0n, periods: [] };
        keeper.create(ctx, parties, { type: "permanent", original, ...schedule });
        return {};
      },
    },

    createPeriodicVestingAccount: {
      signers: ({ fromAddress }) => [fromAddress],
      validate(message, ctx) {
        parseParties(ctx, message);
        parsePeriods(message);
      },
      handle(ctx, message) {
        const parties = parseParties(ctx, message);
        const periods = parsePeriods(message);
        const { startTime: startSeconds } = message;
        keeper.assertMayBeMade(ctx, parties.to);
        const original = sumCoins(periods.map(({ coins }) => coins));
        keeper.assertSendEnabled(ctx, original);
        const endSeconds = periods.reduce(
          (end, period) => end + period.lengthSeconds,
          startSeconds,
        );
        const times = { startSeconds, endSeconds, periods };
        keeper.create(ctx, parties, { type: "periodic", original, ...times });
        return {};
      },
    },
  };
}

function parseParties(ctx: Context, { fromAddress, toAddress }: Transfer): Parties {
  return {
    from: located("invalid 'from' address", () => ctx.addresses.parse(fromAddress)),
    to: located("invalid 'to' address", () => ctx.addresses.parse(toAddress)),
  };
}

function assertEnd(endSeconds: bigint): void {
  if (endSeconds <= 0n) throw CoreError.invalidRequest("invalid end time");
}

function parsePeriods({
  startTime,
  vestingPeriods,
}: MsgCreatePeriodicVestingAccount): readonly Period[] {
  if (startTime < 1n) {
    throw CoreError.invalidRequest(
      `invalid start time of ${startTime}, length must be greater than 0`,
    );
  }
  if (vestingPeriods.length > VESTING_PERIODS_MAX) {
    throw CoreError.invalidRequest(
      `${vestingPeriods.length} vesting periods, expected at most ${VESTING_PERIODS_MAX}`,
    );
  }
  return vestingPeriods.map(({ length, amount }, i) => {
    if (length < 1n) {
      throw CoreError.invalidRequest(
        `invalid period length of ${length} in period ${i}, length must be greater than 0`,
      );
    }
    return { lengthSeconds: length, coins: parseAmounts(amount) };
  });
}

function parseAmounts(amounts: readonly ProtoCoin[]): readonly Coin[] {
  if (amounts.length === 0) throw CoreError.invalidCoins("no coins, expected at least one");
  return parseCoins(amounts);
}
