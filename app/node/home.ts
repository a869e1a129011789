import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { homedir, tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "./files.ts";
import { UserError } from "./user-error.ts";

/**
 * Where a node or a client keeps its files. The layout is CometBFT's, so its own commands work on
 * the same folder.
 */
export interface Home {
  /** Absolute. */
  readonly root: string;
  readonly configFolder: string;
  readonly dataFolder: string;
  /** Our settings of a node (config.ts). */
  readonly appToml: string;
  /** CometBFT's settings (comet-config.ts). */
  readonly cometToml: string;
  /** Settings of the command-line client (config.ts). */
  readonly clientToml: string;
  readonly genesis: string;
  readonly nodeKey: string;
  readonly validatorKey: string;
  /** What the validator signed last: CometBFT writes it, and nobody may set it back. */
  readonly validatorState: string;
  /** The state machine's database. */
  readonly stateFolder: string;
  /** A state that is being made and is to take the place of the one there (state-folder.ts). */
  readonly stagingFolder: string;
  /** The state that another is taking the place of. */
  readonly replacedFolder: string;
  readonly snapshotsFolder: string;
  /** Says which process uses the data (process-lock.ts). */
  readonly nodeLock: string;
  readonly keyringFileFolder: string;
  readonly keyringTestFolder: string;
}

/**
 * The longest path of a unix socket that every platform takes, in bytes: macOS has room for 104
 * with the closing zero.
 */
const SOCKET_PATH_BYTES_MAX = 103;

/** `$LAZULI_HOME`, or `.lazuli` in the user's home folder. */
export function defaultHomeRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const root = environment["LAZULI_HOME"];
  return root === undefined || root === "" ? join(homedir(), ".lazuli") : root;
}

/** The paths below a root; touches no disk. */
export function homeAt(root: string = defaultHomeRoot()): Home {
  const absolute = resolve(root);
  const configFolder = join(absolute, "config");
  const dataFolder = join(absolute, "data");
  return {
    root: absolute,
    configFolder,
    dataFolder,
    appToml: join(configFolder, "app.toml"),
    cometToml: join(configFolder, "config.toml"),
    clientToml: join(configFolder, "client.toml"),
    genesis: join(configFolder, "genesis.json"),
    nodeKey: join(configFolder, "node_key.json"),
    validatorKey: join(configFolder, "priv_validator_key.json"),
    validatorState: join(dataFolder, "priv_validator_state.json"),
    stateFolder: join(dataFolder, "state"),
    // No dot in the names: LMDB would take one for a file.
    stagingFolder: join(dataFolder, "state-restoring"),
    replacedFolder: join(dataFolder, "state-replaced"),
    snapshotsFolder: join(dataFolder, "snapshots"),
    nodeLock: join(dataFolder, "node.lock"),
    keyringFileFolder: join(absolute, "keyring-file"),
    keyringTestFolder: join(absolute, "keyring-test"),
  };
}

/** Makes the folders that a node needs, for the owner alone. The keyring makes its own. */
export async function makeHomeFolders(home: Home): Promise<void> {
  await makeFolder(home.configFolder);
  await makeFolder(home.dataFolder);
}

/**
 * Where application and CometBFT meet unless app.toml says otherwise: a socket in the data folder
 * or, where that path is too long for a socket, in a folder of this user below the system's
 * temporary folder. The same home always gives the same path.
 */
export function abciSocketPath(home: Home): string {
  const inside = join(home.dataFolder, "abci.sock");
  if (Buffer.byteLength(inside) <= SOCKET_PATH_BYTES_MAX) return inside;
  const digest = createHash("sha256").update(home.root).digest("hex").slice(0, 16);
  const outside = join(tmpdir(), `lazuli-${userInfo().uid}`, `${digest}.sock`);
  if (Buffer.byteLength(outside) <= SOCKET_PATH_BYTES_MAX) return outside;
  throw new UserError(
    `no path short enough for a unix socket: ${inside} and ${outside} have more than ` +
      `${SOCKET_PATH_BYTES_MAX} bytes; set abci-address in ${home.appToml}, for example to ` +
      `"tcp://127.0.0.1:26658"`,
  );
}

/**
 * Makes the folder of {@link abciSocketPath}. Whoever can open the socket can feed the application,
 * so a folder of another user, or one that others may enter, is refused.
 */
export async function makeAbciSocketFolder(home: Home): Promise<void> {
  const folder = dirname(abciSocketPath(home));
  await makeFolder(folder);
  if (folder === home.dataFolder) return;
  const info = await lstat(folder);
  if (!info.isDirectory() || info.uid !== userInfo().uid || (info.mode & 0o077) !== 0) {
    throw new UserError(
      `${folder}: expected a folder of this user that nobody else may enter (mode 0700); ` +
        `remove it and try again`,
    );
  }
}
