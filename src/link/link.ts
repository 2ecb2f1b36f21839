import type { TypesInEvidence } from "./types/types-in-evidence.js";

/**
 * Why a candidate scores as it does: named terms in log-odds (natural logarithm) that sum to its score. A term that does
 * not apply is absent.
 */
export type Evidence = Partial<Record<EvidenceName, number>>;

export const EVIDENCE_NAMES = [
  "prior",
  "name",
  "context",
  "types",
  "coherence",
  "rerank",
  "constraint",
  "fixed",
] as const;
export type EvidenceName = (typeof EVIDENCE_NAMES)[number];

/** An entity a mention may mean. */
export interface Candidate<Type extends string = string> {
  id: string;
  name: string;
  description?: string;
  url?: string;
  /** Names of the KB's type system, `manifest.typeSystem`. */
  types: Type[];
  sameAs?: string[];
  /** Of all candidates of the mention and NIL; they sum to 1. */
  probability: number;
  evidence: Evidence;
  /** What the evidence `types` is made of; absent where the linker has no types, or they say nothing of the entity. */
  typesInEvidence?: TypesInEvidence;
}

interface LinkBase<Type extends string> {
  /** UTF-16 offsets, end-exclusive. */
  start: number;
  end: number;
  text: string;
  /** The answer was given with the text, and all else decided in its light. */
  fixed?: true;
  /** Calibrated probability that this decision, entity or NIL, is right. */
  confidence: number;
  /** Ranked, best first; ties by id. */
  candidates: Candidate<Type>[];
  nil: { probability: number; evidence: Evidence };
}

/** What was decided of one mention; `entity` is null where the KB has nothing that is meant. */
export type Link<Type extends string = string> = LinkBase<Type> & { entity: Candidate<Type> | null };

/** The score that a candidate's evidence sums to. */
export const scoreOf = (evidence: Evidence): number =>
  EVIDENCE_NAMES.reduce((sum, name) => sum + (evidence[name] ?? 0), 0);
