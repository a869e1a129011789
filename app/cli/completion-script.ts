import type { Options } from "yargs";
import { COMMAND_DEPTH_MAX } from "./command.ts";
import type { Command } from "./command.ts";

export const SHELLS = ["bash", "zsh"] as const;
export type Shell = (typeof SHELLS)[number];

/** What may stand at one place of a command line. */
interface Place {
  /** The commands' names on the way to it, each with a blank before it; nothing for the first word. */
  readonly path: string;
  readonly subcommands: readonly Command[];
  /** Of the command, or of all commands below a group: they may stand before its name. */
  readonly options: readonly Option[];
}

interface Option {
  /** With their dashes. */
  readonly names: readonly string[];
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  /** As in the help. */
  readonly isHidden: boolean;
}

/**
 * A script that completes commands, options and their values in a shell. It knows the commands by heart, so a key press
 * starts no program; after an update it is made anew.
 */
export function completionScript(
  program: string,
  commands: readonly Command[],
  shell: Shell,
): string {
  const places = placesOf(commands, "", 0);
  const table = [
    ...HEADS[shell],
    `# Completion of ${program} for ${shell}, made by "${program} completion ${shell}".`,
    "",
    "# Says what may stand behind the commands $1.",
    `_${program}_place() {`,
    `  verbs="" flags="" valued=""`,
    `  case "$1" in`,
    ...places.flatMap(placeLines),
    "  esac",
    "}",
    "",
    "# Says which values the option $2 of the commands $1 may have.",
    `_${program}_choices() {`,
    `  choices=""`,
    `  case "$1 $2" in`,
    ...choiceLines(places),
    "  esac",
    "}",
    "",
    "# Says the proper name of a command by its other one $2, behind the commands $1.",
    `_${program}_name() {`,
    `  name="$2"`,
    `  case "$1 $2" in`,
    ...places.flatMap(nameLines),
    "  esac",
    "}",
    "",
  ];
  return [...table, ...WALK, ...DRIVERS[shell], ""]
    .map((line) => line.replaceAll("PROGRAM", program))
    .join("\n");
}

function placesOf(commands: readonly Command[], path: string, depth: number): readonly Place[] {
  if (depth > COMMAND_DEPTH_MAX) throw new RangeError(`${path}: nested too deep`);
  const below = commands.flatMap((command) => {
    const inner = `${path} ${command.name}`;
    if (command.subcommands.length > 0) return placesOf(command.subcommands, inner, depth + 1);
    return [{ path: inner, subcommands: [], options: optionsOf(command.options) }];
  });
  return [{ path, subcommands: commands, options: merged(below) }, ...below];
}

const HELP: Option = { names: ["--help", "-h"], takesValue: false, choices: [], isHidden: false };

function optionsOf(options: Readonly<Record<string, Options>>): readonly Option[] {
  const own = Object.entries(options).map(([name, option]) => ({
    names: namesOf(name, option),
    takesValue: option.type !== "boolean",
    choices: (option.choices ?? []).map(String),
    isHidden: option.hidden === true,
  }));
  return [...own, HELP];
}

/** A switch that is on unless told otherwise is there to be told. */
function namesOf(name: string, { alias, type, default: initial }: Options): readonly string[] {
  const names = [name, ...[alias ?? []].flat()].map((one) =>
    one.length === 1 ? `-${one}` : `--${one}`,
  );
  return type === "boolean" && initial === true ? [...names, `--no-${name}`] : names;
}

function merged(places: readonly Place[]): readonly Option[] {
  const byName = new Map<string, Option>();
  for (const { options } of places) {
    for (const option of options) byName.set(option.names.join(" "), option);
  }
  return [...byName.values()];
}

function placeLines({ path, subcommands, options }: Place): readonly string[] {
  const names = subcommands.map(({ name }) => name);
  const valued = options.filter(({ takesValue }) => takesValue).flatMap((option) => option.names);
  // Before a subcommand there is little sense in all options of those below: they would hide the commands.
  const shown = subcommands.length > 0 ? [HELP] : options.filter(({ isHidden }) => !isHidden);
  return [
    `    ${quoted(path)})`,
    `      verbs=${quoted(names.join(" "))}`,
    `      flags=${quoted(shown.flatMap((option) => option.names).join(" "))}`,
    `      valued=${quoted(valued.join(" "))}`,
    "      ;;",
  ];
}

/** Options with the same choices share a line's end. */
function choiceLines(places: readonly Place[]): readonly string[] {
  const patterns = new Map<string, string[]>();
  for (const { path, options } of places) {
    for (const { names, choices } of options) {
      if (choices.length === 0) continue;
      const known = patterns.get(choices.join(" ")) ?? [];
      known.push(...names.map((name) => quoted(`${path} ${name}`)));
      patterns.set(choices.join(" "), known);
    }
  }
  return [...patterns].map(
    ([choices, found]) =>
      `    ${found.join(" | \\\n      ")})\n      choices=${quoted(choices)} ;;`,
  );
}

function nameLines({ path, subcommands }: Place): readonly string[] {
  return subcommands.flatMap(({ name, aliases = [] }) =>
    aliases.map((alias) => `    ${quoted(`${path} ${alias}`)}) name=${quoted(name)} ;;`),
  );
}

/** Commands, options and choices are words of letters, digits, dashes and the like: a quote in one is a fault of ours. */
function quoted(text: string): string {
  if (!/^[\w .:/+-]*$/.test(text)) throw new RangeError(`${text}: not a word for a shell`);
  return `"${text}"`;
}

/** The same in both shells. Not `path`, `commands` and `options`: zsh has variables of its own by these names. */
const WALK = [
  "# Reads the words of a line up to the one that is completed, and says what that may be.",
  "_PROGRAM_candidates() {",
  '  local current="$1" place="" pending="" word verbs flags valued name choices',
  "  shift",
  "  _PROGRAM_place",
  '  for word in "$@"; do',
  '    if [ -n "$pending" ]; then',
  '      pending=""',
  "      continue",
  "    fi",
  '    case "$word" in',
  "      -*)",
  '        case " $valued " in',
  '          *" $word "*) pending="$word" ;;',
  "        esac",
  "        ;;",
  "      *)",
  '        _PROGRAM_name "$place" "$word"',
  '        case " $verbs " in',
  '          *" $name "*)',
  '            place="$place $name"',
  '            _PROGRAM_place "$place"',
  "            ;;",
  "        esac",
  "        ;;",
  "    esac",
  "  done",
  '  if [ -n "$pending" ]; then',
  '    _PROGRAM_choices "$place" "$pending"',
  '    candidates="$choices"',
  "  else",
  '    case "$current" in',
  '      -*) candidates="$flags" ;;',
  '      *) candidates="$verbs" ;;',
  "    esac",
  "  fi",
  "}",
  "",
];

/** What a shell wants to find in the first line. */
const HEADS: Readonly<Record<Shell, readonly string[]>> = {
  bash: [],
  zsh: ["#compdef PROGRAM"],
};

const DRIVERS: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    "_PROGRAM() {",
    '  local current="${COMP_WORDS[COMP_CWORD]}" candidates="" word',
    "  local -a words=()",
    "  # To bash, --output=json is three words.",
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    [ "$word" = "=" ] || words+=("$word")',
    "  done",
    '  [ "$current" = "=" ] && current=""',
    '  _PROGRAM_candidates "$current" "${words[@]}"',
    '  COMPREPLY=($(compgen -W "$candidates" -- "$current"))',
    "}",
    "",
    "# Where there is nothing to say, a file may be meant.",
    "complete -o default -F _PROGRAM PROGRAM",
  ],
  zsh: [
    "_PROGRAM() {",
    '  local current="${words[CURRENT]}" candidates=""',
    '  local -a before=("${(@)words[2,CURRENT-1]}")',
    '  if [[ "$current" == --*=* ]]; then',
    '    before+=("${current%%=*}")',
    '    current="${current#*=}"',
    "    compset -P '*='",
    "  fi",
    '  _PROGRAM_candidates "$current" "${before[@]}"',
    '  if [[ -z "$candidates" ]]; then',
    "    # Where there is nothing to say, a file may be meant.",
    "    _files",
    "  else",
    "    compadd -- ${=candidates}",
    "  fi",
    "}",
    "",
    "# A file of fpath is run as the function itself; a sourced one makes it known.",
    'if [[ "${funcstack[1]}" == _PROGRAM ]]; then',
    '  _PROGRAM "$@"',
    "else",
    "  compdef _PROGRAM PROGRAM",
    "fi",
  ],
};
