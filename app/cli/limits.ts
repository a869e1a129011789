/** Bytes of a file with a transaction or with signatures in JSON: the largest transaction with the names of its fields. */
export const TX_JSON_BYTES_MAX = 8_388_608;

/** Bytes of a file with a transaction or signatures a line. */
export const TX_BATCH_BYTES_MAX = 67_108_864;

/** Transactions that `tx sign-batch` and `tx multisign-batch` sign in one run. */
export const TX_BATCH_MAX = 10_000;

/** Words of the command line that stand for one argument, such as files. */
export const COMMAND_WORDS_MAX = 100;

/** Characters of what is searched for by events; CometBFT takes no more. */
export const SEARCH_CHARACTERS_MAX = 512;
