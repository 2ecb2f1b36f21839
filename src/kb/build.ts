import { NamesakeError, reason } from "../errors.js";
import { contentStems } from "../text/stems.js";
import { AliasSorter } from "./alias-sorter.js";
import { encodeIndexes, uint32, utf8 } from "./bytes.js";
import { ContentHash } from "./content-hash.js";
import { CountSorter } from "./count-sorter.js";
import { KeySorter } from "./key-sorter.js";
import type { Spill } from "./line-sorter.js";
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
 * Writes the tables of a KB from a stream of records. Memory: the ids, unless they are known to be distinct, the names of
 * types and relations, and one run of each sorter.
 *
 * @param options.distinct whether no two records have the same id: two that have it end the build then
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
    distinct?: boolean;
  } = {},
): Promise<BuildResult> {
  const label = options.label ?? "source";
  const { spill } = options;
  const known = new Set<string>();
  const ids = new KeySorter(spill?.("ids"));
  const sorter = new AliasSorter(spill?.("aliases"));
  const sameAs = new KeySorter(spill?.("same-as"));
  const words = new NameWordSorter(spill?.("name-words"));
  const facets = new CountSorter();
  const stems = new CountSorter(spill?.("words"));
  const systems = new Map<string, number>();
  const hash = new ContentHash();
  let relations = 0;
  let rejected = 0;
  let entities = 0;
  let seen = 0;
  for await (const candidate of records) {
    if (++seen % 5000 === 0) await builder.flush();
    let record: EntityRecord;
    try {
      record = checkRecord(candidate, `${label}, record ${seen}`);
      if (known.has(record.id))
        throw new NamesakeError("RECORD_DUPLICATE", { where: `${label}, record ${seen}`, id: record.id });
    } catch (error) {
      rejected++;
      options.onReject?.(reason(error), error);
      continue;
    }
    if (options.distinct !== true) known.add(record.id);
    const index = entities++;
    ids.add(record.id, index);
    const bytes = utf8(canonicalJson(record));
    hash.add(bytes);
    builder.put("entities", index, bytes);
    builder.put("names", index, utf8(record.name));
    const names = recordAliases(record, options.languages);
    for (const { key, count, casing, tier } of names) sorter.add(key, index, count, casing, tier);
    words.add(index, nameWords(record, names));
    for (const key of sameAsKeys(record)) sameAs.add(key, index);
    for (const facet of recordFacets(record)) facets.add(facet);
    for (const stem of contentStems(record.description ?? "")) stems.add(stem);
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
  for (const [id, indexes] of ids.sorted()) {
    if (indexes.length > 1) throw new NamesakeError("RECORD_DUPLICATE", { where: label, id });
    builder.put("ids", id, uint32(indexes[0] as number));
    if (++written % 20_000 === 0) await builder.flush();
  }
  for (const [facet, count] of facets.sorted()) builder.put("facets", facet, uint32(count));
  // A word of one description weighs as much as an unknown one.
  for (const [stem, count] of stems.sorted()) if (count > 1) builder.put("words", stem, uint32(count));
  for (const [word, entry] of words.sorted()) {
    builder.put("nameWords", word, entry);
    if (++written % 20_000 === 0) await builder.flush();
  }
  for (const [key, indexes] of sameAs.sorted()) {
    builder.put("sameAs", key, encodeIndexes(indexes));
    if (++written % 20_000 === 0) await builder.flush();
  }
  const totals: Totals = {
    entities,
    aliases,
    relations,
    contentHash: hash.toString(),
    nextIndex: entities,
    edits: 0,
    ...(options.languages && { languages: options.languages }),
  };
  builder.put("meta", "totals", utf8(JSON.stringify(totals)));
  const [mostUsed] = [...systems].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { totals, typeSystem: systems.has("ner") ? "ner" : (mostUsed?.[0] ?? ""), rejected };
}
