import { resolve } from "node:path";
import type { Home } from "../node/home.ts";
import type { SnapshotMetadata } from "../node/snapshot-metadata.ts";
import type { SnapshotStore } from "../node/snapshot-store.ts";
import { UserError } from "../node/user-error.ts";
import { command, group } from "./command.ts";
import type { Command } from "./command.ts";
import { COMMON_OPTIONS, HEIGHT_OPTIONS, formatOf, heightOf, homeOf } from "./options.ts";
import { printAnswer } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const HEIGHT = {
  name: "height",
  describe: "Its height, as list shows it",
  required: true,
} as const;

const list = command({
  name: "list",
  describe: "The snapshots that this node has, newest first",
  positionals: [],
  options: COMMON_OPTIONS,
  examples: [["", "Of the node in ~/.lazuli"]],
  async handler(args, env) {
    const { store, show } = await openStore(homeOf(args, env));
    const snapshots = (await store.list()).map(show);
    const text = snapshots.length === 0 ? "no snapshots\n" : undefined;
    await printAnswer(env.terminal, formatOf(args), {
      json: { snapshots },
      ...(text === undefined ? {} : { text }),
    });
  },
});

const take = command({
  name: "export",
  describe: "Take a snapshot of a stopped node, or write one that it has to a file",
  positionals: [],
  options: {
    height: { ...HEIGHT_OPTIONS.height, describe: "A height that is kept [default: the latest]" },
    "output-file": {
      type: "string",
      requiresArg: true,
      describe: "Also write it to this file, which must not exist",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["", "Of the newest height"],
    ["--height 1000 --output-file state-1000.snapshot", "For another machine"],
  ],
  async handler(args, env) {
    const home = homeOf(args, env);
    const { store, show, format } = await openStore(home);
    const height = heightOf(args);
    const present = height === undefined ? undefined : await store.find(height, format);
    const metadata = present ?? (await takeFrom(home, store, height));
    const file = args["output-file"];
    const path = file === undefined ? undefined : resolve(env.folder, file);
    if (path !== undefined) {
      const { exportArchive } = await import("../node/snapshot-archive.ts");
      await exportArchive(store, metadata, path);
    }
    const json = { ...show(metadata), ...(path === undefined ? {} : { written: path }) };
    await printAnswer(env.terminal, formatOf(args), { json });
  },
});

const load = command({
  name: "load",
  describe: "Take a snapshot from a file that export has written; every hash is checked",
  positionals: [{ name: "file", describe: "The file", required: true }],
  options: COMMON_OPTIONS,
  examples: [["state-1000.snapshot", "Then: lazuli snapshots restore 1000"]],
  async handler(args, env) {
    const home = homeOf(args, env);
    const { store, show } = await openStore(home);
    const [{ loadArchive }, { createCrypto }] = await Promise.all([
      import("../node/snapshot-archive.ts"),
      import("../node/crypto.ts"),
    ]);
    const { sha256String } = await createCrypto();
    const path = resolve(env.folder, args.file);
    const metadata = await withLock(home, "load", () => loadArchive(store, path, sha256String));
    await printAnswer(env.terminal, formatOf(args), { json: show(metadata) });
    env.terminal.remark("Compare app_hash with the chain's: a file cannot prove where it is from.");
  },
});

const restore = command({
  name: "restore",
  describe: "Make a snapshot the state of a stopped node",
  positionals: [HEIGHT],
  options: {
    replace: {
      type: "boolean",
      default: false,
      describe: "Also if the node has a state, which goes",
    },
    ...COMMON_OPTIONS,
  },
  examples: [
    ["1000", "For a node without a state"],
    ["1000 --replace", "The present state stays until the other is complete"],
  ],
  async handler(args, env) {
    const home = homeOf(args, env);
    const { store, show, format } = await openStore(home);
    const height = heightArgument(args.height);
    const [{ restoreSnapshot }, { createCrypto }] = await Promise.all([
      import("../node/snapshot-restore.ts"),
      import("../node/crypto.ts"),
    ]);
    const { sha256String: sha256 } = await createCrypto();
    const metadata = (await store.find(height, format)) ?? noSnapshot(home, height);
    const { replace } = args;
    await withLock(home, "restore", () =>
      restoreSnapshot({ home, store, metadata, sha256, replace }),
    );
    await printAnswer(env.terminal, formatOf(args), { json: show(metadata) });
    env.terminal.remark(
      `CometBFT goes on from its own block ${height + 1}; if it has none: lazuli comet bootstrap-state.`,
    );
  },
});

const remove = command({
  name: "delete",
  describe: "Delete a snapshot",
  positionals: [HEIGHT],
  options: COMMON_OPTIONS,
  examples: [["1000", "The one of height 1000"]],
  async handler(args, env) {
    const home = homeOf(args, env);
    const { store, format } = await openStore(home);
    const height = heightArgument(args.height);
    if (!(await store.delete(height, format))) noSnapshot(home, height);
    await printAnswer(env.terminal, formatOf(args), { json: { deleted: height } });
  },
});

interface Opened {
  readonly store: SnapshotStore;
  /** The format of the snapshots that this version takes. */
  readonly format: number;
  /** A snapshot as it is printed. */
  readonly show: (metadata: SnapshotMetadata) => Readonly<Record<string, unknown>>;
}

async function openStore(home: Home): Promise<Opened> {
  const [{ SnapshotStore }, { SNAPSHOT_FORMAT }, about] = await Promise.all([
    import("../node/snapshot-store.ts"),
    import("../core/store/snapshot.ts"),
    import("../node/snapshot-metadata.ts"),
  ]);
  return {
    store: new SnapshotStore(home.snapshotsFolder),
    format: SNAPSHOT_FORMAT,
    show: (metadata) => ({
      height: metadata.height,
      format: metadata.format,
      chain_id: metadata.chainId,
      app_hash: about.toHex(metadata.appHash).toUpperCase(),
      chunks: metadata.chunks.length,
      bytes: about.snapshotBytes(metadata),
      hash: about.toHex(about.snapshotHash(metadata)).toUpperCase(),
    }),
  };
}

async function takeFrom(
  home: Home,
  store: SnapshotStore,
  height: number | undefined,
): Promise<SnapshotMetadata> {
  const [{ withStoppedNode }, { takeSnapshot }, { createCrypto }] = await Promise.all([
    import("../node/stopped-node.ts"),
    import("../node/snapshot-take.ts"),
    import("../node/crypto.ts"),
  ]);
  const options = { purpose: "lazuli snapshots export", readOnly: true };
  const crypto = await createCrypto();
  const taken = await withStoppedNode(home, options, ({ database, newest }) =>
    takeSnapshot({ database, height: height ?? newest.height, crypto, store }),
  );
  if (!taken) throw new TypeError("a snapshot that nobody stopped has ended early");
  return taken;
}

async function withLock<Result>(
  home: Home,
  verb: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const { lockHome } = await import("../node/process-lock.ts");
  const unlock = await lockHome(home, `lazuli snapshots ${verb}`);
  try {
    return await work();
  } finally {
    await unlock();
  }
}

function noSnapshot(home: Home, height: number): never {
  throw new UserError(
    `the node in ${home.root} has no snapshot of height ${height}; "lazuli snapshots list" shows what it has`,
  );
}

function heightArgument(text: string): number {
  const height = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : 0;
  if (Number.isSafeInteger(height) && height > 0) return height;
  throw new UsageError(`HEIGHT ${JSON.stringify(text)}: expected a whole number from 1 on`);
}

export const snapshotsCommand: Command = group(
  "snapshots",
  "Snapshots of the state: for new nodes, copies and moves",
  [list, take, load, restore, remove],
);
