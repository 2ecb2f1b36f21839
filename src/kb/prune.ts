import { normaliseAlias } from "../text/normalise.js";
import { AliasSorter } from "./alias-sorter.js";
import { LineSorter, type Spill } from "./line-sorter.js";
import type { EntityRecord } from "./record.js";
import { recordAliases } from "./record-aliases.js";

/** What is left out of a KB because it was counted too seldom. */
export interface PruneLimits {
  /** Least count of an entity; one without a count has none. */
  minCount?: number;
  /**
   * Least share of an alias that an entity has to have to keep it, 0 to 1: of all that was counted of the alias, with half a count more for
   * each entity, so that of aliases that were never counted all have equal shares. The name itself stays.
   */
  minShare?: number;
}

/** What was left out. */
export interface Pruned {
  entities: number;
  /** Pairs of alias and entity, without those of the entities above. */
  aliases: number;
}

/** What every pair has before anything is counted, as where candidates are weighed. */
const SMOOTHING = 0.5;
/** Digits of an index, so that lines sort as numbers do. */
const DIGITS = 10;
const SEPARATOR = "\u0000";
const RUN = 250_000;

/**
 * Records without what was counted too seldom. Shares need all records, so with a least share they are put aside, and read a second time;
 * memory is that of one run of the sorters.
 *
 * @param found is counted up while the records are read
 * @param spill places for what does not fit into memory, by name; absent = everything stays in memory
 */
export async function* pruned(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
  { minCount = 0, minShare = 0 }: PruneLimits,
  found: Pruned,
  options: { spill?: ((name: string) => Spill) | undefined; languages?: readonly string[] | undefined } = {},
): AsyncGenerator<EntityRecord> {
  const frequent = withCount(records, minCount, found);
  if (minShare <= 0) return yield* frequent;
  const aside = new Records(options.spill?.("pruned-records"));
  const sorter = new AliasSorter(options.spill?.("pruned-aliases"));
  let index = 0;
  for await (const record of frequent) {
    aside.add(record);
    // A source's records may be wrong in any way; the build says so of each, after this.
    for (const { key, count, casing, tier } of aliasesOf(record, options.languages))
      sorter.add(key, index, count, casing, tier);
    index++;
  }
  const rare = new LineSorter(options.spill?.("pruned-pairs"), RUN);
  for (const { key, postings } of sorter.sorted()) {
    const total = postings.reduce((sum, { count }) => sum + count + SMOOTHING, 0);
    for (const { index, count, tier } of postings)
      if (tier !== "name" && (count + SMOOTHING) / total < minShare)
        rare.add(`${String(index).padStart(DIGITS, "0")}${SEPARATOR}${key}`);
  }
  yield* withoutRare(aside, rare.sorted(), found);
}

async function* withCount(
  records: AsyncIterable<EntityRecord> | Iterable<EntityRecord>,
  minCount: number,
  found: Pruned,
): AsyncGenerator<EntityRecord> {
  for await (const record of records)
    if (minCount > 0 && typeof record?.id === "string" && (record.count ?? 0) < minCount) found.entities++;
    else yield record;
}

function aliasesOf(record: EntityRecord, languages: readonly string[] | undefined) {
  try {
    return recordAliases(record, languages);
  } catch {
    return [];
  }
}

/** Takes out of each record the aliases that are listed for its place. */
function* withoutRare(aside: Records, rare: Generator<string>, found: Pruned): Generator<EntityRecord> {
  let next = rare.next();
  let index = 0;
  for (const record of aside.read()) {
    const place = String(index++).padStart(DIGITS, "0");
    const keys = new Set<string>();
    for (; next.done !== true && next.value.startsWith(place + SEPARATOR); next = rare.next())
      keys.add(next.value.slice(DIGITS + 1));
    if (keys.size === 0) {
      yield record;
      continue;
    }
    const aliases = (record.aliases ?? []).filter(
      (alias) => !keys.has(normaliseAlias(typeof alias === "string" ? alias : alias.text)),
    );
    found.aliases += (record.aliases?.length ?? 0) - aliases.length;
    yield { ...record, aliases };
  }
}

/** Records in the order in which they came, as lines of JSON in runs. */
class Records {
  private lines: string[] = [];
  private runs = 0;

  constructor(private readonly spill: Spill | undefined) {}

  add(record: EntityRecord): void {
    // What is no JSON, such as undefined, is no record either; the build says so of null.
    this.lines.push(JSON.stringify(record) ?? "null");
    if (this.spill === undefined || this.lines.length < RUN / 10) return;
    this.spill.write(this.runs++, this.lines);
    this.lines = [];
  }

  *read(): Generator<EntityRecord> {
    for (let run = 0; run < this.runs; run++)
      for (const line of this.spill?.read(run) ?? []) yield JSON.parse(line) as EntityRecord;
    for (const line of this.lines) yield JSON.parse(line) as EntityRecord;
  }
}
