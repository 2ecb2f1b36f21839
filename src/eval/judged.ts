import type { Span } from "./dataset.js";

/** A candidate as a linker ranks it. */
export interface RankedCandidate {
  id: string;
  /** 0 where the linker gives none. */
  probability: number;
}

/** What a linker said of a span. Entities are ids of the KB where the KB knows them, else as the linker named them. */
export interface Prediction extends Span {
  /** `null` = NIL. */
  entity: string | null;
  /** That the decision, entity or NIL, is right; undefined where the linker gives none. */
  confidence: number | undefined;
  /** Best first. */
  candidates: readonly RankedCandidate[];
}

/** A gold mention as the KB sees it. */
export interface ResolvedMention extends Span {
  text: string;
  /** What the data set calls the entity; `null` = NIL. */
  reference: string | null;
  /**
   * Ids that are right, first the entity itself, then others that count as right. Empty for NIL and where the KB has none of them:
   * then NIL is right, since nothing in the KB is meant.
   */
  right: readonly string[];
  /** Of the data set, else the first of the KB's `ner` types of the entity. */
  label: string | undefined;
  optional: boolean;
  parent: number | undefined;
  slices: readonly string[];
  /** How often the entity was linked to in what the KB was counted from; undefined for NIL. */
  count: number | undefined;
  /** Entities that the mention's own text leads to. */
  ambiguity: number;
  /** What stands around it, for error lists: some 60 characters to each side, within the text. */
  context: { left: string; right: string };
}

/** A document with what its annotators and one linker say: the unit of all that is measured. */
export interface JudgedDocument {
  /** Unique in its data set. */
  id: string;
  world: string | undefined;
  text: string;
  gold: readonly ResolvedMention[];
  ignore: readonly Span[];
  evaluationSpan: Span | undefined;
  /**
   * Disambiguation: answers when the gold mentions were given, one a gold mention; a single `null` = no answer, which counts as NIL.
   * `null` for the whole where it was not run.
   */
  given: readonly (Prediction | null)[] | null;
  /** Ids of the candidate stage for each gold mention, in its own order, 100 or as many as the largest k; `null` where it is not told. */
  generated: readonly (readonly string[])[] | null;
  /** End to end: spans the linker found by itself, in order of their starts, those decided as NIL included; `null` = not run. */
  found: readonly Prediction[] | null;
  /** Milliseconds that the linker took; `null` = not measured. */
  milliseconds: number | null;
}

/** One linker on one data set. */
export interface JudgedSet {
  dataset: string;
  linker: string;
  documents: readonly JudgedDocument[];
}

/** Whether the answer is right: one of the right entities, or NIL where there are none. */
export function isRight({ right }: Pick<ResolvedMention, "right">, entity: string | null): boolean {
  return entity === null ? right.length === 0 : right.includes(entity);
}
