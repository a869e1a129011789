/**
 * The only globals of the platform that the state machine may use. `fatal` is mandatory: replacing bytes that are not
 * UTF-8 by U+FFFD would make two different inputs equal.
 */
declare class TextDecoder {
  constructor(label: "utf-8", options: { readonly fatal: true; readonly ignoreBOM: true });
  decode(input: Uint8Array): string;
}
declare class TextEncoder {
  encode(input: string): Uint8Array<ArrayBuffer>;
}
