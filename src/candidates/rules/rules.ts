import { acronym } from "./acronym.js";
import { affix } from "./affix.js";
import { countryWord } from "./country-word.js";
import { initials } from "./initials.js";
import { longerName } from "./longer-name.js";
import { place } from "./place.js";
import type { Rule } from "./rule.js";
import { spelling } from "./spelling.js";
import { titlePart } from "./title-part.js";

/**
 * What a rule looks at. "document": other names of the text, whose candidates a mention borrows, whatever else it is known as. "form":
 * another form of the mention's own name, which counts less the better the mention is known as it is written.
 */
export type RuleKind = "document" | "form";

/** The rules by their names, in the order in which they are asked. */
export const RULES = {
  longer: { kind: "document", find: longerName },
  initials: { kind: "document", find: initials },
  acronym: { kind: "document", find: acronym },
  place: { kind: "document", find: place },
  spelling: { kind: "form", find: spelling },
  title: { kind: "form", find: titlePart },
  affix: { kind: "form", find: affix },
  country: { kind: "form", find: countryWord },
} as const satisfies Record<string, { kind: RuleKind; find: Rule }>;

/** Names of the rules that read a mention as another name. */
export type ReadingRule = keyof typeof RULES;

/**
 * What brought a candidate: an alias that is the mention itself, another name of the mention, "words" that the entity's name holds,
 * "given", a list of candidates and nothing else, "known", what names of the text are known to mean, or "near", the context alone.
 */
export type CandidateRule = "alias" | ReadingRule | "words" | "given" | "known" | "near";

export const READING_RULES = Object.keys(RULES) as ReadingRule[];

/** Rules that look up aliases and nothing else: for those who want an answer in a millisecond. */
export const QUICK_RULES: ReadonlySet<CandidateRule> = new Set(READING_RULES);

/** Whether a candidate was brought by other names of the text alone. */
export const isBorrowed = (rule: CandidateRule): boolean =>
  Object.hasOwn(RULES, rule) && RULES[rule as ReadingRule].kind === "document";
