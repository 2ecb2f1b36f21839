import { NamesakeError } from "../errors.js";
import { decodeIndexes, encodeIndexes, readUint32, text, uint32, utf8 } from "./bytes.js";
import { ContentHash, fingerprint, fingerprintOf } from "./content-hash.js";
import { nameWords, withHolder, withoutHolder } from "./name-words.js";
import { decodePostings, encodePostings, mergePostings, type Posting } from "./postings.js";
import { checkRecord, type EntityRecord } from "./record.js";
import { canonicalJson, recordAliases, recordFacets, sameAsKeys } from "./record-aliases.js";
import { changeReferrers, keepsReferrers, markReferrers } from "./referrers.js";
import type { Writer } from "./store.js";
import type { Totals } from "./totals.js";

/**
 * One change: an entity to add (or to put in the place of the one with its id), or an id to remove.
 *
 * - `inPlaceOf`: the id of an entity that goes, and whose index the new one gets: so an entity is given another id.
 * - `ifHash`: the {@link recordHash} of the entity that the edit replaces or removes; null where it is to replace none. An edit that
 *   finds another one is refused, and with it all edits of the transaction.
 */
export type Edit =
  | { put: EntityRecord; inPlaceOf?: string; ifHash?: string | null }
  | { remove: string; ifHash?: string };

/** What an edit did to an entity: the records as JSON before and after it; undefined where there is none. */
export interface Change {
  index: number;
  before: Uint8Array | undefined;
  after: Uint8Array | undefined;
}

/** A short name of a record's content; equal records have equal ones. */
export const recordHash = (record: EntityRecord): string => fingerprint(canonicalJson(record));

/**
 * Carries out `edits` in one transaction; throws before anything is visible.
 *
 * @returns the new totals, and what each edit changed
 */
export function applyEdit(
  writer: Writer,
  before: Totals,
  edits: readonly Edit[],
): { totals: Totals; changes: Change[] } {
  const totals = { ...before, edits: before.edits + edits.length };
  const hash = new ContentHash(before.contentHash);
  const referrers = keepsReferrers(writer, before);
  const changes = edits.map((edit, i) => {
    if (!isEdit(edit))
      throw new NamesakeError("RECORD_INVALID", {
        where: `edit ${i + 1}`,
        field: "edit",
        expected: "{ put: record } or { remove: id }",
        found: JSON.stringify(edit) ?? "nothing",
      });
    const change =
      "put" in edit ? put(writer, totals, hash, edit, `edit ${i + 1}`) : remove(writer, totals, hash, edit);
    if (referrers) changeReferrers(writer, change);
    return change;
  });
  totals.contentHash = hash.toString();
  writer.put("meta", "totals", utf8(JSON.stringify(totals)));
  if (referrers) markReferrers(writer, totals);
  return { totals, changes };
}

function isEdit(edit: unknown): edit is Edit {
  if (typeof edit !== "object" || edit === null) return false;
  return "put" in edit || ("remove" in edit && typeof edit.remove === "string");
}

function put(
  writer: Writer,
  totals: Totals,
  hash: ContentHash,
  { put, inPlaceOf, ifHash }: Extract<Edit, { put: EntityRecord }>,
  where: string,
): Change {
  const record = checkRecord(put, where);
  const replaced = inPlaceOf ?? record.id;
  const holder = replaced === record.id ? undefined : nameOf(writer, record.id);
  if (holder !== undefined)
    throw new NamesakeError("RECORD_DUPLICATE", { where, id: record.id, taken: holder });
  const gone = takeOut(writer, totals, hash, replaced);
  checkHash(replaced, ifHash, gone?.bytes);
  if (gone === undefined && inPlaceOf !== undefined)
    throw new NamesakeError("CANDIDATE_UNKNOWN", { id: inPlaceOf, near: "" });
  const index = gone?.index ?? totals.nextIndex++;
  return { index, before: gone?.bytes, after: putIn(writer, totals, hash, record, index) };
}

function remove(
  writer: Writer,
  totals: Totals,
  hash: ContentHash,
  { remove: id, ifHash }: Extract<Edit, { remove: string }>,
): Change {
  const gone = takeOut(writer, totals, hash, id);
  checkHash(id, ifHash, gone?.bytes);
  if (gone === undefined) throw new NamesakeError("CANDIDATE_UNKNOWN", { id, near: "" });
  return { index: gone.index, before: gone.bytes, after: undefined };
}

function nameOf(writer: Writer, id: string): string | undefined {
  const index = writer.get("ids", id);
  const bytes = index && writer.get("entities", readUint32(index));
  return bytes && (JSON.parse(text(bytes)) as EntityRecord).name;
}

function checkHash(id: string, expected: string | null | undefined, bytes: Uint8Array | undefined): void {
  if (expected === undefined) return;
  const found = bytes === undefined ? null : fingerprintOf(bytes);
  const said = (hash: string | null) => (hash === null ? "none" : `one with the hash ${hash}`);
  if (found !== expected)
    throw new NamesakeError("EDIT_CONFLICT", {
      what: `The entity "${id}"`,
      expected: said(expected),
      found: said(found),
      id,
    });
}

/** Returns the record's bytes. */
function putIn(
  writer: Writer,
  totals: Totals,
  hash: ContentHash,
  record: EntityRecord,
  index: number,
): Uint8Array {
  const bytes = utf8(canonicalJson(record));
  writer.put("entities", index, bytes);
  writer.put("names", index, utf8(record.name));
  writer.put("ids", record.id, uint32(index));
  hash.add(bytes);
  const aliases = new Map<string, Posting[]>();
  const names = recordAliases(record, totals.languages);
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
  return bytes;
}

/** Removes the entity with this id and returns where and what it was, or undefined where there is none. */
function takeOut(
  writer: Writer,
  totals: Totals,
  hash: ContentHash,
  id: string,
): { index: number; bytes: Uint8Array } | undefined {
  const indexBytes = writer.get("ids", id);
  if (indexBytes === undefined) return undefined;
  const index = readUint32(indexBytes);
  const bytes = writer.get("entities", index);
  if (bytes === undefined) return undefined;
  const record = JSON.parse(text(bytes)) as EntityRecord;
  hash.remove(bytes);
  const names = recordAliases(record, totals.languages);
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
  writer.remove("names", index);
  writer.remove("ids", id);
  writer.remove("vectors", index);
  totals.entities--;
  totals.aliases -= keys.size;
  totals.relations -= record.relations?.length ?? 0;
  return { index, bytes };
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
