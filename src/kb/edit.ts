import { NamesakeError } from "../errors.js";
import { decodeIndexes, encodeIndexes, readUint32, text, uint32, utf8 } from "./bytes.js";
import { ContentHash } from "./content-hash.js";
import { nameWords, withHolder, withoutHolder } from "./name-words.js";
import { decodePostings, encodePostings, mergePostings, type Posting } from "./postings.js";
import { checkRecord, type EntityRecord } from "./record.js";
import { canonicalJson, recordAliases, recordFacets, sameAsKeys } from "./record-aliases.js";
import type { Writer } from "./store.js";
import type { Totals } from "./totals.js";

/** One change: an entity to add (or to put in the place of the one with its id), or an id to remove. */
export type Edit = { put: EntityRecord } | { remove: string };

/**
 * Carries out `edits` in one transaction; throws before anything is visible.
 *
 * @returns the indexes of the entities that it changed, in the order of the edits
 */
export function applyEdit(writer: Writer, before: Totals, edits: readonly Edit[]): number[] {
  const totals = { ...before, edits: before.edits + edits.length };
  const hash = new ContentHash(before.contentHash);
  const indexes: number[] = [];
  edits.forEach((edit, i) => {
    if (!isEdit(edit))
      throw new NamesakeError("RECORD_INVALID", {
        where: `edit ${i + 1}`,
        field: "edit",
        expected: "{ put: record } or { remove: id }",
        found: JSON.stringify(edit) ?? "nothing",
      });
    if ("put" in edit) {
      const record = checkRecord(edit.put, `edit ${i + 1}`);
      const index = takeOut(writer, totals, hash, record.id) ?? totals.nextIndex++;
      putIn(writer, totals, hash, record, index);
      indexes.push(index);
    } else {
      const index = takeOut(writer, totals, hash, edit.remove);
      if (index === undefined) throw new NamesakeError("CANDIDATE_UNKNOWN", { id: edit.remove, near: "" });
      indexes.push(index);
    }
  });
  totals.contentHash = hash.toString();
  writer.put("meta", "totals", utf8(JSON.stringify(totals)));
  return indexes;
}

function isEdit(edit: unknown): edit is Edit {
  if (typeof edit !== "object" || edit === null) return false;
  return "put" in edit || ("remove" in edit && typeof edit.remove === "string");
}

function putIn(writer: Writer, totals: Totals, hash: ContentHash, record: EntityRecord, index: number): void {
  const bytes = utf8(canonicalJson(record));
  writer.put("entities", index, bytes);
  writer.put("ids", record.id, uint32(index));
  hash.add(bytes);
  const aliases = new Map<string, Posting[]>();
  const names = recordAliases(record);
  for (const { key, ...alias } of names) aliases.set(key, [...(aliases.get(key) ?? []), { index, ...alias }]);
  for (const [key, own] of aliases) {
    const value = writer.get("aliases", key);
    const known = value === undefined ? { postings: [], longer: false } : decodePostings(value);
    // Its own counts are added up before they are rounded to 32 bits, as in a build.
    writer.put("aliases", key, encodePostings([...known.postings, ...mergePostings(own)], known.longer));
    markBeginnings(writer, key);
  }
  for (const [word, count] of nameWords(record, names))
    writer.put("nameWords", word, withHolder(writer.get("nameWords", word), { index, count }));
  for (const key of sameAsKeys(record)) changeSameAs(writer, key, (indexes) => [...indexes, index]);
  for (const facet of recordFacets(record)) count(writer, facet, 1);
  totals.entities++;
  totals.aliases += aliases.size;
  totals.relations += record.relations?.length ?? 0;
}

/** Removes the entity with this id and returns its index, or undefined where there is none. */
function takeOut(writer: Writer, totals: Totals, hash: ContentHash, id: string): number | undefined {
  const indexBytes = writer.get("ids", id);
  if (indexBytes === undefined) return undefined;
  const index = readUint32(indexBytes);
  const bytes = writer.get("entities", index);
  if (bytes === undefined) return undefined;
  const record = JSON.parse(text(bytes)) as EntityRecord;
  hash.remove(bytes);
  const names = recordAliases(record);
  const keys = new Set(names.map(({ key }) => key));
  for (const key of keys) {
    const value = writer.get("aliases", key);
    if (value === undefined) continue;
    const entry = decodePostings(value);
    const postings = entry.postings.filter((posting) => posting.index !== index);
    // Beginnings of it keep their mark: it costs a spotter one lookup and no answer.
    if (postings.length === 0 && !entry.longer) writer.remove("aliases", key);
    else writer.put("aliases", key, encodePostings(postings, entry.longer));
  }
  for (const word of nameWords(record, names).keys()) {
    const others = withoutHolder(writer.get("nameWords", word), index);
    if (others.length === 0) writer.remove("nameWords", word);
    else writer.put("nameWords", word, others);
  }
  for (const key of sameAsKeys(record))
    changeSameAs(writer, key, (indexes) => indexes.filter((known) => known !== index));
  for (const facet of recordFacets(record)) count(writer, facet, -1);
  writer.remove("entities", index);
  writer.remove("ids", id);
  writer.remove("vectors", index);
  totals.entities--;
  totals.aliases -= keys.size;
  totals.relations -= record.relations?.length ?? 0;
  return index;
}

function markBeginnings(writer: Writer, key: string): void {
  for (let at = key.indexOf(" "); at > 0; at = key.indexOf(" ", at + 1)) {
    const prefix = key.slice(0, at);
    const value = writer.get("aliases", prefix);
    const entry = value === undefined ? { postings: [], longer: false } : decodePostings(value);
    if (!entry.longer) writer.put("aliases", prefix, encodePostings(entry.postings, true));
  }
}

function changeSameAs(writer: Writer, key: string, change: (indexes: number[]) => number[]): void {
  const known = writer.get("sameAs", key);
  const indexes = change(known === undefined ? [] : decodeIndexes(known));
  if (indexes.length === 0) writer.remove("sameAs", key);
  else writer.put("sameAs", key, encodeIndexes(indexes));
}

function count(writer: Writer, facet: string, by: number): void {
  const known = writer.get("facets", facet);
  const now = (known === undefined ? 0 : readUint32(known)) + by;
  if (now > 0) writer.put("facets", facet, uint32(now));
  else writer.remove("facets", facet);
}
