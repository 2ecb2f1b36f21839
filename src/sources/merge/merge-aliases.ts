import type { EntityRecord } from "../../kb/record.js";
import { nameCount } from "../../kb/record-aliases.js";
import { chooseItems } from "./choose.js";
import type { ConflictRule } from "./conflict-rules.js";

type Alias = NonNullable<EntityRecord["aliases"]>[number];

const textOf = (alias: Alias): string => (typeof alias === "string" ? alias : alias.text);

/**
 * The aliases of records that are one thing, besides its name. By the rule "union" the names of all are among them, and each has the
 * greatest of its counts, so that order does not matter, nor does merging again.
 *
 * @param count of the merged record
 */
export function mergeAliases(
  records: readonly EntityRecord[],
  name: string,
  count: number | undefined,
  rule: ConflictRule,
): Alias[] {
  const named = rule === "union" ? records.map(withName) : records;
  const counts = new Map<string, number | undefined>();
  for (const alias of chooseItems(named, "aliases", rule, ({ aliases }) => aliases, textOf)) {
    const [text, known] = [textOf(alias), counts.get(textOf(alias))];
    const own = typeof alias === "string" ? known : Math.max(alias.count, known ?? 0);
    counts.set(text, own);
  }
  const ownCount = counts.get(name);
  counts.delete(name);
  const aliases = [...counts].map(([text, count]): Alias => (count === undefined ? text : { text, count }));
  if (count === undefined || ownCount === undefined) return aliases;
  // Where the others' counts would change what is left for the name, its own is written down.
  return nameCount({ id: name, name, count, aliases }) === ownCount
    ? aliases
    : [{ text: name, count: ownCount }, ...aliases];
}

/** The record with its name as an alias, counted as the name is. */
function withName(record: EntityRecord): EntityRecord {
  const { name, count, aliases = [] } = record;
  const others = aliases.filter((alias) => textOf(alias) !== name);
  const counted = count !== undefined || others.length < aliases.length;
  return { ...record, aliases: [counted ? { text: name, count: nameCount(record) } : name, ...others] };
}
