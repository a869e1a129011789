import { fromBinary, getOption, hasOption } from "@bufbuild/protobuf";
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { ReflectMessage } from "@bufbuild/protobuf/reflect";
import { bech32 } from "@scure/base";
import type { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { VALIDATOR_PREFIXES, decodeBech32, usualSpelling } from "../core/address.ts";
import { TX_MESSAGES_MAX, TX_SIGNERS_MAX } from "../core/limits.ts";
import { REGISTRY } from "./api/descriptors.ts";
import { optionNamed } from "./api/field-options.ts";
import { UserError } from "./user-error.ts";

/** An account that has to sign a transaction. */
export interface RequiredSigner {
  /** Bech32. */
  readonly address: string;
  readonly addressBytes: Uint8Array;
}

/** Who has to sign a transaction, each once, in the order of their signatures. */
export interface RequiredSigners {
  readonly signers: readonly RequiredSigner[];
  /** Bech32: the account that pays the fee unless a granter does. */
  readonly feePayer: string;
}

/** Messages that signers are looked for in, below each other; the chain's own have one. */
const DEPTH_MAX = 4;

/**
 * Who has to sign: what the messages' definitions say, and the fee payer.
 *
 * @param source what the transaction is called in errors
 * @throws UserError that names the place, for unknown types, malformed messages and addresses
 */
export function requiredSigners(source: string, { body, authInfo }: Tx): RequiredSigners {
  const signers: RequiredSigner[] = [];
  const add = (signer: RequiredSigner): void => {
    if (signers.some(({ address }) => address === signer.address)) return;
    if (signers.length >= TX_SIGNERS_MAX) {
      throw new UserError(`${source}: expected at most ${TX_SIGNERS_MAX} signers, got more`);
    }
    signers.push(signer);
  };
  const messages = body?.messages ?? [];
  if (messages.length > TX_MESSAGES_MAX) {
    throw new UserError(
      `${source}: expected at most ${TX_MESSAGES_MAX} messages, got ${messages.length}`,
    );
  }
  for (const [i, { typeUrl, value }] of messages.entries()) {
    const place = `${source}: body.messages[${i}]`;
    const schema = messageType(place, typeUrl);
    signersOf(place, decode(place, schema, value), 0).forEach(add);
  }
  const [first] = signers;
  if (first === undefined) throw new UserError(`${source}: expected messages, got none`);
  const payer = authInfo?.fee?.payer ?? "";
  if (payer === "") return { signers, feePayer: first.address };
  const found = parseAddress(`${source}: auth_info.fee.payer`, payer);
  add(found);
  return { signers, feePayer: found.address };
}

/** @throws UserError naming the type if no .proto file defines it */
function messageType(place: string, typeUrl: string): DescMessage {
  const schema = REGISTRY.getMessage(typeUrl.slice(typeUrl.lastIndexOf("/") + 1));
  if (schema !== undefined) return schema;
  throw new UserError(
    `${place}: unknown type ${JSON.stringify(typeUrl.slice(0, 200))}; expected a message of this chain`,
  );
}

function decode(place: string, schema: DescMessage, bytes: Uint8Array): ReflectMessage {
  try {
    return reflect(schema, fromBinary(schema, bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${place}: the bytes are no ${schema.typeName} (${reason})`, {
      cause: error,
    });
  }
}

/** @source cosmossdk.io/x/tx signing, Context.makeGetSignersFunc */
function signersOf(place: string, message: ReflectMessage, depth: number): RequiredSigner[] {
  const { desc } = message;
  if (depth > DEPTH_MAX) throw new UserError(`${place}: signers nest deeper than ${DEPTH_MAX}`);
  const names = hasOption(desc, SIGNER) ? (getOption(desc, SIGNER) as readonly string[]) : [];
  if (names.length === 0) {
    throw new UserError(`${place}: ${desc.typeName} is no message that an account signs`);
  }
  return names.flatMap((name) => {
    const field = desc.fields.find((one) => one.name === name);
    if (field === undefined) throw new TypeError(`${desc.typeName} has no field ${name}`);
    return fieldValues(message, field).flatMap(([suffix, value]) => {
      const inner = `${place}.${name}${suffix}`;
      if (typeof value !== "string") return signersOf(inner, value, depth + 1);
      return [isOperator(field) ? operatorAccount(inner, value) : parseAddress(inner, value)];
    });
  });
}

/** Texts or messages, each with what its place in a list adds to the field's name. */
function fieldValues(
  message: ReflectMessage,
  field: DescField,
): (readonly [suffix: string, value: string | ReflectMessage])[] {
  if (field.fieldKind === "list") {
    const list = [...message.get(field)] as (string | ReflectMessage)[];
    return list.map((value, i) => [`[${i}]`, value]);
  }
  return [["", message.get(field) as string | ReflectMessage]];
}

const SIGNER = optionNamed("cosmos.msg.v1.signer");
const SCALAR = optionNamed("cosmos_proto.scalar");

function isOperator(field: DescField): boolean {
  return hasOption(field, SCALAR) && getOption(field, SCALAR) === "cosmos.ValidatorAddressString";
}

/** The account of a validator's operator has the same bytes. */
function operatorAccount(place: string, text: string): RequiredSigner {
  const { address, addressBytes } = parseAddress(place, text);
  const prefix = address.slice(0, address.lastIndexOf("1"));
  if (!prefix.endsWith(VALIDATOR_PREFIXES.operator)) {
    throw new UserError(`${place}: expected the address of a validator's operator, got ${text}`);
  }
  const account = prefix.slice(0, -VALIDATOR_PREFIXES.operator.length);
  return { address: bech32.encode(account, bech32.toWords(addressBytes), false), addressBytes };
}

/** @param place what the text is called in errors. @throws UserError unless it is bech32 */
export function parseAddress(place: string, text: string): RequiredSigner {
  const decoded = decodeBech32(text);
  if (decoded) return { address: usualSpelling(text), addressBytes: decoded.bytes };
  const shown = JSON.stringify(text.slice(0, 100));
  throw new UserError(`${place}: expected an address in bech32, got ${shown}`);
}
