import { NamesakeError } from "../errors.js";

/** What a column can be told to be; see {@link mapColumns} for the columns that need no telling. */
export const FIELDS = [
  "id",
  "name",
  "aliases",
  "description",
  "types",
  "count",
  "url",
  "sameAs",
  "lat",
  "lon",
  "matchName",
  "judgment",
] as const;
export type Field = (typeof FIELDS)[number];

/** What becomes of a column's cells. */
export type Role =
  | { kind: Field }
  | { kind: "typesOf"; system: string }
  | { kind: "relation"; relation: string }
  | { kind: "attribute" };

/** A column: its place in a row, its name as the file has it (made unique), and what becomes of its cells. */
export interface Column {
  index: number;
  name: string;
  role: Role;
}

/** How columns are headed that tables take from a reconciliation, as by OpenRefine: the item that a row was matched with. */
const MATCH_IDS = ["match id", "matched id", "reconciled id", "recon id", "recon match id"];
const MATCH_NAMES = ["match name", "matched name", "reconciled name", "recon name", "recon match name"];

/** How people head each column, the surest first; case, spaces and punctuation do not matter. */
const SPELLINGS: Record<Field, readonly string[]> = {
  id: ["id", "qid", "entity id", "item id", "key", "code", "identifier", "item", "uri", "iri", ...MATCH_IDS],
  name: [
    "name",
    "label",
    "title",
    "term",
    "preferred label",
    "pref label",
    "preferred name",
    "display name",
    "full name",
    "canonical name",
    "headword",
    "lemma",
    "word",
    "entity",
    ...MATCH_NAMES,
  ],
  aliases: [
    "aliases",
    "alias",
    "synonyms",
    "synonym",
    "also known as",
    "aka",
    "alternative names",
    "alternative name",
    "alternate names",
    "alternate name",
    "alternative labels",
    "alternative label",
    "alt labels",
    "alt label",
    "alt names",
    "other names",
  ],
  description: ["description", "definition", "gloss", "comment", "abstract", "summary", "desc"],
  types: [
    "type",
    "types",
    "category",
    "categories",
    "class",
    "classes",
    "kind",
    "instance of",
    "match type",
    "reconciled type",
  ],
  count: [
    "count",
    "popularity",
    "frequency",
    "freq",
    "population",
    "links",
    "inlinks",
    "views",
    "page views",
    "occurrences",
  ],
  url: ["url", "link", "web page", "website", "homepage"],
  sameAs: ["same as", "owl:sameAs", "exact match"],
  lat: ["lat", "latitude"],
  lon: ["lon", "lng", "long", "longitude"],
  matchName: MATCH_NAMES,
  judgment: ["judgment", "judgement", "recon judgment", "match judgment", "reconciliation judgment"],
};

const squash = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, "");

/**
 * Whether a table says which items of a KB its rows were matched with. Several rows may then be the same entity, and those that were
 * matched with none have no id.
 */
export const isReconciled = (columns: readonly Column[]): boolean =>
  columns.some(
    ({ name, role }) =>
      role.kind === "judgment" || (role.kind === "id" && MATCH_IDS.some((id) => squash(id) === squash(name))),
  );

function shown(header: readonly string[]): string {
  if (header.length === 0) return "none, since it is empty";
  const names = header.slice(0, 20).map((name) => `"${name.length > 40 ? `${name.slice(0, 40)}…` : name}"`);
  return `${names.join(", ")}${header.length > 20 ? ` and ${header.length - 20} more` : ""}`;
}

/** The column an override names: as it is written, or else but for case and punctuation. */
function findColumn(header: readonly string[], wanted: string): number {
  const exact = header.indexOf(wanted.trim());
  if (exact !== -1) return exact;
  const loose = squash(wanted) === "" ? -1 : header.findIndex((name) => squash(name) === squash(wanted));
  if (loose === -1) throw new NamesakeError("CSV_UNKNOWN_COLUMN", { column: wanted, columns: shown(header) });
  return loose;
}

function unguessed(name: string): Role {
  const types = /^types?[.:](.+)$/i.exec(name)?.[1]?.trim();
  if (types) return { kind: "typesOf", system: types };
  const relation = /^relations?[.:](.+)$/i.exec(name)?.[1]?.trim();
  if (relation) return { kind: "relation", relation };
  return { kind: "attribute" };
}

/**
 * Decides from the header what each column is: the overrides first, then for each field still free the likeliest
 * spelling that is there, then `types.SYSTEM` and `relation:NAME` (with "." or ":"), and the rest are attributes.
 *
 * A column without a heading is called "column N"; of several with the same one, the later are called "NAME 2", ….
 *
 * @param overrides the column of a field, by its heading
 * @throws {NamesakeError} CSV_NO_NAME, CSV_UNKNOWN_COLUMN, OPTION_INVALID (a field there is not, or two on one column)
 * @example
 * ```ts
 * mapColumns(["QID", "Label", "born"], {}, "people.csv").map((column) => column.role.kind); // ["id", "name", "attribute"]
 * ```
 */
export function mapColumns(
  cells: readonly string[],
  overrides: Partial<Record<Field, string>>,
  path: string,
): Column[] {
  const header = cells.map((cell) => cell.replace(/\s+/g, " ").trim());
  const roles = new Map<number, Role>();
  for (const [field, wanted] of Object.entries(overrides)) {
    const kind = FIELDS.find((known) => known === field);
    if (kind === undefined)
      throw new NamesakeError("OPTION_INVALID", {
        option: "column",
        expected: `FIELD=COLUMN with a field of ${FIELDS.join(", ")}`,
        found: field,
      });
    const index = findColumn(header, wanted);
    const taken = roles.get(index);
    if (taken !== undefined)
      throw new NamesakeError("OPTION_INVALID", {
        option: `column ${kind}`,
        expected: `another column than that of ${taken.kind}`,
        found: wanted,
      });
    roles.set(index, { kind });
  }
  const squashed = header.map(squash);
  for (const kind of FIELDS) {
    if (Object.hasOwn(overrides, kind)) continue;
    for (const spelling of SPELLINGS[kind]) {
      const index = squashed.findIndex((name, i) => name === squash(spelling) && !roles.has(i));
      if (index === -1) continue;
      roles.set(index, { kind });
      break;
    }
  }
  const kinds = new Set([...roles.values()].map((role) => role.kind));
  if (!kinds.has("name")) throw new NamesakeError("CSV_NO_NAME", { path, columns: shown(header) });

  // The attribute that latitude and longitude become is theirs.
  const used = new Set(kinds.has("lat") && kinds.has("lon") ? ["location"] : []);
  return header.map((heading, index) => {
    const wanted = heading === "" ? `column ${index + 1}` : heading;
    let name = wanted;
    for (let n = 2; used.has(name); n++) name = `${wanted} ${n}`;
    used.add(name);
    return { index, name, role: roles.get(index) ?? unguessed(heading) };
  });
}
