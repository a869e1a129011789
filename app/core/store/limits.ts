/** Past heights whose trees stay opened for queries; older ones are opened again when asked for. */
export const OPEN_VERSIONS_MAX = 8;

/** Nodes of one store of the newest height that stay in memory, about; some 250 bytes each. */
export const RESIDENT_NODES_MAX = 131_072;

/** Nodes of one store of a past height that stay in memory, about. */
export const PAST_RESIDENT_NODES_MAX = 4_096;

/** Nodes that a block with writes looks at to free sparse chunks, besides those for each write. */
export const RELOCATION_NODES = 64;

/** Nodes that a block looks at to free sparse chunks for each of its writes. */
export const RELOCATION_NODES_PER_CHANGE = 8;

/** Writes that one step of genesis applies. */
export const GENESIS_STEP_CHANGES = 4_096;
