/** Where an ABCI server listens. */
export type Address =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number };

/** Longest path of a unix socket in bytes: sockaddr_un holds 108 on Linux and 104 elsewhere, one of them a zero. */
export const SOCKET_PATH_BYTES_MAX = process.platform === "linux" ? 107 : 103;

const EXPECTED = "expected unix:///path/to/file.sock or tcp://host:port";

/**
 * Reads an address in the form of CometBFT's `proxy_app`.
 *
 * @throws Error if the form is another, the port is not 0–65535, or the path is too long for a socket
 */
export function parseAddress(text: string): Address {
  if (text.startsWith("unix://")) return parseUnix(text, text.slice("unix://".length));
  if (text.startsWith("tcp://")) return parseTcp(text, text.slice("tcp://".length));
  throw new Error(`the ABCI address ${JSON.stringify(text)} has no known form: ${EXPECTED}`);
}

function parseUnix(text: string, path: string): Address {
  if (path === "" || path.includes("\0")) {
    throw new Error(`the ABCI address ${JSON.stringify(text)} has no path: ${EXPECTED}`);
  }
  const pathBytes = Buffer.byteLength(path);
  if (pathBytes > SOCKET_PATH_BYTES_MAX) {
    throw new Error(
      `the path of the ABCI socket ${path} has ${pathBytes} bytes: this system allows at most ` +
        `${SOCKET_PATH_BYTES_MAX}; use a home folder with a shorter path, or tcp://127.0.0.1:26658`,
    );
  }
  return { kind: "unix", path };
}

function parseTcp(text: string, rest: string): Address {
  const parts = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:/[\]\s]+)):(?<port>\d{1,5})$/.exec(
    rest,
  )?.groups;
  const host = parts?.["v6"] ?? parts?.["name"];
  const port = Number(parts?.["port"]);
  if (host === undefined || !(port <= 65_535)) {
    throw new Error(
      `the ABCI address ${JSON.stringify(text)} has no host or no port from 0 to 65535: ${EXPECTED}`,
    );
  }
  return { kind: "tcp", host, port };
}

/** The text that CometBFT takes as `proxy_app`. */
export function formatAddress(address: Address): string {
  if (address.kind === "unix") return `unix://${address.path}`;
  const host = address.host.includes(":") ? `[${address.host}]` : address.host;
  return `tcp://${host}:${address.port}`;
}
