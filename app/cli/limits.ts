/** Words of the command line that stand for one argument, such as files. */
export const COMMAND_WORDS_MAX = 100;
