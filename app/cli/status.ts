import { ClientError } from "../client/errors.ts";
import { HttpRpc } from "../client/rpc.ts";
import { isJsonObject } from "../node/files.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, NODE_OPTIONS, formatOf, openHome } from "./options.ts";
import { formatText, printAnswer } from "./output.ts";

export const statusCommand: Command = command({
  name: "status",
  describe: "What a node says of itself",
  positionals: [],
  options: { ...COMMON_OPTIONS, ...NODE_OPTIONS },
  examples: [["-o json", "Everything that CometBFT answers"]],
  async handler(args, env) {
    const { config } = await openHome(args, env);
    const json = await new HttpRpc(args.node ?? config.node).call("status");
    const at = (...path: readonly string[]): unknown => {
      let value: unknown = json;
      for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
      if (value === undefined) throw new ClientError(`the node's answer has no ${path.join(".")}`);
      return value;
    };
    const summary = {
      chain_id: at("node_info", "network"),
      moniker: at("node_info", "moniker"),
      node_id: at("node_info", "id"),
      cometbft: at("node_info", "version"),
      height: at("sync_info", "latest_block_height"),
      time: at("sync_info", "latest_block_time"),
      app_hash: at("sync_info", "latest_app_hash"),
      catching_up: at("sync_info", "catching_up"),
      validator_address: at("validator_info", "address"),
      voting_power: at("validator_info", "voting_power"),
    };
    const answer = { json, text: formatText(summary) };
    await printAnswer(env.terminal, formatOf(args, config), answer);
  },
});
