import { getOption, hasOption } from "@bufbuild/protobuf";
import type { DescExtension, DescField, Registry } from "@bufbuild/protobuf";
import { REGISTRY } from "./descriptors.ts";

/** Of the SDK's decimals. */
export const DECIMAL_PLACES = 18;

const NULLABLE = optionNamed("gogoproto.nullable");
const STDTIME = optionNamed("gogoproto.stdtime");
const CUSTOM_TYPE = optionNamed("gogoproto.customtype");

/** Whether Go holds a message by value, so that it is always there. */
export function isByValue(field: DescField): boolean {
  return optionOf(field, NULLABLE) === false;
}

/** Whether Go holds it as its own `time.Time`. */
export function isGoTime(field: DescField): boolean {
  return optionOf(field, STDTIME) === true;
}

/** Whether a text is an integer of 10⁻¹⁸, which JSON shows as a decimal. */
export function isDecimal(field: DescField): boolean {
  return isOfType(field, /\.(?:Legacy)?Dec$/);
}

/** Whether a text is an integer of any size. */
export function isInteger(field: DescField): boolean {
  return isOfType(field, /\.Int$/);
}

function isOfType(field: DescField, name: RegExp): boolean {
  const type = optionOf(field, CUSTOM_TYPE);
  return typeof type === "string" && name.test(type);
}

/** An option that a .proto file defines, by its full name. */
export function optionNamed(name: string): DescExtension {
  const option = (REGISTRY as Registry).getExtension(name);
  if (option === undefined) throw new TypeError(`no .proto file defines the option ${name}`);
  return option;
}

const options = new Map<DescExtension, Map<DescField, unknown>>();

/** An option of a field, undefined if it does not have it; read once, for reading decodes. */
function optionOf(field: DescField, option: DescExtension): unknown {
  const known = options.get(option) ?? new Map<DescField, unknown>();
  options.set(option, known);
  if (!known.has(field)) {
    known.set(field, hasOption(field, option) ? getOption(field, option) : undefined);
  }
  return known.get(field);
}
