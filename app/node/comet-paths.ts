import { resolve } from "node:path";
import { readTextFile } from "./files.ts";
import type { Home } from "./home.ts";
import { parseToml } from "./settings.ts";
import { valueInToml } from "./toml-edit.ts";
import { UserError } from "./user-error.ts";

/** Where CometBFT of a home keeps its files: as its config.toml says, else in their usual places. */
export interface CometPaths {
  readonly dataFolder: string;
  readonly addressBook: string;
  readonly genesis: string;
  readonly nodeKey: string;
  readonly validatorKey: string;
  readonly validatorState: string;
}

/** In CometBFT's data folder: what comet-bootstrap.ts works on, until a rename gets it out of there. */
export const BOOTSTRAP_FOLDER = "comet-bootstrapping";

/** @throws UserError if config.toml is malformed */
export async function readCometPaths(home: Home): Promise<CometPaths> {
  const table = parseToml("config.toml", (await readTextFile(home.cometToml)) ?? "");
  const pathAt = (key: string, usual: string): string => {
    const value = valueInToml(table, key.split("."));
    if (value === undefined || value === "") return resolve(home.root, usual);
    if (typeof value === "string") return resolve(home.root, value);
    throw new UserError(
      `config.toml: ${key}: expected the path of a file, got ${JSON.stringify(value)}`,
    );
  };
  return {
    dataFolder: pathAt("db_dir", home.dataFolder),
    addressBook: pathAt("p2p.addr_book_file", "config/addrbook.json"),
    genesis: pathAt("genesis_file", home.genesis),
    nodeKey: pathAt("node_key_file", home.nodeKey),
    validatorKey: pathAt("priv_validator_key_file", home.validatorKey),
    validatorState: pathAt("priv_validator_state_file", home.validatorState),
  };
}
