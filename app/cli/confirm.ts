import { UserError } from "../node/user-error.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Asks before something that cannot be undone.
 *
 * @param question.text what is about to happen, such as "Delete all blocks?"
 * @param question.refused follows "not confirmed" if the answer is no, such as "nothing was deleted"
 * @throws UsageError if nobody is there to answer, UserError if the answer is not yes
 */
export async function confirm(
  terminal: Terminal,
  question: { readonly text: string; readonly refused: string },
): Promise<void> {
  if (!terminal.isInteractive) {
    throw new UsageError("there is no terminal to ask on: give -y to do it unasked");
  }
  const answer = await terminal.ask(`${question.text} [y/N]: `);
  if (/^y(?:es)?$/i.test(answer.trim())) return;
  throw new UserError(`not confirmed: ${question.refused}`);
}
