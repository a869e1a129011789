import type { CommitRecord } from "../core/store/database.ts";
import type { LmdbDatabase } from "../db/lmdb-database.ts";
import type { CometState } from "../node/comet-rollback.ts";
import { UserError } from "../node/user-error.ts";
import { command } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, formatOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";

export const rollbackCommand: Command = command({
  name: "rollback",
  describe: "Take a stopped node one height back; the next start executes that block again",
  positionals: [],
  options: COMMON_OPTIONS,
  examples: [["", "After a block that this node executed wrongly, once its cause is mended"]],
  async handler(args, env) {
    const [{ withStoppedNode }, { ensureCometbft }, { rollbackComet }] = await Promise.all([
      import("../node/stopped-node.ts"),
      import("../node/comet-binary.ts"),
      import("../node/comet-rollback.ts"),
    ]);
    const home = homeOf(args, env);
    const options = { purpose: "lazuli rollback" };
    const record = await withStoppedNode(home, options, async ({ database }) => {
      const { path } = await ensureCometbft((line) => env.terminal.remark(line), env.variables);
      // CometBFT first: it knows which height both are to be at, and says the same if it is asked again.
      return rollBackTo(await rollbackComet(path, home.root), database);
    });
    await printAnswer(env.terminal, formatOf(args), {
      json: { height: record.height, app_hash: hex(record) },
    });
  },
});

/**
 * Brings the application's state to the height of CometBFT's.
 *
 * @throws UserError if that is not the height that it is at, or the one before
 */
export function rollBackTo(comet: CometState, database: LmdbDatabase): CommitRecord {
  const newest = database.latest();
  if (!newest) throw new UserError("the application has no block that could be rolled back");
  const { height } = comet;
  if (newest.height < height) {
    throw new UserError(
      `CometBFT's state is at height ${height} and the application's at ${newest.height} already; ` +
        `start the node, which executes the blocks between`,
    );
  }
  if (newest.height > height + 1) {
    throw new UserError(
      `CometBFT's state is at height ${height} and the application's at ${newest.height}: expected ` +
        `at most one height between them; restore both from one backup, or delete both and sync anew`,
    );
  }
  if (newest.height === height + 1 && !database.at(height)) {
    throw new UserError(
      `the application does not keep height ${height}, only ${newest.height}; start the node, which ` +
        `goes on from there, and let it keep more heights (pruning in app.toml)`,
    );
  }
  const record = newest.height === height ? newest : database.rollback();
  if (record?.height !== height) {
    throw new UserError(
      `the application could not be rolled back to height ${height}, it is at ${record?.height ?? 0}`,
    );
  }
  if (hex(record) !== comet.appHash) {
    throw new UserError(
      `height ${height} has the app hash ${hex(record)} in the application and ${comet.appHash} in ` +
        `CometBFT: this node has executed an earlier block wrongly too; restore it from a backup, or ` +
        `delete its data and sync anew`,
    );
  }
  return record;
}

function hex(record: CommitRecord): string {
  return Buffer.from(record.appHash).toString("hex").toUpperCase();
}
