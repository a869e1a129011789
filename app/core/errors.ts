/**
 * An error that a user caused. It becomes a failed transaction or query with this codespace and code; anything else that
 * is thrown is a bug or a fault of the machine (docs/adr/003-failure-policy.md).
 */
export class ChainError extends Error {
  override readonly name = "ChainError";
  readonly codespace: string;
  /** Positive; with the codespace an identity that is never reused. */
  readonly code: number;

  constructor(codespace: string, code: number, message: string) {
    super(message);
    this.codespace = codespace;
    this.code = code;
  }
}

/** Runs something; a user's error in it then says where it happened. */
export function located<T>(where: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    throw new ChainError(error.codespace, error.code, `${where}: ${error.message}`);
  }
}

export interface ErrorDefinition {
  /** ≥ 2 in a module's codespace (1 is an internal error). Never renumbered. */
  readonly code: number;
  /** What went wrong, in the lower case of the SDK's texts. */
  readonly message: string;
}

type ErrorFactories<D> = {
  readonly [Name in keyof D]: {
    /** @param detail what was wrong with this input, what was expected, what to do */
    (detail: string): ChainError;
    readonly definition: ErrorDefinition & { readonly codespace: string };
  };
};

/** Makes one factory per error; the text reads `detail: message`, as the SDK wraps it. */
export function defineErrors<const D extends Readonly<Record<string, ErrorDefinition>>>(
  codespace: string,
  definitions: D,
): ErrorFactories<D> {
  const factories: Record<string, unknown> = {};
  // eslint-disable-next-line no-restricted-syntax -- names in the source, in its order; look-ups only
  for (const [name, definition] of Object.entries<ErrorDefinition>(definitions)) {
    const factory = (detail: string): ChainError =>
      new ChainError(codespace, definition.code, `${detail}: ${definition.message}`);
    factories[name] = Object.assign(factory, { definition: { codespace, ...definition } });
  }
  return factories as ErrorFactories<D>;
}

/**
 * The SDK's own codespace: tools know these numbers.
 *
 * @source cosmos-sdk types/errors/errors.go
 */
export const CoreError = defineErrors("sdk", {
  txDecode: { code: 2, message: "tx parse error" },
  unauthorized: { code: 4, message: "unauthorized" },
  insufficientFunds: { code: 5, message: "insufficient funds" },
  unknownRequest: { code: 6, message: "unknown request" },
  invalidAddress: { code: 7, message: "invalid address" },
  invalidPublicKey: { code: 8, message: "invalid pubkey" },
  unknownAddress: { code: 9, message: "unknown address" },
  invalidCoins: { code: 10, message: "invalid coins" },
  outOfGas: { code: 11, message: "out of gas" },
  memoTooLarge: { code: 12, message: "memo too large" },
  insufficientFee: { code: 13, message: "insufficient fee" },
  tooManySignatures: { code: 14, message: "maximum number of signatures exceeded" },
  noSignatures: { code: 15, message: "no signatures supplied" },
  invalidRequest: { code: 18, message: "invalid request" },
  txTooLarge: { code: 21, message: "tx too large" },
  keyNotFound: { code: 22, message: "key not found" },
  invalidHeight: { code: 26, message: "invalid height" },
  invalidType: { code: 29, message: "invalid type" },
  txTimeoutHeight: { code: 30, message: "tx timeout height" },
  unknownExtensionOptions: { code: 31, message: "unknown extension options" },
  wrongSequence: { code: 32, message: "incorrect account sequence" },
  notSupported: { code: 37, message: "feature not supported" },
  notFound: { code: 38, message: "not found" },
  txTimeout: { code: 42, message: "tx timeout" },
  panic: { code: 111222, message: "panic" },
});

/**
 * Governance's, which the SDK answers to whoever is not its account. This chain has no governance.
 *
 * @source cosmos-sdk x/gov/types/errors.go
 */
export const GovError = defineErrors("gov", {
  invalidSigner: {
    code: 13,
    message: "expected gov account as only signer for proposal message",
  },
});
