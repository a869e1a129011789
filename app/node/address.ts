/** `tcp://host:port`, as CometBFT writes where it listens; an IPv6 host stands in brackets. */
export const TCP_ADDRESS =
  /^tcp:\/\/(?<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):(?<port>\d{1,5})$/;
