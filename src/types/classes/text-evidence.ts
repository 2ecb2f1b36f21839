import type { ClassLexicon } from "./class-lexicon.js";
import { definedAs } from "./definition.js";
import type { Evidence, EvidenceKind } from "./evidence.js";

/** A share of a noun's uses in one class from which on it is clear, or mostly clear. */
const CLEAR = 0.98;
const MOSTLY = 0.75;

/** What the description says its entity is. */
export function ofDescription(description: string, name: string, lexicon: ClassLexicon): Evidence[] {
  const head = definedAs(description, name, lexicon);
  if (head === undefined) return [];
  const share = byShare("text", head.share);
  const kind: EvidenceKind = head.listed
    ? "text:listed"
    : share === "text:clear" && head.name === "PER"
      ? "text:person"
      : share;
  return [{ kind, class: head.name }];
}

const byShare = <Source extends "text" | "word">(source: Source, share: number) =>
  `${source}:${share >= CLEAR ? "clear" : share >= MOSTLY ? "mostly" : "unclear"}` as const;

/** "( born 1950 )" and "( May 26 , 1900 - 3 June 1980 )" in the first bracket: ships and firms have their years in brackets too. */
const BORN = /^[^.]{0,120}\([^()]{0,120}\bborn\b/;
const MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
const LIFE = new RegExp(
  `^[^.]{0,120}\\((?:[^()]{0,80}[;,] )?\\s*(?:\\d{1,2} ${MONTH}|${MONTH} \\d{1,2})[^()]{0,40}\\d{3,4}[^()]{0,30}\\s[-–—]\\s[^()]{0,60}\\d{3,4}`,
);

/** Whether the description begins as those of people do. */
export function ofDates(description: string): Evidence[] {
  if (BORN.test(description)) return [{ kind: "dates:born", class: "PER" }];
  return LIFE.test(description) ? [{ kind: "dates:life", class: "PER" }] : [];
}

/** What WordNet knows under the whole name. */
export function ofWord(name: string, lexicon: ClassLexicon): Evidence[] {
  const words = name.toLowerCase();
  const common = lexicon.noun(words);
  const proper = lexicon.named(words);
  const known = proper ?? common;
  if (known === undefined) return [];
  const agreed = common === undefined || proper === undefined || common.name === proper.name;
  return [{ kind: agreed ? byShare("word", known.share) : "word:unclear", class: known.name }];
}
