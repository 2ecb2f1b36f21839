import { normaliseAlias } from "../text/normalise.js";
import { decodePostings } from "./postings.js";
import type { EntityRecord } from "./record.js";
import type { Store } from "./store.js";

export interface SearchOptions {
  /** Most hits returned; default 10. */
  limit?: number;
  /** "prefix": names that start like the query; "fuzzy": names at most `distance` edits away; default: prefix, and fuzzy when that finds nothing. */
  match?: "prefix" | "fuzzy" | "auto";
  /** Edits allowed in a fuzzy search: 1 or 2; default 1 up to five letters, else 2. */
  distance?: 1 | 2;
}

export interface SearchHit {
  entity: EntityRecord;
  /** The normalised alias that was found. */
  alias: string;
  /** Edits between query and alias; 0 for a prefix. */
  distance: number;
  /** How often the alias was seen to mean the entity. */
  count: number;
}

/** Aliases looked at for a prefix: beyond it, a longer prefix is what the user needs. */
const MAX_SCANNED = 20_000;

export function searchAliases(
  store: Store,
  entityAt: (index: number) => EntityRecord | undefined,
  query: string,
  options: SearchOptions,
): SearchHit[] {
  const key = normaliseAlias(query);
  if (key === "" || key.length > 300) return [];
  const limit = options.limit ?? 10;
  const match = options.match ?? "auto";
  let found = match === "fuzzy" ? [] : [...withPrefix(store, key)];
  // A key without postings is the beginning of another, perhaps of one that was removed.
  const nothing = () => !found.some(({ value }) => decodePostings(value).postings.length > 0);
  if (match === "fuzzy" || (match === "auto" && nothing()))
    found = [...fuzzy(store, key, options.distance ?? (key.length <= 5 ? 1 : 2))];

  const best = new Map<number, Omit<SearchHit, "entity"> & { exact: boolean }>();
  for (const { alias, value, distance } of found)
    for (const { index, count } of decodePostings(value).postings) {
      const hit = { alias, distance, count, exact: alias === key };
      const known = best.get(index);
      if (known === undefined || better(hit, known) < 0) best.set(index, hit);
    }
  return [...best.entries()]
    .sort((a, b) => better(a[1], b[1]) || a[0] - b[0])
    .slice(0, limit)
    .flatMap(([index, { alias, distance, count }]) => {
      const entity = entityAt(index);
      return entity === undefined ? [] : [{ entity, alias, distance, count }];
    });
}

type Ranked = { exact: boolean; distance: number; count: number; alias: string };

/** Exact names first, then few edits, then high counts, then short names. */
function better(a: Ranked, b: Ranked): number {
  return (
    Number(b.exact) - Number(a.exact) ||
    a.distance - b.distance ||
    b.count - a.count ||
    a.alias.length - b.alias.length
  );
}

type Found = { alias: string; value: Uint8Array; distance: number };

function* withPrefix(store: Store, prefix: string): Generator<Found> {
  let left = MAX_SCANNED;
  for (const [alias, value] of store.scan("aliases", prefix)) {
    if (!alias.startsWith(prefix) || left-- === 0) return;
    yield { alias, value: value.slice(), distance: 0 };
  }
}

/**
 * All keys within `limit` edits (Levenshtein) that share the first letter, by one walk over the sorted keys: the rows of
 * the distance table are shared between neighbours with a common beginning, and where a row has no cell within the limit
 * the walk jumps over all keys with that beginning. No index is needed; tens of thousands of keys a second are passed
 * for a typical name.
 */
function* fuzzy(store: Store, query: string, limit: number): Generator<Found> {
  const target = [...query];
  const rows: number[][] = [target.map((_, i) => i + 1)];
  rows[0]?.unshift(0);
  const first = target[0] ?? "";
  let path: string[] = [];
  let from = first;
  for (;;) {
    /** The beginning of keys that are all too far away: the walk goes on behind them. */
    let beyond: string | undefined;
    let passed = 0;
    for (const [alias, value] of store.scan("aliases", from)) {
      if (!alias.startsWith(first)) return;
      // Reading on over a few keys is cheaper than a new search from the root.
      if (beyond !== undefined && alias.startsWith(beyond)) {
        if (++passed > READ_ON) break;
        continue;
      }
      beyond = undefined;
      passed = 0;
      const letters = [...alias];
      let shared = 0;
      while (shared < path.length && path[shared] === letters[shared]) shared++;
      path = letters;
      let dead = -1;
      for (let depth = shared; depth < letters.length && dead < 0; depth++) {
        const row = nextRow(rows[depth] as number[], letters[depth] as string, target);
        rows[depth + 1] = row;
        if (Math.min(...row) > limit) dead = depth;
      }
      if (dead < 0) {
        const distance = rows[letters.length]?.[target.length] ?? Number.POSITIVE_INFINITY;
        if (distance <= limit) yield { alias, value: value.slice(), distance };
        continue;
      }
      path = letters.slice(0, dead);
      beyond = letters.slice(0, dead + 1).join("");
    }
    const next = beyond === undefined ? undefined : afterAll(beyond);
    if (next === undefined) return;
    from = next;
  }
}

/** Keys passed one by one before the walk starts anew behind them. */
const READ_ON = 30;

/** The least text after every text that begins with `beginning`; undefined where there is none. */
function afterAll(beginning: string): string | undefined {
  const letters = [...beginning];
  const next = ((letters.at(-1) ?? "").codePointAt(0) ?? 0) + 1;
  if (next > 0x10ffff) return undefined;
  // Surrogates are no characters: the first one after them stands in.
  return letters.slice(0, -1).join("") + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
}

/** The next row of the table of edit distances, after `letter`. */
function nextRow(above: readonly number[], letter: string, target: readonly string[]): number[] {
  const row = [(above[0] as number) + 1];
  for (let i = 1; i <= target.length; i++)
    row.push(
      Math.min(
        (above[i] as number) + 1,
        (row[i - 1] as number) + 1,
        (above[i - 1] as number) + (target[i - 1] === letter ? 0 : 1),
      ),
    );
  return row;
}
