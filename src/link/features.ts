import { type AliasCandidate, smoothedShare } from "../candidates/alias-candidates.js";
import { Casing } from "../text/casing.js";
import { ENGLISH } from "../text/languages/en.js";
import type { EvidenceName } from "./link.js";

/** What is measured of a candidate, and the evidence each measure counts towards. */
export const FEATURES = {
  /** ln of the smoothed share of the counts of the alias, or of the name that the candidate was found by: ln p(e|m). */
  prior: "prior",
  /** ln(1 + count of the entity). */
  popularity: "prior",
  /** 1 when the entity is named like the mention. */
  sameName: "name",
  /** 1 when the mention is in small letters and the alias is known with capitals only. */
  missingCapital: "name",
  /** 1 when the mention has a capital, not for want of a sentence's start, and the alias is known in small letters only. */
  needlessCapital: "name",
  /** 1 when only the singular of the mention leads to the entity. */
  plural: "name",
  /** 1 when the mention's own name does not lead to the entity, but another name of the text that it may be short for. */
  borrowed: "name",
  /** 1 when the mention is only a part of the entity's name. */
  partial: "name",
  /** Cosine of the encoder's centred vectors of the context and of the entity's text; 0 for unrelated texts. */
  similarity: "context",
  /** Log-odds by a bi-encoder: the dot product of its vectors of mention and entity, times its scale. */
  fit: "context",
  /** 1 when a role stands before the name ("President", "general") and the entity is a person; -1 when it is not. */
  role: "types",
  /** 1 when a preposition of place stands before the name and the entity is a place; -1 when it is a person. */
  place: "types",
  /** Things the entity is related to that are named nearby, at most 2. */
  related: "coherence",
  /** 1 when the mention is followed by what the entity lies in: "Paris, Texas". */
  within: "coherence",
  /** 1 when the entity's full name stands nearby, longer than the mention. */
  fullName: "coherence",
  /** Rare words that the entity's text and the context share, see `overlap.ts`: 0 to 1.5. */
  overlap: "context",
  /** Log-odds by a cross-encoder, above those of any of the candidates that it ranked. */
  rerank: "rerank",
  /** Share of the words of the entity's name, before a parenthesis or comma, that the mention has. */
  named: "name",
  /** Share of the mention's words that are not in the entity's name. */
  unnamed: "name",
  /** 1 when the entity's name has a parenthesis or comma, which tells it from a better known namesake. */
  qualified: "name",
  /** Share of the other words of the entity's name that stand nearby; not measured where it has none. */
  spelled: "coherence",
  /** Words of the mention. */
  words: "name",
  /** 1 when the mention is in capitals. */
  capitals: "name",
  /** Figures in the mention's line, by its words: many in a table of results. */
  figures: "context",
  /** 1 when the line is in capitals. */
  headline: "context",
  /** 1 when the mention stands in a line that says where and when: "PARIS, May 4", "LONDON (AP) -". */
  dateline: "context",
  /** 1 when a number stands right before the mention. */
  figureBefore: "context",
  /** 1 when a number stands right after it. */
  figureAfter: "context",
  /** 1 when the mention comes with a list of candidates. */
  listed: "prior",
  /** `prior` where it does: what such a list holds is called so by others, whatever the knowledge base counted. */
  listedPrior: "prior",
  /** `sameName` where it does. */
  listedName: "name",
  /** Cosine of the entity's vector with those of the words of the text, see `coherence/topics.ts`. */
  topic: "context",
  /** The same with the words nearby. */
  topicNear: "context",
  /** 1 when the entity is a person, 0 when it is of another class; not measured where its class is not known. */
  isPerson: "types",
  /** The same of places. */
  isPlace: "types",
  /** The same of organisations. */
  isGroup: "types",
  /** The same of works and media. */
  isWork: "types",
  /** The same of events. */
  isEvent: "types",
  // What the other mentions of the document say, as far as a first pass believes to know what they mean: see `coherence/`.
  /** Cosine of the entity's vector with the mean of those of the document's other names. */
  cohere: "coherence",
  /** The same with the names nearby. */
  cohereNear: "coherence",
  /** The largest cosine with an entity that a name nearby may mean, times its probability. */
  cohereBest: "coherence",
  /** ln(1 + number of related entities that other names mean), by their probabilities. */
  linked: "coherence",
  /** Share of what the entity is related to that entities of other names are related to as well. */
  sharedObjects: "coherence",
  /** Mean probability of the entity at the other mentions that are written alike. */
  agree: "coherence",
  /** Its largest probability at longer names that contain this one. */
  agreeLonger: "coherence",
  /** Its largest probability at names that are a part of this one. */
  agreeShorter: "coherence",
  /** Probability that names nearby mean something of the same kind. */
  kindNear: "types",
  /** Probability that the other members of a list or column mean something of the same kind. */
  kindList: "types",
  /** Probability that any name of the document means something of the same kind. */
  kindDocument: "types",
} as const satisfies Record<string, EvidenceName>;

export type FeatureName = keyof typeof FEATURES;
export type Features = Record<FeatureName, number>;

/** How a mention is written. */
export interface Writing {
  key: string;
  casing: number;
  /** A capital here means nothing: it starts a sentence. */
  freeCasing: boolean;
  /** Small letters mean nothing: the whole text is in small letters, as in a search box. */
  noCapitals: boolean;
}

export const logPrior = (count: number, total: number, size: number): number =>
  Math.log(smoothedShare(count, total, size));

/** The features that need no context. */
export function nameFeatures(
  candidate: Pick<AliasCandidate, "casing" | "plural">,
  writing: Writing,
): Pick<Features, "missingCapital" | "needlessCapital" | "plural"> {
  const capitals = Casing.title | Casing.upper | Casing.mixed;
  const small = writing.casing === Casing.lower;
  return {
    missingCapital: small && !writing.noCapitals && (candidate.casing & Casing.lower) === 0 ? 1 : 0,
    needlessCapital: !small && !writing.freeCasing && (candidate.casing & capitals) === 0 ? 1 : 0,
    plural: candidate.plural ? 1 : 0,
  };
}

/** The words before a name that say what kind of thing it is. */
export interface Cues {
  role: boolean;
  place: boolean;
}

const PLACE = /\b(in|near|from|to|at|across|through|around|outside|throughout|via|into) (the )?$/i;

/** @param before the text of the mention's sentence before it */
export function cuesBefore(before: string): Cues {
  const word = before.trimEnd().match(/([\p{L}.]+)$/u)?.[1] ?? "";
  return { role: ENGLISH.roles.has(word.replace(/\.$/, "").toLowerCase()), place: PLACE.test(before) };
}

/** @param ner class of the entity, one of the 18 */
export function cueFeatures(cues: Cues, ner: string | undefined): Partial<Pick<Features, "role" | "place">> {
  if (ner === undefined) return {};
  const person = ner === "PER";
  return {
    ...(cues.role ? { role: person ? 1 : -1 } : {}),
    ...(cues.place ? { place: ner === "LOC" ? 1 : person ? -1 : 0 } : {}),
  };
}
