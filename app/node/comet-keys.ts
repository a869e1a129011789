import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { MODE_SECRET, formatJson, isJsonObject, readJsonFile, writeFileAtomic } from "./files.ts";
import type { JsonObject } from "./files.ts";
import { UserError } from "./user-error.ts";

/** An ed25519 key of CometBFT: a node's name among its peers, or what a validator signs with. */
export interface CometKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 32 bytes; CometBFT's files hold it with the public key behind it. */
  readonly seed: Uint8Array;
}

const SEED_BYTES = 32;
const PUBLIC_KEY_TYPE = "tendermint/PubKeyEd25519";
const PRIVATE_KEY_TYPE = "tendermint/PrivKeyEd25519";
/** What stands before the seed in the PKCS #8 form of an ed25519 key. @source RFC 8410 §7 */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function generateCometKey(): CometKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  const encoded = privateKey.export({ format: "der", type: "pkcs8" });
  return cometKeyFromSeed(Uint8Array.from(encoded.subarray(PKCS8_PREFIX.length)));
}

/** @param seed 32 bytes */
export function cometKeyFromSeed(seed: Uint8Array): CometKey {
  if (seed.length !== SEED_BYTES) throw new RangeError(`expected 32 bytes, got ${seed.length}`);
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: "der",
    type: "pkcs8",
  });
  const encoded = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return { publicKey: Uint8Array.from(encoded.subarray(-32)), seed: Uint8Array.from(seed) };
}

/** The node's id: 40 lower-case hexadecimal digits. */
export function nodeId(key: Pick<CometKey, "publicKey">): string {
  return createHash("sha256").update(key.publicKey).digest("hex").slice(0, 40);
}

/** The validator's consensus address: 40 upper-case hexadecimal digits. */
export function validatorAddress(key: Pick<CometKey, "publicKey">): string {
  return nodeId(key).toUpperCase();
}

/** A public key as CometBFT writes it in JSON. */
export interface PublicKeyJson {
  readonly type: string;
  /** Base64. */
  readonly value: string;
}

export function publicKeyToJson(publicKey: Uint8Array): PublicKeyJson {
  return { type: PUBLIC_KEY_TYPE, value: toBase64(publicKey) };
}

/** @returns the 32 bytes, or undefined if it is not an ed25519 key of CometBFT's JSON */
export function publicKeyFromJson(value: unknown): Uint8Array | undefined {
  if (!isJsonObject(value) || value["type"] !== PUBLIC_KEY_TYPE) return undefined;
  return fromBase64(value["value"], 32);
}

/** Reads node_key.json, or makes it if it is not there. */
export async function ensureNodeKey(path: string): Promise<CometKey> {
  return (await readNodeKey(path)) ?? writeNew(path, (key) => ({ priv_key: privateKeyJson(key) }));
}

/** Reads priv_validator_key.json, or makes it if it is not there. */
export async function ensureValidatorKey(path: string): Promise<CometKey> {
  const asJson = (key: CometKey): JsonObject => ({
    address: validatorAddress(key),
    pub_key: publicKeyToJson(key.publicKey),
    priv_key: privateKeyJson(key),
  });
  return (await readValidatorKey(path)) ?? writeNew(path, asJson);
}

/** @returns undefined if there is no such file. @throws UserError if it is damaged */
export async function readNodeKey(path: string): Promise<CometKey | undefined> {
  const content = await readJsonFile(path);
  return content === undefined ? undefined : keyOf(path, content);
}

/**
 * @returns undefined if there is no such file.
 * @throws UserError if it is damaged or its parts disagree
 */
export async function readValidatorKey(path: string): Promise<CometKey | undefined> {
  const content = await readJsonFile(path);
  if (content === undefined) return undefined;
  const key = keyOf(path, content);
  const publicKey = publicKeyFromJson(content["pub_key"]);
  if (
    publicKey === undefined ||
    toBase64(publicKey) !== toBase64(key.publicKey) ||
    content["address"] !== validatorAddress(key)
  ) {
    throw new UserError(`${path}: address and pub_key do not belong to priv_key; restore the file`);
  }
  return key;
}

/**
 * Writes the state of a validator that has signed nothing, unless there is one already: to set it
 * back makes the validator sign twice.
 */
export async function ensureValidatorState(path: string): Promise<void> {
  if ((await readJsonFile(path)) !== undefined) return;
  const content = formatJson({ height: "0", round: 0, step: 0 });
  await writeFileAtomic(path, content, { mode: MODE_SECRET, overwrite: false });
}

async function writeNew(path: string, asJson: (key: CometKey) => JsonObject): Promise<CometKey> {
  const key = generateCometKey();
  const content = formatJson(asJson(key));
  await writeFileAtomic(path, content, { mode: MODE_SECRET, overwrite: false });
  return key;
}

function privateKeyJson(key: CometKey): PublicKeyJson {
  return {
    type: PRIVATE_KEY_TYPE,
    value: toBase64(Buffer.concat([key.seed, key.publicKey])),
  };
}

function keyOf(path: string, content: JsonObject): CometKey {
  const json = content["priv_key"];
  const type = isJsonObject(json) ? json["type"] : undefined;
  const bytes = isJsonObject(json) ? fromBase64(json["value"], 2 * SEED_BYTES) : undefined;
  if (type !== PRIVATE_KEY_TYPE || bytes === undefined) {
    throw new UserError(`${path}: priv_key: expected ${PRIVATE_KEY_TYPE} with 64 bytes in base64`);
  }
  const key = cometKeyFromSeed(bytes.subarray(0, SEED_BYTES));
  if (toBase64(key.publicKey) !== toBase64(bytes.subarray(SEED_BYTES))) {
    throw new UserError(
      `${path}: priv_key: its two halves do not belong together; restore the file`,
    );
  }
  return key;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

function fromBase64(value: unknown, sizeBytes: number): Uint8Array | undefined {
  if (typeof value !== "string") return undefined;
  const bytes = Uint8Array.from(Buffer.from(value, "base64"));
  return bytes.length === sizeBytes && toBase64(bytes) === value ? bytes : undefined;
}
