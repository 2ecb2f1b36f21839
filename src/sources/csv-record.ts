import type { AttributeValue, EntityRecord } from "../kb/record.js";
import type { Column } from "./csv-columns.js";

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
/** Groups of three digits, all set apart by the same sign, and perhaps a fraction. */
const GROUPED = /^([+-]?\d{1,3})([,. '’_\u00a0\u2009\u202f])(\d{3}(?:\2\d{3})*)(?:([.,])(\d+))?$/;
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** Whole numbers of up to 15 digits, which a double holds exactly, and fractions; a leading zero makes it a code. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;

/**
 * A quantity as people write it: "1234.5", "1,234,567", "1 234 567", "1.234.567,8", "1e6"; `undefined` if it is none.
 *
 * "1.234" is a decimal number and "1,234" a thousand, as in English.
 */
export function parseQuantity(cell: string): number | undefined {
  const text = cell.trim().replace("\u2212", "-"); // the typographic minus sign
  if (NUMBER.test(text)) return finite(Number(text));
  const grouped = GROUPED.exec(text);
  if (grouped !== null) {
    const [, first, separator, rest = "", point, fraction = "0"] = grouped;
    if (point === undefined || point !== separator)
      return finite(Number(`${first}${rest.replace(/\D/g, "")}.${fraction}`));
  }
  return DECIMAL_COMMA.test(text) ? finite(Number(text.replace(",", "."))) : undefined;
}

const finite = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** A number where the cell is one as a machine writes it, else the text: "007" and long codes stay what they are. */
export function parseAttribute(cell: string): number | string {
  return PLAIN_NUMBER.test(cell) ? Number(cell) + 0 : cell; // "-0" is 0
}

/** The members of a cell: a JSON list, or else set apart by ";" or "|". Empty and repeated ones are left out. */
export function parseList(cell: string): string[] {
  const members = (jsonList(cell) ?? cell.split(/[;|]/)).map(tidy).filter((member) => member !== "");
  return members.length > 1 ? [...new Set(members)] : members;
}

function jsonList(cell: string): string[] | undefined {
  if (!cell.trimStart().startsWith("[")) return undefined;
  try {
    const value: unknown = JSON.parse(cell);
    return Array.isArray(value) &&
      value.every((member) => typeof member === "string" || typeof member === "number")
      ? value.map(String)
      : undefined;
  } catch {
    return undefined; // "[1] of a footnote" is no list
  }
}

/** Runs of white space, also line ends within a cell, are one space in a name. */
function tidy(text: string): string {
  const trimmed = text.trim();
  return UNTIDY.test(trimmed) ? trimmed.replace(/\s+/g, " ") : trimmed;
}
const UNTIDY = /\s\s|[^\S ]/;

/** What a row says, before its id is settled; a name of "" is none. */
export type CsvRecord = Omit<EntityRecord, "id"> & { id?: string };

/** Judgments of a reconciliation by which the row is the item; "none" and "new" are others. */
const MATCHED = /^(?:match(?:ed)?|automatic|manual|true|yes)$/i;

/**
 * The entity of one row. A cell that does not fit its column's role (a count of "many") is kept as an attribute.
 *
 * @returns the record, or why there is none
 */
export function rowToRecord(cells: readonly string[], columns: readonly Column[]): CsvRecord | string {
  // Delimiters too many at the end of a line are common and lose nothing.
  const surplus =
    cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== "");
  if (surplus || cells.length < columns.length)
    return `it has ${cells.length} cells, the header has ${columns.length}`;
  const record: CsvRecord = { name: "" };
  const types = new Map<string, string[]>();
  const attributes = new Map<string, AttributeValue>();
  const relations: { relation: string; object: string }[] = [];
  const place: { lat?: number; lon?: number } = {};
  let matchName = "";
  let matched = true;
  for (const { index, name, role } of columns) {
    const cell = (cells[index] ?? "").trim();
    if (cell === "") continue;
    switch (role.kind) {
      case "id":
      case "description":
      case "url":
        record[role.kind] = cell;
        break;
      case "name":
        record.name = tidy(cell);
        break;
      case "aliases":
      case "sameAs": {
        const members = parseList(cell);
        if (members.length > 0) record[role.kind] = members;
        break;
      }
      case "types":
      case "typesOf": {
        const system = role.kind === "typesOf" ? role.system : "type";
        const members = parseList(cell);
        if (members.length > 0) types.set(system, [...(types.get(system) ?? []), ...members]);
        break;
      }
      case "relation":
        for (const object of parseList(cell)) relations.push({ relation: role.relation, object });
        break;
      case "count": {
        const count = parseQuantity(cell);
        if (count !== undefined && count >= 0 && count <= Number.MAX_SAFE_INTEGER) record.count = count;
        else attributes.set(name, parseAttribute(cell));
        break;
      }
      case "lat":
      case "lon": {
        const degrees = parseQuantity(cell.replace(",", ".")); // degrees have no thousands, so it is a decimal comma
        if (degrees !== undefined && Math.abs(degrees) <= (role.kind === "lat" ? 90 : 180))
          place[role.kind] = degrees;
        attributes.set(name, parseAttribute(cell));
        break;
      }
      case "matchName":
        matchName = tidy(cell);
        break;
      case "judgment":
        matched = MATCHED.test(cell);
        break;
      case "attribute":
        attributes.set(name, parseAttribute(cell));
        break;
    }
  }
  if (!matched) delete record.id;
  else if (matchName !== "" && matchName !== record.name) {
    // The item's own name; what the table calls it is another.
    if (record.name !== "") record.aliases = [record.name, ...(record.aliases ?? [])];
    record.name = matchName;
  }
  const { lat, lon } = place;
  if (lat !== undefined && lon !== undefined) {
    for (const { name, role } of columns)
      if (role.kind === "lat" || role.kind === "lon") attributes.delete(name);
    attributes.set("location", { lat, lon });
  }
  // fromEntries, since a column may be called "__proto__"
  if (types.size > 0) record.types = Object.fromEntries(types);
  if (relations.length > 0) record.relations = relations;
  if (attributes.size > 0) record.attributes = Object.fromEntries(attributes);
  return record;
}
