import { GasPrice, calculateFee } from "@cosmjs/stargate";
import type { StdFee } from "@cosmjs/stargate";
import { ClientError } from "./errors.ts";

/** How much more gas than the simulation used a transaction may use, for state moves on between the two. */
export const GAS_ADJUSTMENT_DEFAULT = 1.3;
export const GAS_ADJUSTMENT_MAX = 100;

/**
 * @param gasUsed what the simulation used
 * @param adjustment 1 to {@link GAS_ADJUSTMENT_MAX}; counted in thousandths
 * @returns ⌈gasUsed × adjustment⌉
 * @throws ClientError if the adjustment is out of range
 */
export function adjustGas(gasUsed: bigint, adjustment: number = GAS_ADJUSTMENT_DEFAULT): bigint {
  if (!(adjustment >= 1 && adjustment <= GAS_ADJUSTMENT_MAX)) {
    throw new ClientError(
      `gas adjustment ${adjustment}: expected a number from 1 to ${GAS_ADJUSTMENT_MAX}`,
    );
  }
  // The product of floating-point numbers would add a unit: 100 × 1.1 is more than 110.
  const thousandths = BigInt(Math.round(adjustment * 1000));
  return (gasUsed * thousandths + 999n) / 1000n;
}

/**
 * The fee for so much gas: ⌈gas × price⌉.
 *
 * @param gasPrice such as "0.001ulaz", at most 18 digits after the point; 0 gives a fee without coins
 * @throws ClientError if the price is malformed
 */
export function feeFor(gas: bigint, gasPrice: string): StdFee {
  const fee = calculateFee(Number(gas), parseGasPrice(gasPrice));
  return { gas: fee.gas, amount: fee.amount.filter(({ amount }) => amount !== "0") };
}

function parseGasPrice(text: string): GasPrice {
  try {
    return GasPrice.fromString(text);
  } catch (error) {
    const expected = 'expected a decimal and a denomination like "0.001ulaz"';
    throw new ClientError(`gas price ${JSON.stringify(text)}: ${expected}`, { cause: error });
  }
}
