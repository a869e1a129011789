/** How deep messages may nest in what is written as amino JSON. `Any` makes the depth a matter of the input. */
export const AMINO_DEPTH_MAX = 32;
