import { NamesakeError } from "../../errors.js";
import { FEATURES, type FeatureName, type Features } from "../features.js";
import type { EvidenceName } from "../link.js";

/** Products of other features, which trees make themselves. */
const PRODUCTS: readonly FeatureName[] = ["listedPrior", "listedName"];
const FEATURE_NAMES = (Object.keys(FEATURES) as FeatureName[]).filter((name) => !PRODUCTS.includes(name));

/** What is the same for all candidates of a mention, and for NIL. */
const OF_MENTION: readonly FeatureName[] = [
  ...(["words", "capitals", "figures", "headline"] as const),
  ...(["dateline", "figureBefore", "figureAfter", "listed"] as const),
];
/** What says little by how far it leads. */
const OF_WRITING: readonly FeatureName[] = ["missingCapital", "needlessCapital", "plural", "qualified"];

/** Classes of entities. */
const OF_CLASS: readonly FeatureName[] = ["isPerson", "isPlace", "isGroup", "isWork", "isEvent"];

/** Features that a ranker also compares with those of the other candidates of the mention. */
const COMPARED = FEATURE_NAMES.filter((name) => ![...OF_MENTION, ...OF_WRITING, ...OF_CLASS].includes(name));

/** The candidates of a mention with what was measured of each. */
export type RankedList = readonly { features: Partial<Features> }[];

/** One number of each row. */
interface Column {
  /** Which evidence it counts towards. */
  kind: EvidenceName;
  /** The numbers of all candidates, and last that of NIL; NaN = not measured. */
  read(list: RankedList): ArrayLike<number>;
}

/** A feature of all candidates; NIL has none. */
function valuesOf(list: RankedList, name: FeatureName): Float64Array {
  const values = new Float64Array(list.length + 1).fill(Number.NaN);
  for (const [i, { features }] of list.entries()) values[i] = features[name] ?? Number.NaN;
  return values;
}

/** The place of the greatest number but that at `without`; -1 = there is none. */
function greatest(values: Float64Array, without = -1): number {
  let best = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (i !== without && !Number.isNaN(value) && (best < 0 || value > (values[best] as number))) best = i;
  }
  return best;
}

/** How far each candidate leads before the best of the others; NaN where there is no other. */
function leads(values: Float64Array): Float64Array {
  const first = greatest(values);
  const second = greatest(values, first);
  return values.map((value, i) => value - (values[i === first ? second : first] ?? Number.NaN));
}

/** A number of NIL alone. */
function ofNil(list: RankedList, value: number): Float64Array {
  const values = new Float64Array(list.length + 1).fill(Number.NaN);
  values[list.length] = value;
  return values;
}

const columns = new Map<string, Column>();
for (const name of FEATURE_NAMES)
  columns.set(name, { kind: FEATURES[name], read: (list) => valuesOf(list, name) });
for (const name of OF_MENTION)
  columns.set(name, {
    kind: FEATURES[name],
    read: (list) => new Float64Array(list.length + 1).fill(list[0]?.features[name] ?? Number.NaN),
  });
for (const name of COMPARED) {
  const kind = FEATURES[name];
  columns.set(`${name} lead`, { kind, read: (list) => leads(valuesOf(list, name)) });
  columns.set(`greatest ${name}`, {
    kind,
    read: (list) => {
      const values = valuesOf(list, name);
      return ofNil(list, values[greatest(values)] ?? Number.NaN);
    },
  });
}
columns.set("nil", { kind: "prior", read: (list) => [...list.map(() => 0), 1] });
columns.set("candidates", {
  kind: "prior",
  read: (list) => new Float64Array(list.length + 1).fill(list.length),
});

/**
 * What a ranker may know of a candidate: each feature, how far it leads before the best of the other candidates ("prior lead"), and how
 * many candidates there are; and of NIL the greatest of each feature among the candidates ("greatest prior").
 */
export const RANKER_COLUMNS: readonly string[] = [...columns.keys()];

/**
 * The columns by their names.
 *
 * @throws {NamesakeError} RECORD_INVALID
 */
export function rankerColumns(names: readonly string[], where: string): readonly Column[] {
  return names.map((name, i) => {
    const column = columns.get(name);
    if (column === undefined)
      throw new NamesakeError("RECORD_INVALID", {
        where,
        field: `features[${i}]`,
        expected: "a feature that this version measures",
        found: name,
      });
    return column;
  });
}

/** The rows of a mention: one a candidate, in their order, and last that of NIL; NaN = not measured. */
export function rankerRows(columns: readonly Column[], list: RankedList): Float32Array[] {
  const rows = Array.from({ length: list.length + 1 }, () => new Float32Array(columns.length));
  for (const [c, column] of columns.entries()) {
    const values = column.read(list);
    for (const [i, row] of rows.entries()) row[c] = values[i] as number;
  }
  return rows;
}
