import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { HttpRpc } from "../../app/client/rpc.ts";
import { ensureCometbft } from "../../app/node/comet-binary.ts";
import { renderCometConfig } from "../../app/node/comet-config.ts";
import {
  ensureNodeKey,
  ensureValidatorKey,
  ensureValidatorState,
  nodeId,
} from "../../app/node/comet-keys.ts";
import { APP_SETTINGS, type AppConfig } from "../../app/node/config.ts";
import { MODE_PUBLIC, writeFileAtomic } from "../../app/node/files.ts";
import { abciSocketPath, homeAt, makeHomeFolders } from "../../app/node/home.ts";
import type { Localnet } from "../../localnet/localnet.ts";
import { HOST, type NetworkNode } from "../../localnet/network.ts";
import { spawnNode } from "../../localnet/node-runner.ts";
import { findProcesses, killProcesses } from "../../localnet/processes.ts";
import { freeBasePort, heightOf } from "./localnet.ts";

/** A node beside those of a localnet, without voting power, that takes its state from their snapshots. */
export interface JoiningNode extends NetworkNode {
  start(): Promise<void>;
  /** As `kill -9`, the application and its CometBFT. */
  kill(): Promise<void>;
}

/** Makes its home; ends with the test. */
export async function createJoiningNode(
  t: TestContext,
  localnet: Localnet,
  settings: Partial<AppConfig>,
): Promise<JoiningNode> {
  const home = homeAt(join(localnet.dir, "joining"));
  const p2pPort = await freeBasePort(1);
  const node: NetworkNode = {
    name: "joining",
    home,
    logFile: join(home.root, "node.log"),
    p2pPort,
    rpcPort: p2pPort + 1,
    rpc: `http://${HOST}:${p2pPort + 1}`,
    grpc: `${HOST}:${p2pPort + 2}`,
    rest: `http://${HOST}:${p2pPort + 3}`,
  };
  await makeHomeFolders(home);
  const [first] = localnet.nodes;
  if (!first) throw new Error("a localnet without nodes");
  await copyFile(first.home.genesis, home.genesis);
  await ensureNodeKey(home.nodeKey);
  await ensureValidatorKey(home.validatorKey);
  await ensureValidatorState(home.validatorState);
  const options = { mode: MODE_PUBLIC, overwrite: true };
  const config = renderCometConfig({
    moniker: node.name,
    proxyApp: `unix://${abciSocketPath(home)}`,
    rpcAddress: `tcp://${HOST}:${node.rpcPort}`,
    p2pAddress: `tcp://${HOST}:${node.p2pPort}`,
    persistentPeers: await Promise.all(localnet.nodes.map(peerAddress)),
    local: true,
    timeoutCommit: localnet.network.timeoutCommit,
    stateSync: {
      rpcServers: localnet.nodes.map(({ rpc }) => rpc),
      ...(await trustedHeader(first)),
    },
  });
  await writeFileAtomic(home.cometToml, config, options);
  const addresses = { grpcAddress: node.grpc, apiAddress: node.rest.replace("http", "tcp") };
  await writeFileAtomic(home.appToml, APP_SETTINGS.render({ ...addresses, ...settings }), options);
  const kill = async (): Promise<void> => {
    await killProcesses(await findProcesses([home.root]));
  };
  // The runner ends a file that takes too long with SIGTERM, and then no hook runs.
  const onSignal = (): void => void kill();
  process.once("SIGTERM", onSignal);
  t.after(async () => {
    process.off("SIGTERM", onSignal);
    await kill();
  });
  const { path } = await ensureCometbft(() => undefined);
  const start = async (): Promise<void> => {
    await spawnNode(node, { COMETBFT: path });
  };
  return { ...node, start, kill };
}

async function peerAddress({ home, p2pPort }: NetworkNode): Promise<string> {
  return `${nodeId(await ensureNodeKey(home.nodeKey))}@${HOST}:${p2pPort}`;
}

/** A header to start from: here the node's word is enough. */
export async function trustedHeader(
  node: NetworkNode,
): Promise<{ trustHeight: number; trustHash: string }> {
  const trustHeight = (await heightOf(node)) - 1;
  const result = (await new HttpRpc(node.rpc).call("commit", {
    height: String(trustHeight),
  })) as { signed_header: { commit: { block_id: { hash: string } } } };
  return { trustHeight, trustHash: result.signed_header.commit.block_id.hash };
}
