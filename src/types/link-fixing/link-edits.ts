import type { Edit } from "../../kb/edit.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { normaliseAlias } from "../../text/normalise.js";
import { type CountedText, countedTexts } from "./anchors.js";
import { isChanged, type LinkFixing } from "./fix-links.js";

/** What an entity gives away, and what it is given. */
interface Moves {
  readonly taken: Set<string>;
  readonly given: CountedText[];
}

/**
 * The records that change when links are moved, by row: their counted aliases. A text whose links an entity loses is no alias of it any
 * more; its own name stays, with a count of 0. The entities' own counts, which say how popular they are, stay.
 */
export function fixedRecords(kb: KnowledgeBase, fixing: LinkFixing): Map<number, EntityRecord> {
  const moves = new Map<number, Moves>();
  const movesOf = (row: number): Moves => {
    const known = moves.get(row) ?? { taken: new Set(), given: [] };
    moves.set(row, known);
    return known;
  };
  for (const [anchor, links] of fixing.changed)
    for (const { row, to } of links.filter(isChanged)) {
      const record = kb.at(row);
      if (record === undefined) continue;
      for (const counted of countedTexts(record)) {
        if (counted.count === 0 || normaliseAlias(counted.text) !== anchor) continue;
        movesOf(row).taken.add(counted.text);
        if (to !== undefined) movesOf(to).given.push(counted);
      }
    }
  const records = new Map<number, EntityRecord>();
  for (const row of [...moves.keys()].sort((a, b) => a - b)) {
    const record = kb.at(row);
    if (record !== undefined) records.set(row, fixedRecord(record, movesOf(row)));
  }
  return records;
}

/** {@link fixedRecords} as edits of the KB, for one transaction. */
export const linkEdits = (kb: KnowledgeBase, fixing: LinkFixing): Edit[] =>
  Array.from(fixedRecords(kb, fixing).values(), (put) => ({ put }));

function fixedRecord(record: EntityRecord, { taken, given }: Moves): EntityRecord {
  const counts = new Map<string, number>();
  for (const { text, count } of countedTexts(record)) {
    // The name keeps a count of its own, which would else be guessed from the rest.
    if (text === record.name) counts.set(text, taken.has(text) ? 0 : count);
    else if (!taken.has(text)) counts.set(text, count + (counts.get(text) ?? 0));
  }
  for (const { text, count } of given) counts.set(text, count + (counts.get(text) ?? 0));
  const uncounted = (record.aliases ?? []).filter((alias) => typeof alias === "string" && !counts.has(alias));
  return {
    ...record,
    aliases: [...Array.from(counts, ([text, count]) => ({ text, count })), ...uncounted],
  };
}
