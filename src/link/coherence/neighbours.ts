import type { BelievedMention } from "./beliefs.js";

/** Mentions on either side of one that are looked at. */
const REACH = 8;
/** Of those, the nearest that are neighbours. */
const MOST = 8;
/** Units between two mentions of one list. */
const LONGEST_GAP = 40;
/** What stands between the members of a list: "A, B and C", "A v B", "A 2 B 1". */
const LIST_GAP = /^[\s\d,;:/&|()–-]*(?:(?:and|or|v|vs|beat)\b\.?[\s\d,;:/&|()–-]*)?$/iu;

/** The other mentions around one, without those that are written alike or overlap it. */
export interface Neighbours {
  /** The nearest, at most 8. */
  near: number[];
  /** Those in the same list, or at the same place of the lines before and after it. */
  list: number[];
}

/**
 * The neighbours of each mention. At most 16 others are looked at for each.
 *
 * @param mentions in order of their starts
 * @returns positions in `mentions`
 */
export function neighboursOf(text: string, mentions: readonly BelievedMention[]): Neighbours[] {
  const breaks = linesOf(text, mentions);
  return mentions.map((mention, i) => {
    const others: number[] = [];
    for (let j = Math.max(0, i - REACH); j < Math.min(mentions.length, i + REACH + 1); j++)
      if (isOther(mention, mentions[j] as BelievedMention)) others.push(j);
    const distance = (j: number) => gapOf(mention, mentions[j] as BelievedMention);
    const near = others.toSorted((a, b) => distance(a) - distance(b) || a - b).slice(0, MOST);
    const list = others.filter(
      (j) =>
        isBetweenMembers(text, mentions, Math.min(i, j), Math.max(i, j)) ||
        isInColumn(breaks[i] as Line, breaks[j] as Line),
    );
    return { near, list };
  });
}

const isOther = (a: BelievedMention, b: BelievedMention): boolean =>
  a.key !== b.key && (b.start >= a.end || a.start >= b.end);

const gapOf = (a: BelievedMention, b: BelievedMention): number =>
  Math.max(a.start, b.start) - Math.min(a.end, b.end);

/** Whether all that stands between two mentions is other members of a list and what parts them. */
function isBetweenMembers(
  text: string,
  mentions: readonly BelievedMention[],
  from: number,
  to: number,
): boolean {
  for (let i = from; i < to; i++) {
    const [{ end }, { start }] = [mentions[i] as BelievedMention, mentions[i + 1] as BelievedMention];
    if (start - end > LONGEST_GAP || !LIST_GAP.test(text.slice(end, start))) return false;
  }
  return true;
}

/** Where a mention stands in the lines of a text. */
interface Line {
  number: number;
  /** Nothing but figures and signs stands before it. */
  first: boolean;
}

/** Whether two mentions begin lines that follow each other, as the rows of a table. */
const isInColumn = (a: Line, b: Line): boolean =>
  a.first && b.first && Math.abs(a.number - b.number) <= 2 && a.number !== b.number;

function linesOf(text: string, mentions: readonly BelievedMention[]): Line[] {
  let [number, start] = [0, 0];
  let next = text.indexOf("\n");
  return mentions.map((mention) => {
    while (next >= 0 && next < mention.start) {
      number++;
      start = next + 1;
      next = text.indexOf("\n", start);
    }
    const before = text.slice(start, Math.min(mention.start, start + LONGEST_GAP));
    return { number, first: mention.start - start < LONGEST_GAP && !/\p{L}/u.test(before) };
  });
}
