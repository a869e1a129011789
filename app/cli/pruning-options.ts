import type { Options } from "yargs";
import {
  KEEP_RECENT_MAX,
  KEEP_RECENT_MIN,
  parsePruning,
  type Pruning,
  PRUNING_INTERVAL_MAX,
  PRUNING_STRATEGIES,
} from "../db/pruning.ts";
import type { AppConfig } from "../node/config.ts";
import type { OptionsOf } from "./command.ts";
import { parseInteger } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** They override what app.toml says under the same names. */
export const PRUNING_OPTIONS = {
  pruning: {
    type: "string",
    choices: PRUNING_STRATEGIES,
    requiresArg: true,
    describe: "How many of the last heights stay readable [default: as app.toml says]",
  },
  "pruning-keep-recent": {
    type: "string",
    requiresArg: true,
    describe: "With custom pruning: how many heights are kept",
  },
  "pruning-interval": {
    type: "string",
    requiresArg: true,
    describe: "With custom pruning: heights from one pruning to the next",
  },
} as const satisfies Readonly<Record<string, Options>>;

const NUMBERS = ["pruning-keep-recent", "pruning-interval"] as const;

/** @throws UsageError if a number is out of range, or is given although the strategy does not take it */
export function pruningOf(args: OptionsOf<typeof PRUNING_OPTIONS>, config: AppConfig): Pruning {
  const strategy = args.pruning ?? config.pruning;
  for (const name of NUMBERS) {
    if (strategy === "custom" || args[name] === undefined) continue;
    throw new UsageError(
      `--${name} is for custom pruning, got it with ${strategy}; add --pruning custom or leave it out`,
    );
  }
  const read = (name: (typeof NUMBERS)[number], least: number, most: number, unless: number) => {
    const text = args[name];
    if (text === undefined) return unless;
    return Number(parseInteger(name, text, BigInt(least), BigInt(most)));
  };
  return parsePruning(strategy, {
    keepRecent: read(
      "pruning-keep-recent",
      KEEP_RECENT_MIN,
      KEEP_RECENT_MAX,
      config.pruningKeepRecent,
    ),
    interval: read("pruning-interval", 1, PRUNING_INTERVAL_MAX, config.pruningInterval),
  });
}
