import { PUBLIC_KEY_SUFFIX, VALIDATOR_PREFIXES } from "../core/address.ts";

/** What a wallet or an explorer has to know of a chain, as the chain itself and the operator say it. */
export interface ChainFacts {
  readonly chainId: string;
  /** Of lower-case letters and digits: the chain's key in registries. */
  readonly chainName: string;
  /** For the eye. */
  readonly prettyName: string;
  readonly networkType: NetworkType;
  readonly bech32Prefix: string;
  readonly feeDenom: string;
  /** The least price of a unit of gas in the fee denomination, a decimal. */
  readonly minGasPrice: string;
  /** The fee denomination is one of them. */
  readonly denoms: readonly DenomFacts[];
  readonly endpoints: Endpoints;
  /** CometBFT's, such as 0.38.19. */
  readonly cometVersion: string;
}

export const NETWORK_TYPES = ["mainnet", "testnet", "devnet"] as const;
export type NetworkType = (typeof NETWORK_TYPES)[number];

export interface Endpoints {
  /** URL. */
  readonly rpc: string;
  /** URL. */
  readonly rest: string;
  /** host:port. */
  readonly grpc: string;
}

/** A denomination and the names of its multiples. */
export interface DenomFacts {
  readonly base: string;
  readonly display: string;
  readonly name: string;
  readonly symbol: string;
  readonly description: string;
  readonly units: readonly DenomUnit[];
}

export interface DenomUnit {
  readonly denom: string;
  readonly exponent: number;
  readonly aliases: readonly string[];
}

/** SLIP-44: the coin type of our keys' paths, which is the Cosmos Hub's. */
const COIN_TYPE = 118;

/** How many times the minimum the suggested prices are: powers of two, so that doubles stay exact. */
const PRICE_STEPS = { low: 1, average: 2, high: 4 } as const;

/** Keplr refuses more decimals and longer names. */
const KEPLR_DECIMALS_MAX = 18;
const KEPLR_NAME_CHARACTERS_MAX = 36;

/** What Keplr would find out by trying, in its words. */
const KEPLR_FEATURES = ["query:/cosmos/bank/v1beta1/spendable_balances"];

/** Of an asset's name in the registry's schema. */
const REGISTRY_NAME_CHARACTERS_MAX = 30;

/** The description in each tool's form. */
export const CHAIN_FORMS = { keplr, "chain-registry": chainRegistry, "ping-pub": pingPub } as const;
export type ChainForm = keyof typeof CHAIN_FORMS;

/** A denomination of which the chain knows no more than its name. */
export function bareDenom(base: string): DenomFacts {
  const units = [{ denom: base, exponent: 0, aliases: [] }];
  return { base, display: base, name: base, symbol: base, description: "", units };
}

/** What `experimentalSuggestChain` takes. Without a stakeCurrency: there is nothing to delegate. */
function keplr(chain: ChainFacts): object {
  const { bech32Prefix: prefix, endpoints, feeDenom } = chain;
  const currencies = chain.denoms.map(keplrCurrency);
  return {
    rpc: endpoints.rpc,
    rest: endpoints.rest,
    chainId: chain.chainId,
    chainName: chain.prettyName.slice(0, KEPLR_NAME_CHARACTERS_MAX),
    bip44: { coinType: COIN_TYPE },
    bech32Config: bech32Config(prefix),
    currencies,
    feeCurrencies: currencies
      .filter(({ coinMinimalDenom }) => coinMinimalDenom === feeDenom)
      .map((currency) => ({ ...currency, gasPriceStep: gasPrices(chain) })),
    features: KEPLR_FEATURES,
    ...(chain.networkType === "mainnet" ? {} : { isTestnet: true }),
  };
}

function keplrCurrency(denom: DenomFacts) {
  const exponent = displayExponent(denom);
  return exponent > KEPLR_DECIMALS_MAX
    ? { coinDenom: denom.base, coinMinimalDenom: denom.base, coinDecimals: 0 }
    : { coinDenom: denom.symbol, coinMinimalDenom: denom.base, coinDecimals: exponent };
}

/** The two files of the chain registry, by name. */
function chainRegistry(chain: ChainFacts): object {
  // Test networks lie a folder deeper there.
  const up = chain.networkType === "mainnet" ? "../" : "../../";
  return {
    "chain.json": { $schema: `${up}chain.schema.json`, ...registryChain(chain) },
    "assetlist.json": {
      $schema: `${up}assetlist.schema.json`,
      chain_name: chain.chainName,
      assets: chain.denoms.map(registryAsset),
    },
  };
}

function registryChain(chain: ChainFacts): object {
  const { low, average, high } = gasPrices(chain);
  const { rpc, rest, grpc } = chain.endpoints;
  const isPlainVersion = /^v?\d+(?:\.\d+){0,2}$/.test(chain.cometVersion);
  return {
    chain_name: chain.chainName,
    chain_type: "cosmos",
    chain_id: chain.chainId,
    pretty_name: chain.prettyName,
    status: "live",
    network_type: chain.networkType,
    bech32_prefix: chain.bech32Prefix,
    bech32_config: bech32Config(chain.bech32Prefix),
    daemon_name: "lazuli",
    node_home: "$HOME/.lazuli",
    key_algos: ["secp256k1"],
    slip44: COIN_TYPE,
    fees: {
      fee_tokens: [
        {
          denom: chain.feeDenom,
          fixed_min_gas_price: low,
          low_gas_price: low,
          average_gas_price: average,
          high_gas_price: high,
        },
      ],
    },
    codebase: {
      language: { type: "other" },
      sdk: { type: "other" },
      consensus: {
        type: "cometbft",
        ...(isPlainVersion ? { version: chain.cometVersion } : {}),
      },
    },
    apis: {
      rpc: [{ address: rpc }],
      rest: [{ address: rest }],
      grpc: [{ address: grpc }],
    },
  };
}

function registryAsset(denom: DenomFacts): object {
  return {
    ...(denom.description === "" ? {} : { description: denom.description }),
    denom_units: denom.units.map(({ aliases, ...unit }) => ({
      ...unit,
      ...(aliases.length === 0 ? {} : { aliases }),
    })),
    type_asset: "sdk.coin",
    base: denom.base,
    display: denom.display,
    name: denom.name.slice(0, REGISTRY_NAME_CHARACTERS_MAX),
    symbol: denom.symbol,
  };
}

/** Whose services the explorer finds. */
const SDK_VERSION = "0.53.8";

/** Gas of a transfer, roughly: what the explorer's least fee is meant for. */
const TRANSFER_GAS = 100_000;

/** A file of the explorer's `chains/` folder; its numbers are texts. */
function pingPub(chain: ChainFacts): object {
  const provider = chain.prettyName;
  return {
    chain_name: chain.chainName,
    pretty_name: chain.prettyName,
    api: [{ provider, address: chain.endpoints.rest }],
    rpc: [{ provider, address: chain.endpoints.rpc }],
    sdk_version: SDK_VERSION,
    coin_type: COIN_TYPE.toString(),
    min_tx_fee: Math.ceil(Number(chain.minGasPrice) * TRANSFER_GAS).toString(),
    addr_prefix: chain.bech32Prefix,
    logo: "",
    assets: chain.denoms.map((denom) => ({
      base: denom.base,
      symbol: denom.symbol,
      exponent: displayExponent(denom).toString(),
      coingecko_id: "",
      logo: "",
    })),
  };
}

function bech32Config(prefix: string) {
  const operator = `${prefix}${VALIDATOR_PREFIXES.operator}`;
  const consensus = `${prefix}${VALIDATOR_PREFIXES.consensus}`;
  return {
    bech32PrefixAccAddr: prefix,
    bech32PrefixAccPub: `${prefix}${PUBLIC_KEY_SUFFIX}`,
    bech32PrefixValAddr: operator,
    bech32PrefixValPub: `${operator}${PUBLIC_KEY_SUFFIX}`,
    bech32PrefixConsAddr: consensus,
    bech32PrefixConsPub: `${consensus}${PUBLIC_KEY_SUFFIX}`,
  };
}

function gasPrices(chain: ChainFacts) {
  const least = Number(chain.minGasPrice);
  return {
    low: least * PRICE_STEPS.low,
    average: least * PRICE_STEPS.average,
    high: least * PRICE_STEPS.high,
  };
}

function displayExponent(denom: DenomFacts): number {
  return denom.units.find((unit) => unit.denom === denom.display)?.exponent ?? 0;
}
