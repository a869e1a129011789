import { Registry, encodePubkey } from "@cosmjs/proto-signing";
import type { EncodeObject, GeneratedType, OfflineSigner } from "@cosmjs/proto-signing";
import {
  AminoTypes,
  SigningStargateClient,
  accountFromAny,
  createDefaultAminoConverters,
  defaultRegistryTypes,
} from "@cosmjs/stargate";
import type { AccountParser, StdFee } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { base64 } from "@scure/base";
import { SignMode } from "../../proto/gen/cosmos/tx/signing/v1beta1/signing.ts";
import {
  SimulateRequest,
  ServiceDefinition as TxService,
} from "../../proto/gen/cosmos/tx/v1beta1/service.ts";
import { Tx, TxRaw } from "../../proto/gen/cosmos/tx/v1beta1/tx.ts";
import { aminoConverters } from "./amino.ts";
import { createClient } from "./client.ts";
import type { Client, ClientOptions, Extended, Extension } from "./client.ts";
import { ChainIdMismatch, ClientError, QueryFailed, TxFailed } from "./errors.ts";
import { GAS_ADJUSTMENT_DEFAULT, adjustGas, feeFor } from "./fee.ts";
import { queryService } from "./query.ts";
import type { QueryService } from "./query.ts";
import { broadcastAsync, broadcastNew, isKnownTx, waitForCommit } from "./transaction.ts";
import type { TxResult, WaitOptions } from "./transaction.ts";

/**
 * `any`, as CosmJS's registry has it: its types name the writers of packages that are there or not, and never those of
 * the modules that we compile.
 */
type Unchecked = ReturnType<GeneratedType["decode"]>;

interface MessageCodec {
  readonly encode: (message: Unchecked, writer?: Unchecked) => Unchecked;
  readonly decode: (input: Uint8Array, length?: number) => Unchecked;
  readonly fromPartial: (object: Unchecked) => Unchecked;
}

/** Type URL and codec, as CosmJS's registry takes them. */
export type MessageType = [string, MessageCodec];

export interface SigningClientOptions<E extends readonly Extension[]> extends ClientOptions<E> {
  /** Message types of modules, beyond those that CosmJS knows. */
  readonly types?: readonly MessageType[];
  /** Which of the signer's accounts signs; the first unless given. */
  readonly address?: string;
  /** Nothing is signed if the node is of another chain. */
  readonly chainId?: string;
  /** Such as "0.001ulaz"; the node's minimum unless given. */
  readonly gasPrice?: string;
  /** {@link GAS_ADJUSTMENT_DEFAULT} unless given. */
  readonly gasAdjustment?: number;
}

export interface TxOptions extends WaitOptions {
  readonly memo?: string;
  /** The last height whose block may hold it. */
  readonly timeoutHeight?: bigint;
  /** Gas limit; simulated unless given. */
  readonly gas?: bigint;
  /** Bech32; who pays the fee that is estimated. Somebody else than the signer has to sign too. */
  readonly feePayer?: string;
  /** Bech32; whose allowance pays the fee that is estimated. */
  readonly feeGranter?: string;
  /** The chain is asked for it unless given. */
  readonly accountNumber?: bigint;
  /** The chain is asked for it unless given; a given one is not corrected. */
  readonly sequence?: bigint;
  /** Fee and gas limit, for instance from {@link SigningClient.estimate}; estimated unless given. */
  readonly fee?: StdFee;
}

export interface SigningClient extends Client {
  readonly stargate: SigningStargateClient;
  /** The account that signs. */
  readonly address: string;
  /** Gas limit and fee by simulation and price; signs nothing. */
  estimate(messages: readonly EncodeObject[], options?: TxOptions): Promise<StdFee>;
  /**
   * Signs, sends, and waits until a block holds the transaction.
   *
   * @throws TxFailed, TxNotCommitted (look before sending again), NodeUnreachable, ChainIdMismatch
   */
  send(messages: readonly EncodeObject[], options?: TxOptions): Promise<TxResult>;
  /** As `send`, but returns the hash when the node has taken it into its mempool. */
  sendSync(messages: readonly EncodeObject[], options?: TxOptions): Promise<string>;
  /** As `sendSync`, but without waiting for what the node thinks of it. */
  sendAsync(messages: readonly EncodeObject[], options?: TxOptions): Promise<string>;
}

/**
 * Connects to a node with an account to sign with. Transactions of one client go out one after the other, so that their
 * sequences follow; waiting for blocks does not hold up the next.
 */
export async function createSigningClient<const E extends readonly Extension[] = []>(
  endpoint: string | CometClient,
  signer: OfflineSigner,
  options: SigningClientOptions<E> = {},
): Promise<SigningClient & Extended<E>> {
  const client = createClient(endpoint, options);
  const account = await accountOf(signer, options.address);
  const registry = new Registry([...defaultRegistryTypes, ...(options.types ?? [])]);
  // A signer that shows what it signs, such as a Ledger, signs amino JSON.
  const aminoTypes = new AminoTypes({
    ...createDefaultAminoConverters(),
    ...aminoConverters(options.types ?? []),
  });
  const stargate = SigningStargateClient.createWithSigner(client.comet, signer, {
    registry,
    aminoTypes,
    accountParser: parseAccount,
  });
  const sender = new Sender(client, stargate, account, options);
  return Object.assign(client, {
    stargate,
    address: account.address,
    estimate: (messages, txOptions = {}) => sender.estimate(messages, txOptions),
    send: async (messages, txOptions = {}) =>
      waitForCommit(client.comet, await sender.send(messages, txOptions), txOptions),
    sendSync: (messages, txOptions = {}) => sender.send(messages, txOptions),
    sendAsync: (messages, txOptions = {}) => sender.send(messages, txOptions, broadcastAsync),
  } satisfies Omit<SigningClient, keyof Client> & Pick<SigningClient, "stargate">);
}

/** CosmJS does not know a permanently locked account, whose base account stands where that of a delayed one does. */
function parseAccount(any: Parameters<AccountParser>[0]): ReturnType<AccountParser> {
  return any.typeUrl === "/cosmos.vesting.v1beta1.PermanentLockedAccount"
    ? accountFromAny({ ...any, typeUrl: "/cosmos.vesting.v1beta1.DelayedVestingAccount" })
    : accountFromAny(any);
}

interface Account {
  readonly address: string;
  /** 33 bytes. */
  readonly pubkey: Uint8Array;
}

async function accountOf(signer: OfflineSigner, address: string | undefined): Promise<Account> {
  const accounts = await signer.getAccounts();
  const account = accounts.find((one) => address === undefined || one.address === address);
  if (account !== undefined) return account;
  const held = accounts.map((one) => one.address).join(", ");
  throw new ClientError(
    `the signer holds no key of ${address ?? "any account"}; it holds: ${held}`,
  );
}

interface SenderOptions {
  readonly chainId?: string;
  readonly gasPrice?: string;
  readonly gasAdjustment?: number;
}

interface Position {
  readonly accountNumber: bigint;
  readonly sequence: number;
}

const SIGNATURE_BYTES = 64;

/** In the SDK's codespace: the sequence is not the account's next. */
const WRONG_SEQUENCE_CODE = 32;
const WRONG_SEQUENCE = /account sequence mismatch, expected (\d{1,15})/;

/** Keeps the order of one account's transactions. */
class Sender {
  readonly #client: Client;
  readonly #stargate: SigningStargateClient;
  readonly #account: Account;
  readonly #options: SenderOptions;
  readonly #service: QueryService<typeof TxService>;
  /** Ends with the last transaction that was begun; never rejects. */
  #tail: Promise<void> = Promise.resolve();
  /** The sequence after the last transaction that this client sent. */
  #next = 0;

  constructor(
    client: Client,
    stargate: SigningStargateClient,
    account: Account,
    options: SenderOptions,
  ) {
    this.#client = client;
    this.#stargate = stargate;
    this.#account = account;
    this.#options = options;
    this.#service = queryService(client.base, TxService);
  }

  async estimate(messages: readonly EncodeObject[], options: TxOptions): Promise<StdFee> {
    return this.#withPosition(options, (position) => this.#fee(messages, options, position));
  }

  /** @returns the hash */
  send(
    messages: readonly EncodeObject[],
    options: TxOptions,
    broadcast: typeof broadcastNew = broadcastNew,
  ): Promise<string> {
    const sent = this.#tail.then(() =>
      this.#withPosition(options, async (position) => {
        const fee = options.fee ?? (await this.#fee(messages, options, position));
        const tx = await this.#sign(messages, fee, options, position);
        const hash = await broadcast(this.#client.comet, tx);
        this.#next = position.sequence + 1;
        return hash;
      }),
    );
    // Whoever waits for `sent` hears of its failure; here only its end matters.
    this.#tail = sent.then(
      () => undefined,
      () => undefined,
    );
    return sent;
  }

  /**
   * Runs an attempt with the account's sequence. Transactions in the mempool make the right one greater than the
   * committed one: the chain then refuses the first attempt, nothing is in any mempool, and a second is safe. No other
   * failure is tried again.
   */
  async #withPosition<T>(
    { accountNumber, sequence: given }: TxOptions,
    attempt: (position: Position) => Promise<T>,
  ): Promise<T> {
    if (accountNumber !== undefined && given !== undefined) {
      return attempt({ accountNumber, sequence: Number(given) });
    }
    const found = await this.#position();
    const committed = { ...found, accountNumber: accountNumber ?? found.accountNumber };
    if (given !== undefined) return attempt({ ...committed, sequence: Number(given) });
    const position = { ...committed, sequence: Math.max(committed.sequence, this.#next) };
    try {
      return await attempt(position);
    } catch (error) {
      // Bytes that the node knows are another client's of the same account, with this sequence.
      const expected = isKnownTx(error) ? position.sequence + 1 : expectedSequence(error);
      if (expected === undefined) throw error;
      const fresh = await this.#position();
      const sequence = Math.max(fresh.sequence, expected);
      if (sequence === position.sequence) throw error;
      return attempt({ ...committed, sequence });
    }
  }

  async #position(): Promise<Position> {
    const { address } = this.#account;
    const account = await this.#stargate.getAccount(address);
    if (account !== null) return account;
    throw new ClientError(
      `account ${address} does not exist on the chain yet: send coins to it first`,
    );
  }

  async #fee(
    messages: readonly EncodeObject[],
    options: TxOptions,
    position: Position,
  ): Promise<StdFee> {
    const gas = options.gas ?? (await this.#simulate(messages, options, position));
    const price = this.#options.gasPrice ?? (await this.#client.minimumGasPrice());
    const { feePayer: payer, feeGranter: granter } = options;
    return { ...feeFor(gas, price), ...(payer && { payer }), ...(granter && { granter }) };
  }

  async #simulate(
    messages: readonly EncodeObject[],
    options: TxOptions,
    position: Position,
  ): Promise<bigint> {
    const publicKey = encodePubkey({
      type: "tendermint/PubKeySecp256k1",
      value: base64.encode(this.#account.pubkey),
    });
    const tx = Tx.fromPartial({
      body: {
        messages: messages.map((message) => this.#stargate.registry.encodeAsAny(message)),
        memo: options.memo ?? "",
        timeoutHeight: options.timeoutHeight ?? 0n,
      },
      authInfo: {
        signerInfos: [
          {
            publicKey,
            modeInfo: { sum: { $case: "single", value: { mode: SignMode.SIGN_MODE_DIRECT } } },
            sequence: BigInt(position.sequence),
          },
        ],
        fee: { payer: options.feePayer ?? "", granter: options.feeGranter ?? "" },
      },
      // A simulation does not check it, but its size costs gas.
      signatures: [new Uint8Array(SIGNATURE_BYTES)],
    });
    const txBytes = Tx.encode(tx).finish();
    const { gasInfo } = await this.#service.simulate(SimulateRequest.fromPartial({ txBytes }));
    if (gasInfo === undefined) throw new ClientError("the node's simulation answered no gas");
    return adjustGas(gasInfo.gasUsed, this.#options.gasAdjustment ?? GAS_ADJUSTMENT_DEFAULT);
  }

  async #sign(
    messages: readonly EncodeObject[],
    fee: StdFee,
    options: TxOptions,
    position: Position,
  ): Promise<Uint8Array> {
    const { address } = this.#account;
    const chainId = await this.#client.chainId();
    if (this.#options.chainId !== undefined && this.#options.chainId !== chainId) {
      throw new ChainIdMismatch(this.#options.chainId, chainId);
    }
    const signerData = { ...position, chainId };
    const { memo = "", timeoutHeight } = options;
    const tx = await this.#stargate.sign(address, messages, fee, memo, signerData, timeoutHeight);
    return TxRaw.encode(tx).finish();
  }
}

/** @returns the sequence that the chain expects, or undefined if the error is another or came after sending */
function expectedSequence(error: unknown): number | undefined {
  const refused =
    error instanceof QueryFailed ||
    (error instanceof TxFailed &&
      error.height === 0 &&
      error.codespace === "sdk" &&
      error.code === WRONG_SEQUENCE_CODE);
  const [, expected] = refused ? (WRONG_SEQUENCE.exec(error.log) ?? []) : [];
  return expected === undefined ? undefined : Number(expected);
}
