import { decodePostings } from "./postings.js";
import type { EntityRecord } from "./record.js";
import type { Store } from "./store.js";

/** What one reads before choosing what to leave out of a KB, or what to add to it. */
export interface Survey {
  entities: number;
  /** Entities by their counts: those with `from` or more, up to the next row. The first row is 0, the others powers of ten. */
  counts: { from: number; entities: number }[];
  /** Names by the number of entities that they may mean: those with `from` or more, up to the next row. */
  ambiguity: { from: number; names: number }[];
  /** The names that may mean the most, first the most ambiguous. */
  mostAmbiguous: { name: string; entities: number }[];
  /** Pairs of alias and entity, by the share of the alias that the entity has: those with `from` or more, up to the next row. */
  shares: { from: number; aliases: number }[];
  /** Share of the entities that have each, 0 to 1. */
  coverage: Record<"description" | "types" | "relations" | "aliases" | "count" | "sameAs", number>;
}

const AMBIGUITY = [1, 2, 3, 6, 11, 31];
const SHARES = [0, 0.001, 0.01, 0.05, 0.1, 0.5];
const SHOWN = 10;
/** What every pair has before anything is counted. */
const SMOOTHING = 0.5;

/** Reads all records and names once. */
export function surveyOf(store: Store, records: Iterable<EntityRecord>): Survey {
  const { entities, counts, coverage } = readRecords(records);
  return { entities, counts, ...readNames(store), coverage };
}

function readRecords(records: Iterable<EntityRecord>): Pick<Survey, "entities" | "counts" | "coverage"> {
  const powers: number[] = [];
  const having = { description: 0, types: 0, relations: 0, aliases: 0, count: 0, sameAs: 0 };
  let entities = 0;
  for (const record of records) {
    entities++;
    const count = record.count ?? 0;
    const row = count < 1 ? 0 : 1 + Math.floor(Math.log10(count) + 1e-9);
    powers[row] = (powers[row] ?? 0) + 1;
    if ((record.description ?? "") !== "") having.description++;
    if (Object.keys(record.types ?? {}).length > 0) having.types++;
    if ((record.relations?.length ?? 0) > 0) having.relations++;
    if ((record.aliases?.length ?? 0) > 0) having.aliases++;
    if (count > 0) having.count++;
    if ((record.sameAs?.length ?? 0) > 0) having.sameAs++;
  }
  const share = (found: number): number => (entities === 0 ? 0 : found / entities);
  return {
    entities,
    counts: Array.from(powers, (found = 0, row) => ({
      from: row === 0 ? 0 : 10 ** (row - 1),
      entities: found,
    })),
    coverage: {
      description: share(having.description),
      types: share(having.types),
      relations: share(having.relations),
      aliases: share(having.aliases),
      count: share(having.count),
      sameAs: share(having.sameAs),
    },
  };
}

function readNames(store: Store): Pick<Survey, "ambiguity" | "mostAmbiguous" | "shares"> {
  const names = AMBIGUITY.map((from) => ({ from, names: 0 }));
  const shares = SHARES.map((from) => ({ from, aliases: 0 }));
  let most: Survey["mostAmbiguous"] = [];
  for (const [name, bytes] of store.scan("aliases")) {
    const { postings } = decodePostings(bytes);
    if (postings.length === 0) continue;
    rowOf(names, postings.length).names++;
    const total = postings.reduce((sum, { count }) => sum + count + SMOOTHING, 0);
    for (const { count } of postings) rowOf(shares, (count + SMOOTHING) / total).aliases++;
    if (postings.length === 1 || postings.length <= (most[SHOWN - 1]?.entities ?? 0)) continue;
    most = [...most, { name, entities: postings.length }]
      .sort((a, b) => b.entities - a.entities || (a.name < b.name ? -1 : 1))
      .slice(0, SHOWN);
  }
  return { ambiguity: names, mostAmbiguous: most, shares };
}

/** The last row that begins at a number or below it. */
function rowOf<Row extends { from: number }>(rows: readonly Row[], value: number): Row {
  return rows.findLast(({ from }) => from <= value) ?? (rows[0] as Row);
}
