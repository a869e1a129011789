import { MsgDefinition } from "../../proto/gen/cosmos/vesting/v1beta1/tx.ts";
import { messageRoutes, type Module } from "../../app/core/module.ts";
import { defaultGenesis, initGenesis } from "./genesis.ts";
import { VestingKeeper, type VestingNeeds } from "./keeper.ts";
import { vestingMessages } from "./messages.ts";

/** Accounts whose coins come free in time. */
export function vestingModule(needs: VestingNeeds): Module {
  return {
    name: "vesting",
    messages: messageRoutes(MsgDefinition, vestingMessages(new VestingKeeper(needs))),
    defaultGenesis,
    initGenesis: (_ctx, state) => {
      initGenesis(state);
    },
    exportGenesis: defaultGenesis,
  };
}
