// Prints where the CometBFT binary is, after building it if there is none.

import { ensureCometbft } from "../app/node/comet-binary.ts";
import { UserError } from "../app/node/user-error.ts";

try {
  const { path, version } = await ensureCometbft((message) => console.log(message));
  console.log(`CometBFT ${version}: ${path}`);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
