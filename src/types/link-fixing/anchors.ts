import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { nameCount } from "../../kb/record-aliases.js";
import { normaliseAlias } from "../../text/normalise.js";
import type { Link } from "./fix-anchor.js";

/** A text that is linked, in all its casings. */
export interface Anchor {
  /** Most counted first, ties by row. */
  readonly links: readonly Link[];
  /** To how many entities it leads where it is written with a small first letter. */
  readonly small: number;
}

/** A text that is counted to mean an entity. */
export interface CountedText {
  readonly text: string;
  readonly count: number;
}

/** The name and the counted aliases of a record; an alias without a count was never seen as a link. */
export function countedTexts(record: EntityRecord): CountedText[] {
  const others = (record.aliases ?? []).filter(
    (alias): alias is CountedText => typeof alias !== "string" && alias.text !== record.name,
  );
  return [{ text: record.name, count: nameCount(record) }, ...others];
}

const SMALL = /^\p{Ll}/u;

/**
 * The anchors of a KB and what they link to, by their normalised texts. Reads all records.
 *
 * Memory: some 100 bytes a pair of anchor and entity.
 */
export function anchorsOf(kb: KnowledgeBase): Map<string, Anchor> {
  const anchors = new Map<string, { links: Link[]; small: number }>();
  for (const [row, record] of kb.entries()) {
    const own = new Map<string, { count: number; small: boolean }>();
    for (const { text, count } of countedTexts(record)) {
      const key = count > 0 ? normaliseAlias(text) : "";
      if (key === "") continue;
      const known = own.get(key);
      own.set(key, {
        count: count + (known?.count ?? 0),
        small: SMALL.test(text) || known?.small === true,
      });
    }
    for (const [key, { count, small }] of own) {
      const anchor = anchors.get(key) ?? { links: [], small: 0 };
      anchors.set(key, anchor);
      anchor.links.push({ row, count });
      if (small) anchor.small++;
    }
  }
  for (const { links } of anchors.values()) links.sort(byCount);
  return anchors;
}

/** Most counted first, ties by row. */
export const byCount = (a: Link, b: Link): number => b.count - a.count || a.row - b.row;
