/** Words of the command line that stand for one argument, such as files. */
export const COMMAND_WORDS_MAX = 100;

/** Bytes of a file with one transaction, or signatures of one, as JSON. Bytes in JSON take a third more, names the rest. */
export const TX_JSON_BYTES_MAX = 8_388_608;

/** Bytes of all files of a batch together: transactions or signatures as JSON, one a line. */
export const TX_BATCH_BYTES_MAX = 67_108_864;

/** Transactions, or lines of signatures, of one batch. */
export const TX_BATCH_MAX = 10_000;
