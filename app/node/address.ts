/** `tcp://host:port`, as CometBFT writes where it listens; an IPv6 host stands in brackets. */
export const TCP_ADDRESS =
  /^tcp:\/\/(?<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):(?<port>\d{1,5})$/;

/** Where a server listens. */
export interface HostPort {
  /** A name or an address, an IPv6 one without its brackets. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

const PORT_MAX = 65_535;

/** @param text `host:port`, with or without `tcp://` before it. @returns undefined if it is neither */
export function parseHostPort(text: string): HostPort | undefined {
  const match = TCP_ADDRESS.exec(text.startsWith("tcp://") ? text : `tcp://${text}`);
  const { host = "", port = "" } = match?.groups ?? {};
  if (match === null || Number(port) > PORT_MAX) return undefined;
  return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
}
