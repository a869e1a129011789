import type { DenomUnit, Metadata } from "../../proto/gen/cosmos/bank/v1beta1/bank.ts";
import { isDenom } from "../../app/core/coins.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { METADATA_LIST_MAX } from "./limits.ts";

/** Exponents are 32-bit. */
const EXPONENT_MAX = 0xffff_ffff;

/**
 * What a denom is called and counted in.
 *
 * @throws CoreError.invalidRequest unless the units start with the base at exponent 0, ascend, differ, and hold the
 *   display denom
 * @source cosmos-sdk x/bank/types/metadata.go
 */
export function parseMetadata(json: JsonValue): Metadata {
  const object = json.object();
  // What an eye reads may be left out, as in the SDK's own genesis files.
  const text = (name: string): string => object.optional(name)?.text() ?? "";
  const metadata: Metadata = {
    description: text("description"),
    denomUnits: boundedList(object.field("denom_units")).map(parseUnit),
    base: parseDenom(object.field("base")),
    display: parseDenom(object.field("display")),
    name: text("name"),
    symbol: text("symbol"),
    uri: text("uri"),
    uriHash: text("uri_hash"),
  };
  object.end();
  assertMetadata(metadata, json.path);
  return metadata;
}

export function metadataToJson(metadata: Metadata): unknown {
  return {
    description: metadata.description,
    denom_units: metadata.denomUnits.map(({ denom, exponent, aliases }) => ({
      denom,
      exponent,
      aliases,
    })),
    base: metadata.base,
    display: metadata.display,
    name: metadata.name,
    symbol: metadata.symbol,
    uri: metadata.uri,
    uri_hash: metadata.uriHash,
  };
}

function assertMetadata({ base, display, denomUnits }: Metadata, path: string): void {
  const refuse = (what: string): never => {
    throw CoreError.invalidRequest(`${path}: ${what}`);
  };
  let previous: DenomUnit | undefined;
  const seen = new Set<string>();
  for (const unit of denomUnits) {
    if (previous === undefined && (unit.denom !== base || unit.exponent !== 0)) {
      refuse(`the first unit is ${unit.denom}, expected the base ${base} with exponent 0`);
    }
    if (previous !== undefined && unit.exponent <= previous.exponent) {
      refuse(`unit ${unit.denom}: expected units sorted by ascending exponent`);
    }
    if (seen.has(unit.denom)) refuse(`unit ${unit.denom} is listed twice`);
    seen.add(unit.denom);
    previous = unit;
  }
  if (!seen.has(display)) refuse(`expected a unit with the display denom ${display}`);
}

function parseUnit(json: JsonValue): DenomUnit {
  const object = json.object();
  const exponent = object.field("exponent").integer();
  const given = object.optional("aliases");
  const aliases = given ? boundedList(given).map((alias) => alias.text()) : [];
  if (exponent < 0 || exponent > EXPONENT_MAX) {
    throw CoreError.invalidRequest(`${json.path}.exponent is ${exponent}, expected 0 to 2^32 - 1`);
  }
  if (aliases.some((alias) => alias.trim() === "") || new Set(aliases).size < aliases.length) {
    throw CoreError.invalidRequest(`${json.path}.aliases: an alias is blank or listed twice`);
  }
  const unit = { denom: parseDenom(object.field("denom")), exponent, aliases };
  object.end();
  return unit;
}

export function parseDenom(json: JsonValue): string {
  const denom = json.text();
  if (!isDenom(denom)) {
    throw CoreError.invalidRequest(`${json.path}: denom ${JSON.stringify(denom)} is malformed`);
  }
  return denom;
}

function boundedList(json: JsonValue): readonly JsonValue[] {
  const list = json.list();
  if (list.length > METADATA_LIST_MAX) {
    throw CoreError.invalidRequest(
      `${json.path}: ${list.length} entries, expected at most ${METADATA_LIST_MAX}`,
    );
  }
  return list;
}
