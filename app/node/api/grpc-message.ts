/**
 * A status text as gRPC's headers carry it: what is not printable ASCII is escaped, and the percent sign. Some clients undo
 * no more than that.
 *
 * @source grpc/doc/PROTOCOL-HTTP2.md, Percent-Byte-Encoding
 */
export function escapeGrpcMessage(text: string): string {
  return text.replace(/[^ -$&-~]|^ | $/gu, escapeOne);
}

function escapeOne(character: string): string {
  return Buffer.from(character).toString("hex").toUpperCase().replace(/../g, "%$&");
}
