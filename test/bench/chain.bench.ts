import { withChain } from "./chain-load.ts";
import { LOADS } from "./load.ts";

/**
 * Committed transactions a second on one validator, and the CPU time that each costs the application and CometBFT. The
 * loader shares the machine. `npm run bench -- chain [transactions]`
 */
const total = Number(process.argv[2] ?? 20_000);
await withChain(async (send) => {
  for (const { name, message } of LOADS) await send(name, total, message);
});
