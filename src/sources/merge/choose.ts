import { NamesakeError } from "../../errors.js";
import type { EntityRecord } from "../../kb/record.js";
import type { ConflictRule, SingleRule } from "./conflict-rules.js";

/** Values of one field or fact that differ between sources. */
export interface Conflict {
  /** "name", "types.ner", "attributes.born". */
  fact: string;
  /** The value that stays. */
  kept: string;
  /** The others, each once. */
  dropped: string[];
}

/** A value that a record has. */
interface Claim<T> {
  value: T;
  /** By which values are compared. */
  text: string;
  count: number;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The values that records have, in the order of the records. */
function claims<T>(
  records: readonly EntityRecord[],
  read: (record: EntityRecord) => T | undefined,
  compared: (value: T) => string,
): Claim<T>[] {
  return records.flatMap((record) => {
    const value = read(record);
    return value === undefined ? [] : [{ value, text: compared(value), count: record.count ?? 0 }];
  });
}

/**
 * One of the values that records have of something.
 *
 * @param what names it: "name", "attributes.born"
 * @param onConflict is told where the values differ
 * @throws {NamesakeError} MERGE_CONFLICT where they differ and the rule is "error"
 */
export function chooseOne<T>(
  records: readonly EntityRecord[],
  what: string,
  rule: SingleRule,
  read: (record: EntityRecord) => T | undefined,
  onConflict: (conflict: Conflict) => void = () => {},
): T | undefined {
  const found = claims(records, read, textOf);
  const [first] = found;
  if (first === undefined) return undefined;
  if (found.every(({ text }) => text === first.text)) return first.value;
  refuse(records, what, rule, found);
  const best = rule === "most counted" ? mostCounted(found) : first;
  const dropped = new Set(found.map(({ text }) => text));
  dropped.delete(best.text);
  onConflict({ fact: what, kept: best.text, dropped: [...dropped] });
  return best.value;
}

/**
 * The items of the lists that records have of something: those of one of them, or of all, each once; empty where none has a list.
 *
 * @param keyOf what makes two items the same
 * @throws {NamesakeError} MERGE_CONFLICT
 */
export function chooseItems<T>(
  records: readonly EntityRecord[],
  what: string,
  rule: ConflictRule,
  listOf: (record: EntityRecord) => readonly T[] | undefined,
  keyOf: (item: T) => string,
  onConflict: (conflict: Conflict) => void = () => {},
): T[] {
  const keys = (list: readonly T[]) => list.map(keyOf).join("\n");
  const found = claims(records, listOf, (list) =>
    keys([...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))),
  );
  const [first] = found;
  if (first === undefined) return [];
  if (rule === "union") return found.flatMap(({ value }) => value);
  if (found.every(({ text }) => text === first.text)) return [...first.value];
  refuse(records, what, rule, found);
  const best = rule === "most counted" ? mostCounted(found) : first;
  const shown = ({ value }: Claim<readonly T[]>) => value.map(keyOf).join(", ");
  const dropped = new Set(found.filter(({ text }) => text !== best.text).map(shown));
  onConflict({ fact: what, kept: shown(best), dropped: [...dropped] });
  return [...best.value];
}

/** Of the greatest count; of several the one that sorts first. */
function mostCounted<T>(found: readonly Claim<T>[]): Claim<T> {
  return found.reduce((best, one) =>
    one.count > best.count || (one.count === best.count && one.text < best.text) ? one : best,
  );
}

function refuse(
  records: readonly EntityRecord[],
  what: string,
  rule: ConflictRule,
  found: readonly Claim<unknown>[],
): void {
  if (rule !== "error") return;
  const ids = [...new Set(records.map(({ id }) => id))].join(", ");
  const values = [...new Set(found.map(({ text }) => text.replaceAll("\n", ", ").slice(0, 100)))].join(" | ");
  throw new NamesakeError("MERGE_CONFLICT", { ids, what, values });
}
