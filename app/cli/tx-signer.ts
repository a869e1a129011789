import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import type { Tx } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { equalBytes } from "../core/bytes.ts";
import { encodeTx } from "../core/tx-encode.ts";
import type { JsonObject } from "../node/files.ts";
import { addressBytesOf } from "../node/key.ts";
import type { KeyInfo } from "../node/key-record.ts";
import type { DocumentSigner } from "../node/keyring.ts";
import { looseSignatureToJson, signaturesToJson } from "../node/signature-json.ts";
import { txToJson } from "../node/tx-json.ts";
import { parseAddress, requiredSigners } from "../node/tx-signers.ts";
import type { RequiredSigner, RequiredSigners } from "../node/tx-signers.ts";
import { documentsOf, signTx } from "../node/tx-signing.ts";
import type { AccountPosition, SigningAccount } from "../node/tx-signing.ts";
import { UserError } from "../node/user-error.ts";
import { isAddress } from "./accounts.ts";
import { findKeyOf } from "./tx-chain.ts";
import type { TxChain } from "./tx-chain.ts";
import type { SourcedTx } from "./tx-files.ts";
import type { SignModeName } from "./tx-options.ts";
import { UsageError } from "./usage-error.ts";

/** Who signs, for whom, and what is wanted of it. */
export interface SigningRequest {
  /** Name or address of a key of the keyring. */
  readonly from: string;
  /** Name or address of a multisig that the key is a member of: it signs for that. */
  readonly multisig: string | undefined;
  readonly signMode: SignModeName | undefined;
  readonly overwrite: boolean;
  readonly signatureOnly: boolean;
}

const SIGN_MODES = {
  direct: SignMode.SIGN_MODE_DIRECT,
  "amino-json": SignMode.SIGN_MODE_LEGACY_AMINO_JSON,
  "direct-aux": SignMode.SIGN_MODE_DIRECT_AUX,
} as const;

/** Signs transactions of files with one key, which is opened once, before the first signature. */
export class TxSigner {
  readonly #chain: TxChain;
  readonly #request: SigningRequest;
  readonly #key: KeyInfo;
  /** The account that the key signs for, if it is not the key's own. */
  readonly #multisig: Multisig | undefined;
  #opened: DocumentSigner | undefined;

  /** @throws UsageError, UserError if a key is not there or the one is no member of the other */
  static async open(chain: TxChain, request: SigningRequest): Promise<TxSigner> {
    const key = await chain.accounts.key(request.from);
    if (request.multisig === undefined) return new TxSigner(chain, request, key, undefined);
    if (request.signMode !== undefined && request.signMode !== "amino-json") {
      throw new UsageError(
        `--sign-mode ${request.signMode}: for a multisig its members sign amino-json`,
      );
    }
    return new TxSigner(chain, request, key, await findMultisig(chain, request.multisig, key));
  }

  private constructor(
    chain: TxChain,
    request: SigningRequest,
    key: KeyInfo,
    multisig: Multisig | undefined,
  ) {
    this.#chain = chain;
    this.#request = request;
    this.#key = key;
    this.#multisig = multisig;
  }

  /** Where the account stands that the signature is for. @throws UserError unless it has to sign */
  async position({ source, tx }: SourcedTx): Promise<AccountPosition> {
    const { address } = this.#signerOf(source, requiredSigners(source, tx));
    return this.#chain.position(address);
  }

  /** @returns the signed transaction, or signatures alone. @throws UserError, ChainError */
  async sign({ source, tx }: SourcedTx, position: AccountPosition): Promise<JsonObject> {
    const required = requiredSigners(source, tx);
    const signer = this.#signerOf(source, required);
    const chainId = await this.#chain.chainId();
    this.#opened ??= await this.#chain.keyring.documentSigner(this.#key.name);
    const { publicKey, sign } = this.#opened;
    const account = { ...position, signer, publicKey };
    if (this.#multisig !== undefined) return signAsMember(tx, required, { account, chainId, sign });
    const { signMode = "direct", overwrite, signatureOnly } = this.#request;
    const options = { chainId, overwrite };
    const signed = signTx(tx, required, { ...account, mode: SIGN_MODES[signMode], sign }, options);
    return signatureOnly ? signaturesToJson(signed) : txToJson(encodeTx(signed));
  }

  #signerOf(source: string, required: RequiredSigners): RequiredSigner {
    const wanted = this.#multisig?.addressBytes ?? addressBytesOf(this.#key.publicKey);
    const found = required.signers.find(({ addressBytes }) => equalBytes(addressBytes, wanted));
    if (found !== undefined) return found;
    const others = required.signers.map(({ address }) => address).join(", ");
    const who = this.#request.multisig ?? this.#request.from;
    throw new UserError(`${source}: ${who} does not have to sign it; expected ${others}`);
  }
}

interface Multisig {
  readonly addressBytes: Uint8Array;
}

/** The multisig need not be in the keyring, if its address is given; whether the key is a member is then not known here. */
async function findMultisig(chain: TxChain, text: string, member: KeyInfo): Promise<Multisig> {
  if (!isAddress(text)) {
    const key = await chain.keyring.get(text);
    assertMember(key, member);
    return { addressBytes: addressBytesOf(key.publicKey) };
  }
  const { addressBytes } = parseAddress("--multisig", text);
  const known = await findKeyOf(chain, addressBytes);
  if (known !== undefined) assertMember(known, member);
  return { addressBytes };
}

/** @throws UserError */
function assertMember({ name, publicKey }: KeyInfo, member: KeyInfo): void {
  if (publicKey.type !== "multisig") throw new UserError(`${name} is no key of several`);
  const address = addressBytesOf(member.publicKey);
  if (publicKey.keys.some((key) => equalBytes(addressBytesOf(key), address))) return;
  throw new UserError(`${member.name} is no member of ${name}; see "lazuli keys show ${name}"`);
}

/** A member signs for the multisig's account, and the transaction stays as it is. */
function signAsMember(
  tx: Tx,
  required: RequiredSigners,
  {
    account,
    chainId,
    sign,
  }: {
    readonly account: SigningAccount;
    readonly chainId: string;
    readonly sign: DocumentSigner["sign"];
  },
): JsonObject {
  const mode = SIGN_MODES["amino-json"];
  const { bytes } = documentsOf(tx, required, chainId, account).of(mode);
  const { publicKey, sequence } = account;
  return looseSignatureToJson({
    ...{ type: "simple", mode, signature: sign(bytes), publicKey, sequence },
  });
}
