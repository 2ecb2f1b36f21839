import { NamesakeError, reason } from "../errors.js";
import { contentStems } from "../text/stems.js";
import { AliasSorter } from "./alias-sorter.js";
import { encodeIndexes, uint32, utf8 } from "./bytes.js";
import { ContentHash } from "./content-hash.js";
import { LineSorter, type Spill } from "./line-sorter.js";
import { NameWordSorter } from "./name-word-sorter.js";
import { nameWords } from "./name-words.js";
import { encodePostings } from "./postings.js";
import { checkRecord, type EntityRecord } from "./record.js";
import { canonicalJson, recordAliases, recordFacets, sameAsKeys } from "./record-aliases.js";
import type { StoreBuilder } from "./store.js";
import type { Totals } from "./totals.js";

export interface BuildResult {
  totals: Totals;
  /** The type system whose names are a candidate's `types`: "ner" where there is one, else the most used. */
  typeSystem: string;
  rejected: number;
}

/**
 * Writes the tables of a KB from a stream of records. Memory: the ids, the words of names, and one run of the alias sorter.
 *
 * @param options.onReject is told of each record that is left out, in one line; what it throws ends the build
 * @param options.label names the source in messages
 * @param options.languages of the names, ISO 639-1; absent = English
 */
export async function buildTables(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
  builder: StoreBuilder,
  options: {
    spill?: (name: string) => Spill;
    onReject?: (message: string, error: unknown) => void;
    label?: string;
    languages?: readonly string[];
  } = {},
): Promise<BuildResult> {
  const label = options.label ?? "source";
  const ids = new Map<string, number>();
  const sorter = new AliasSorter(options.spill?.("aliases"));
  const sameAs = new SameAsSorter(options.spill?.("same-as"));
  const words = new NameWordSorter();
  const facets = new Map<string, number>();
  const stems = new Map<string, number>();
  const systems = new Map<string, number>();
  const hash = new ContentHash();
  let relations = 0;
  let rejected = 0;
  let seen = 0;
  for await (const candidate of records) {
    if (++seen % 5000 === 0) await builder.flush();
    let record: EntityRecord;
    try {
      record = checkRecord(candidate, `${label}, record ${seen}`);
      if (ids.has(record.id))
        throw new NamesakeError("RECORD_DUPLICATE", { where: `${label}, record ${seen}`, id: record.id });
    } catch (error) {
      rejected++;
      options.onReject?.(reason(error), error);
      continue;
    }
    const index = ids.size;
    ids.set(record.id, index);
    const bytes = utf8(canonicalJson(record));
    hash.add(bytes);
    builder.put("entities", index, bytes);
    builder.put("names", index, utf8(record.name));
    const names = recordAliases(record, options.languages);
    for (const { key, count, casing, tier } of names) sorter.add(key, index, count, casing, tier);
    words.add(index, nameWords(record, names));
    for (const key of sameAsKeys(record)) sameAs.add(key, index);
    for (const facet of recordFacets(record)) facets.set(facet, (facets.get(facet) ?? 0) + 1);
    for (const stem of contentStems(record.description ?? "")) stems.set(stem, (stems.get(stem) ?? 0) + 1);
    for (const system of Object.keys(record.types ?? {})) systems.set(system, (systems.get(system) ?? 0) + 1);
    relations += record.relations?.length ?? 0;
  }

  let aliases = 0;
  let written = 0;
  for (const { key, postings, longer } of sorter.sorted()) {
    aliases += postings.length;
    builder.put("aliases", key, encodePostings(postings, longer));
    if (++written % 20_000 === 0) await builder.flush();
  }
  for (const [id, index] of sortedByKey(ids)) {
    builder.put("ids", id, uint32(index));
    if (++written % 20_000 === 0) await builder.flush();
  }
  for (const [facet, count] of sortedByKey(facets)) builder.put("facets", facet, uint32(count));
  // A word of one description weighs as much as an unknown one.
  for (const [stem, count] of sortedByKey(stems)) if (count > 1) builder.put("words", stem, uint32(count));
  for (const [word, entry] of words.sorted()) {
    builder.put("nameWords", word, entry);
    if (++written % 20_000 === 0) await builder.flush();
  }
  for (const [key, indexes] of sameAs.sorted()) {
    builder.put("sameAs", key, encodeIndexes(indexes));
    if (++written % 20_000 === 0) await builder.flush();
  }
  const totals: Totals = {
    entities: ids.size,
    aliases,
    relations,
    contentHash: hash.toString(),
    nextIndex: ids.size,
    edits: 0,
    ...(options.languages && { languages: options.languages }),
  };
  builder.put("meta", "totals", utf8(JSON.stringify(totals)));
  const [mostUsed] = [...systems].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { totals, typeSystem: systems.has("ner") ? "ner" : (mostUsed?.[0] ?? ""), rejected };
}

/** The entries of a map, by their keys: sorting the entries themselves would turn each into a text at every comparison. */
function* sortedByKey(map: ReadonlyMap<string, number>): Generator<[string, number]> {
  for (const key of [...map.keys()].sort()) yield [key, map.get(key) ?? 0];
}

/** Below every character of an id. */
const SEPARATOR = "\u0000";

/** External sort of (id elsewhere, entity). */
class SameAsSorter {
  private readonly lines: LineSorter;

  constructor(spill: Spill | undefined) {
    this.lines = new LineSorter(spill, 250_000);
  }

  add(key: string, index: number): void {
    this.lines.add(`${key}${SEPARATOR}${index}`);
  }

  *sorted(): Generator<[string, number[]]> {
    let held: [string, number[]] | undefined;
    for (const line of this.lines.sorted()) {
      const end = line.indexOf(SEPARATOR);
      const key = line.slice(0, end);
      const index = Number(line.slice(end + 1));
      if (held?.[0] === key) held[1].push(index);
      else {
        if (held !== undefined) yield held;
        held = [key, [index]];
      }
    }
    if (held !== undefined) yield held;
  }
}
