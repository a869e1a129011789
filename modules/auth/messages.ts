import type { MsgDefinition } from "../../proto/gen/cosmos/auth/v1beta1/tx.ts";
import { refuseAuthority } from "../../app/core/authority.ts";
import type { MessageHandlers } from "../../app/core/module.ts";

export function authMessages(): MessageHandlers<MsgDefinition> {
  return {
    updateParams: { signers: ({ authority }) => [authority], handle: refuseAuthority },
  };
}
