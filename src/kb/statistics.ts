import { readUint32 } from "./bytes.js";
import type { Store } from "./store.js";
import type { Totals } from "./totals.js";

/** Numbers about a KB: what `namesake kb stats` prints. */
export interface Statistics extends Totals {
  /** Entities by type system and type. */
  types: Record<string, Record<string, number>>;
  /** Entities that have a relation, by its name. */
  relationNames: Record<string, number>;
}

export function statisticsOf(store: Store, totals: Totals): Statistics {
  // Maps first: a type may be called "__proto__", which an object would take for its prototype.
  const types = new Map<string, Map<string, number>>();
  const relationNames = new Map<string, number>();
  for (const [key, bytes] of store.scan("facets")) {
    const [kind, first = "", second = ""] = key.split("\t");
    if (kind === "type") types.set(first, (types.get(first) ?? new Map()).set(second, readUint32(bytes)));
    else relationNames.set(first, readUint32(bytes));
  }
  return {
    ...totals,
    types: Object.fromEntries([...types].map(([system, counts]) => [system, Object.fromEntries(counts)])),
    relationNames: Object.fromEntries(relationNames),
  };
}
