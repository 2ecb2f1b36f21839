import type { KnowledgeBase } from "../kb/knowledge-base.js";
import { isNameWord, MOST_HOLDERS } from "../kb/name-words.js";
import { isNear } from "./near.js";

/** Entities that are looked at closely, the most counted. */
const MOST = 60;
/** Words of a mention that are looked up, the first. */
const MAX_WORDS = 8;

/**
 * The most counted entities whose names hold the words of a mention and more: "Leicestershire County Cricket Club" for
 * "Leicestershire". Where none holds all of several words, those that hold the rarest, and something like at least one other:
 * "Masoud Barzani" for "Massoud Barzani".
 *
 * @param nameWords of the entity with this index
 * @returns with the share of the mention's words that an entity's name holds; highest count first
 */
export function nameParts(
  kb: KnowledgeBase,
  words: readonly string[],
  nameWords: (index: number) => readonly string[],
  allowed?: ReadonlySet<number>,
): { index: number; count: number; held: number }[] {
  const told = [...new Set(words.filter(isNameWord))].slice(0, MAX_WORDS);
  const lists = told
    .map((word) => ({ word, ...kb.holders(word) }))
    .sort((a, b) => a.indexes.length - b.indexes.length);
  const rarest = lists.find(({ indexes }) => indexes.length > 0);
  if (rarest === undefined) return [];
  const others = lists
    .filter((list) => list !== rarest)
    .map(({ word, indexes }) => ({ word, has: new Set(indexes), full: indexes.length === MOST_HOLDERS }));
  const all: { index: number; count: number; held: number }[] = [];
  const some: typeof all = [];
  for (const [i, index] of rarest.indexes.entries()) {
    if (all.length === MOST) break;
    if (allowed?.has(index) === false) continue;
    let held = 1;
    // A list that is full lacks the less counted.
    for (const { word, has, full } of others) {
      if (has.has(index) || (full && nameWords(index).includes(word))) held++;
      else if (all.length === 0 && nameWords(index).some((own) => isNear(word, own))) held += NEAR;
    }
    const one = { index, count: rarest.counts[i] as number, held: held / told.length };
    if (held === told.length) all.push(one);
    else if (held > 1) some.push(one);
  }
  return all.length > 0 ? all : some.slice(0, MOST);
}

/** What a word counts that is like one of the name. */
const NEAR = 0.7;
