import { formatJson, parseJsonObject } from "./files.ts";
import { privateToPublicKey } from "./key.ts";
import { PasswordCipher, assertStrong, parseSealed } from "./password-cipher.ts";
import { UserError } from "./user-error.ts";

const BEGIN = "-----BEGIN LAZULI PRIVATE KEY-----";
const END = "-----END LAZULI PRIVATE KEY-----";
const VERSION = "version: 1";
const CONTEXT = "lazuli exported key 1 secp256k1";
const LINE_CHARACTERS = 64;
const ARMOUR_CHARACTERS_MAX = 16_384;

/** A private key as a text under a password: a line with the version, then base64. */
export async function armourKey(privateKey: Uint8Array, password: string): Promise<string> {
  assertStrong(password);
  const cipher = new PasswordCipher(password);
  try {
    const sealed = await cipher.seal(privateKey, CONTEXT);
    const body = Buffer.from(formatJson(sealed)).toString("base64");
    const lines = body.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? [];
    return [BEGIN, VERSION, "", ...lines, END, ""].join("\n");
  } finally {
    cipher.wipe();
  }
}

/**
 * @returns the private key.
 * @throws UserError if the text is not from {@link armourKey}, or the password is wrong
 */
export async function openArmour(armour: string, password: string): Promise<Uint8Array> {
  const lines = armour
    .slice(0, ARMOUR_CHARACTERS_MAX)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const body = lines.slice(2, -1).join("");
  if (lines[0] !== BEGIN || lines.at(-1) !== END || !/^[A-Za-z0-9+/]+=*$/.test(body)) {
    throw new UserError(`expected an exported key: a text from "${BEGIN}" to "${END}"`);
  }
  if (lines[1] !== VERSION) {
    throw new UserError(`exported key: expected "${VERSION}", got ${JSON.stringify(lines[1])}`);
  }
  const json = Buffer.from(body, "base64").toString("utf8");
  const sealed = parseSealed("exported key", parseJsonObject("exported key", json));
  const cipher = new PasswordCipher(password);
  try {
    const privateKey = await cipher.open(sealed, CONTEXT);
    if (privateKey === undefined) {
      throw new UserError("exported key: wrong password, or the text was changed");
    }
    // Throws if it is not a private key, which takes a forger who knows the password.
    privateToPublicKey(privateKey);
    return privateKey;
  } finally {
    cipher.wipe();
  }
}
