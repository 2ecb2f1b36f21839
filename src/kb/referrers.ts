import { decodeIndexes, encodeIndexes, text, utf8 } from "./bytes.js";
import { markIndexed } from "./index-mark.js";
import type { EntityRecord } from "./record.js";
import type { Store, Writer } from "./store.js";
import type { Totals } from "./totals.js";

/**
 * Which entities have a relation to an id. The value of a key of the table "referrers" is their indexes, uint32, ascending.
 *
 * Few KBs are asked for it: only changes of ids and merges are. So no build makes the table, which would cost a KB of 744,000 entities
 * 3 seconds and some megabytes. Without it, the records are scanned for the id. {@link indexReferrers} makes it for those who ask
 * often, such as a server that takes edits, and edits keep it up to date from then on.
 */
const MARK = "referrers";
/** Longest id that has an entry; entities have none that is longer. */
const MAX_ID_LENGTH = 300;

/** The table is complete where its mark names the edits of the KB: one that an older version edited has another number. */
export function keepsReferrers(store: Pick<Writer, "get">, { edits }: Totals): boolean {
  const mark = store.get("meta", MARK);
  return mark !== undefined && text(mark) === String(edits);
}

export function markReferrers(writer: Writer, { edits }: Totals): void {
  writer.put("meta", MARK, utf8(String(edits)));
}

const objectsOf = (record: EntityRecord): Set<string> =>
  new Set(record.relations?.map(({ object }) => object).filter((object) => object.length <= MAX_ID_LENGTH));

const objectsIn = (bytes: Uint8Array | undefined): Set<string> =>
  bytes === undefined ? new Set() : objectsOf(JSON.parse(text(bytes)) as EntityRecord);

/** Brings the table up to date with a change of one entity. */
export function changeReferrers(
  writer: Writer,
  change: { index: number; before: Uint8Array | undefined; after: Uint8Array | undefined },
): void {
  const [before, after] = [objectsIn(change.before), objectsIn(change.after)];
  const known = (id: string) => {
    const bytes = writer.get("referrers", id);
    return bytes === undefined ? [] : decodeIndexes(bytes);
  };
  for (const id of before) {
    if (after.has(id)) continue;
    const others = known(id).filter((index) => index !== change.index);
    if (others.length === 0) writer.remove("referrers", id);
    else writer.put("referrers", id, encodeIndexes(others));
  }
  for (const id of after)
    if (!before.has(id)) writer.put("referrers", id, encodeIndexes([...known(id), change.index]));
}

/**
 * The indexes of the entities that have a relation to one of `ids`, ascending: from the table, or by a scan of the records.
 */
export function referrersOf(store: Store, totals: Totals, ids: readonly string[]): number[] {
  if (keepsReferrers(store, totals)) {
    const found = ids.flatMap((id) => {
      const bytes = id.length > MAX_ID_LENGTH ? undefined : store.get("referrers", id);
      return bytes === undefined ? [] : decodeIndexes(bytes);
    });
    return [...new Set(found)].sort((a, b) => a - b);
  }
  // Most records do not hold the id at all, which their text tells faster than their parsed form.
  const needles = ids.map((id) => `"object":${JSON.stringify(id)}`);
  const found: number[] = [];
  for (const [index, bytes] of store.scan("entities")) {
    const json = text(bytes);
    if (!needles.some((needle) => json.includes(needle))) continue;
    const objects = objectsOf(JSON.parse(json) as EntityRecord);
    if (ids.some((id) => objects.has(id))) found.push(index);
  }
  return found;
}

/**
 * Makes the table, unless it is complete, in one transaction, for which other writers wait; takes a scan of the records and memory for all
 * relations.
 */
export function indexReferrers(store: Store, totalsOf: (bytes: Uint8Array | undefined) => Totals): void {
  if (keepsReferrers(store, totalsOf(store.get("meta", "totals")))) return;
  store.transact((writer) => {
    const referrers = new Map<string, number[]>();
    for (const [index, bytes] of store.scan("entities"))
      for (const id of objectsIn(bytes)) {
        const known = referrers.get(id);
        if (known === undefined) referrers.set(id, [index]);
        else known.push(index);
      }
    for (const id of [...store.scan("referrers")].map(([id]) => id)) writer.remove("referrers", id);
    for (const id of [...referrers.keys()].sort())
      writer.put("referrers", id, encodeIndexes(referrers.get(id) as number[]));
    markReferrers(writer, totalsOf(writer.get("meta", "totals")));
    markIndexed(writer);
  });
}
