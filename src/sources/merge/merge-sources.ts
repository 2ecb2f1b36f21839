import { NamesakeError } from "../../errors.js";
import { OTHER_FACTS } from "../../kb/fact-sources.js";
import { checkRecord, type EntityRecord } from "../../kb/record.js";
import { ScratchFolder } from "../scratch-folder.js";
import type { Source, SourceObserver } from "../source.js";
import type { Conflict } from "./choose.js";
import { DEFAULT_RULES, type MergeRules } from "./conflict-rules.js";
import type { Member } from "./fact-list.js";
import { keptId, type MergedRecord, mergeRecords } from "./merge-records.js";
import type { Merge } from "./merge-report.js";
import { type MergeBy, RecordGroups } from "./record-groups.js";
import { scaleCounts } from "./scale-counts.js";
import { SpooledRecords } from "./spooled-records.js";

/** A source that is merged with others. */
export interface MergeInput {
  source: Source;
  /** As facts and conflicts name it. */
  name: string;
  /** What its counts are multiplied with. Default: 1. */
  scale?: number;
}

export interface MergeOptions {
  /** Default: same-as. */
  by?: MergeBy;
  rules?: Partial<MergeRules>;
  /** Where the records wait until all were read; they take about the room of the sources' text. Default: the system's. */
  scratch?: string;
  /** Told of what became one, in the order of the records. */
  onMerge?: (merge: Merge) => void;
}

/** Share of the way that reading the sources takes. */
const READING = 0.8;

/**
 * Several sources as one, in which what is one thing is one record: {@link RecordGroups} says what is, {@link MergeRules} what counts
 * where the sources differ. Each record says in `sources` where its facts are from. Relations to a record that was absorbed lead to the
 * one that stays. Of two records of one id in one source the second is reported and left out.
 *
 * All sources are read once, into a file, then merged. Memory: ids, and those of records that became one twice.
 *
 * @param inputs the preferred first
 * @throws {NamesakeError} MERGE_CONFLICT by a rule "error"; WRITE_FAILED; what the sources throw
 * @example
 * ```ts
 * const source = mergeSources(
 *   [{ source: csvSource("staff.csv"), name: "staff" }, { source: wikidataSource("items.json"), name: "wikidata", scale: 0.1 }],
 *   { onMerge: ({ kept, absorbed }) => console.log(kept, absorbed) },
 * );
 * ```
 */
export function mergeSources(inputs: readonly MergeInput[], options: MergeOptions = {}): Source {
  const rules = { ...DEFAULT_RULES, ...options.rules };
  return {
    get info() {
      return inputs.flatMap(({ source }) => source.info);
    },
    async *records(observer) {
      const scratch = new ScratchFolder(options.scratch);
      try {
        const groups = new RecordGroups(options.by ?? "same-as");
        const rows = new SpooledRecords(await scratch.spool("records.jsonl"));
        await readAll(inputs, rows, groups, observer);
        const merging = {
          rows,
          groups,
          rules,
          nameOf: (row: number) => inputs[groups.sourceOf(row)]?.name ?? "",
        };
        yield* merged(merging, options.onMerge ?? (() => {}), observer);
      } finally {
        await scratch.remove();
      }
    },
  };
}

/** Reads the sources to their ends; groups and rows have the same records in the same order. */
async function readAll(
  inputs: readonly MergeInput[],
  rows: SpooledRecords,
  groups: RecordGroups,
  observer: SourceObserver,
): Promise<void> {
  for (const [i, { source, name, scale = 1 }] of inputs.entries()) {
    let seen = 0;
    const reading = source.records({
      rejected: (message) => observer.rejected(message),
      progress: (fraction) => observer.progress?.((READING * (i + fraction)) / inputs.length),
    });
    for await (const candidate of reading) {
      const where = `${name}, record ${++seen}`;
      try {
        const record = scaleCounts(checkRecord(candidate, where), scale);
        if (!groups.add(record, i)) throw new NamesakeError("RECORD_DUPLICATE", { where, id: record.id });
        await rows.add(record);
      } catch (error) {
        if (!(error instanceof NamesakeError) || error.code === "WRITE_FAILED") throw error;
        observer.rejected(error.message);
      }
    }
  }
  await rows.complete();
}

interface Merging {
  rows: SpooledRecords;
  groups: RecordGroups;
  rules: MergeRules;
  /** The name of a row's source. */
  nameOf: (row: number) => string;
}

async function* merged(
  merging: Merging,
  onMerge: (merge: Merge) => void,
  observer: SourceObserver,
): AsyncGenerator<EntityRecord> {
  const { rows, groups, rules, nameOf } = merging;
  const sets = new Map<number, readonly number[]>();
  const isLater = new Uint8Array(rows.size);
  const moved = new Map<string, string>();
  for (const set of groups.groups()) {
    const [first = 0, ...rest] = set;
    sets.set(first, set);
    for (const row of rest) isLater[row] = 1;
    const records = set.map((row) => rows.row(row));
    const kept = keptId(records, rules);
    for (const { id } of records) if (id !== kept) moved.set(id, kept);
  }
  for await (const [row, record] of rows.rows((row) => isLater[row] === 0)) {
    if (row % 100 === 0) observer.progress?.(READING + ((1 - READING) * row) / rows.size);
    const set = sets.get(row);
    if (set === undefined) {
      yield { ...redirected(record, moved), sources: record.sources ?? { [OTHER_FACTS]: [nameOf(row)] } };
      continue;
    }
    const members = set.map((at): Member => {
      return { record: redirected(at === row ? record : rows.row(at), moved), source: nameOf(at) };
    });
    const one = mergeRecords(members, rules);
    yield one.record;
    onMerge(reportOf(one, members, groups));
  }
}

/** What became one, and why. */
function reportOf(
  { record, conflicts }: MergedRecord,
  members: readonly Member[],
  groups: RecordGroups,
): Merge {
  const records = members.map(({ record }) => record);
  const absorbed = records.slice(1).map((one, i) => ({
    id: one.id,
    because: groups.reason(records.slice(0, i + 1), one),
  }));
  const sources = members.map(({ source }) => source);
  return {
    kept: record.id,
    name: record.name,
    sources,
    absorbed,
    conflicts: [...conflicts, ...joined(members)],
  };
}

/** Records of one source that another's made one. */
function joined(members: readonly Member[]): Conflict[] {
  const ids = new Map<string, string[]>();
  for (const { record, source } of members) ids.set(source, [...(ids.get(source) ?? []), record.id]);
  return [...ids].flatMap(([source, [first = "", ...rest]]) =>
    rest.length === 0 ? [] : [{ fact: `id in ${source}`, kept: first, dropped: rest }],
  );
}

/**
 * The record with its relations leading to what their objects have become, each once. What records that became one say of each other
 * says nothing any more.
 */
function redirected(record: EntityRecord, moved: ReadonlyMap<string, string>): EntityRecord {
  if (record.relations?.some(({ object }) => moved.has(object) || moved.get(record.id) === object) !== true)
    return record;
  const own = moved.get(record.id) ?? record.id;
  const facts = new Map<string, { relation: string; object: string }>();
  for (const { relation, object } of record.relations) {
    const to = moved.get(object) ?? object;
    if (to !== own || object === record.id) facts.set(`${relation}\t${to}`, { relation, object: to });
  }
  return { ...record, relations: [...facts.values()] };
}
