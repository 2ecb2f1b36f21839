import { nameAt } from "../../candidates/document-names.js";
import type { KnownNames } from "../../candidates/known-names.js";
import type { FoundMention } from "../../mentions/mention-finder.js";

/**
 * What fixed mentions add to the score of what they say, in log-odds, the evidence `fixed`. None of it is fitted: of two mentions of one
 * name in a text 98 % have one meaning (Gale, Church & Yarowsky 1992, "One sense per discourse"), which would be 4; but where a person
 * has said it, only a person is to say otherwise.
 */
export const FIXED_NAME = 12;
/** The same for a name that is short for one that is fixed. */
export const FIXED_LONGER_NAME = 9;
/** The same for an entity that the text is known to speak of, under another name. */
export const FIXED_ENTITY = 2;

/** What fixed mentions say of another mention. */
export interface Trust {
  /** In log-odds, of the candidate with this index. */
  of(index: number): number;
  /** In log-odds, that no entity of the KB is meant. */
  nil: number;
  /** Whether the mention's name is known to mean the entity with this index. */
  means(index: number): boolean;
}

const NO_TRUST: Trust = { of: () => 0, nil: 0, means: () => false };

/** What the fixed mentions of a text say of one that is not. Where they disagree, each says its share. */
export function trustIn(known: KnownNames | undefined, text: string, found: FoundMention): Trust {
  if (known === undefined) return NO_TRUST;
  const meaning = known.meaning(nameAt(text, found.start, found.end, found.keys[0]));
  const elsewhere = (index: number) => (known.entities.has(index) ? FIXED_ENTITY : 0);
  if (meaning === undefined) return { ...NO_TRUST, of: elsewhere };
  const strength = meaning.by === "same" ? FIXED_NAME : FIXED_LONGER_NAME;
  const said = (index: number | null) => strength * (meaning.shares.get(index) ?? 0);
  return {
    of: (index) => Math.max(said(index), elsewhere(index)),
    nil: said(null),
    means: (index) => meaning.shares.has(index),
  };
}
