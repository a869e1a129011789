import { command, group } from "./command.ts";
import type { Command } from "./command.ts";
import { completionScript, SHELLS } from "./completion-script.ts";
import type { Shell } from "./completion-script.ts";

const PROGRAM = "lazuli";

/** How a shell takes the script. */
const EXAMPLES: Readonly<Record<Shell, readonly (readonly [string, string])[]>> = {
  bash: [["> completion.bash", 'Then a line of .bashrc: source ".../completion.bash"']],
  zsh: [
    ["> completion.zsh", 'Then a line of .zshrc, behind compinit: source ".../completion.zsh"'],
    ['> "${fpath[1]}/_lazuli"', "Or so, and a new shell"],
  ],
};

/** @param commands all of the program's; asked when the script is made, for this command is one of them */
export function completionCommand(commands: () => readonly Command[]): Command {
  const scripts = SHELLS.map((shell) =>
    command({
      name: shell,
      describe: `The script for ${shell}`,
      positionals: [],
      options: {},
      examples: EXAMPLES[shell],
      handler: (_args, env) => env.terminal.print(completionScript(PROGRAM, commands(), shell)),
    }),
  );
  return group("completion", "A script for the shell that completes commands and options", scripts);
}
