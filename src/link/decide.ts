import type { EntityRecord } from "../kb/record.js";
import { FEATURES, type FeatureName, type Features } from "./features.js";
import type { Candidate, Evidence, EvidenceName, Link } from "./link.js";
import type { Ranking } from "./ranker/ranker.js";
import { shownEntity } from "./shown-entity.js";
import type { CandidateTypes } from "./types/type-decider.js";
import { typesInEvidence } from "./types/types-in-evidence.js";
import type { LinearModel, Weights } from "./weights.js";

/** A candidate with all that was measured of it. */
export interface Measured {
  entity: EntityRecord;
  /** Absent features were not measured, e.g. the similarity where no encoder runs. */
  features: Partial<Features>;
  /** Absent: types are no evidence. */
  types?: CandidateTypes;
  /** What the fixed mentions of the text say for it, in log-odds; absent = nothing. */
  fixed?: number;
  /** What someone else who was asked says for it, in log-odds, see `rerank.ts`; absent = nothing. */
  asked?: number;
}

const FEATURE_NAMES = Object.keys(FEATURES) as FeatureName[];

/** A feature that counts. */
interface Term {
  name: FeatureName;
  kind: EvidenceName;
  weight: number;
}

/** By the weights of a model, of which most are 0: candidates are scored in the thousands. */
const terms = new WeakMap<LinearModel["features"], readonly Term[]>();

function termsOf({ features }: LinearModel): readonly Term[] {
  let counted = terms.get(features);
  if (counted === undefined) {
    counted = FEATURE_NAMES.flatMap((name) =>
      features[name] === 0 ? [] : [{ name, kind: FEATURES[name], weight: features[name] }],
    );
    terms.set(features, counted);
  }
  return counted;
}

/** The score of a candidate: what its {@link evidenceOf} sums to. */
export function linearScore(
  { features, types, fixed = 0, asked = 0 }: Omit<Measured, "entity">,
  weights: LinearModel,
): number {
  let score = (types?.evidence ?? 0) + fixed + asked;
  for (const { name, weight } of termsOf(weights)) score += weight * (features[name] ?? 0);
  return score;
}

/** Weighs what was measured of a candidate into evidence, by kind. */
export function evidenceOf(
  { features, types, fixed, asked = 0 }: Omit<Measured, "entity">,
  weights: Weights,
): Evidence {
  const evidence: Evidence = {};
  for (const { name, kind, weight } of termsOf(weights)) {
    const term = (features[name] ?? 0) * weight;
    if (term !== 0) evidence[kind] = (evidence[kind] ?? 0) + term;
  }
  if (types !== undefined && types.evidence !== 0) evidence.types = (evidence.types ?? 0) + types.evidence;
  if (fixed !== undefined && fixed !== 0) evidence.fixed = fixed;
  if (asked !== 0) evidence.rerank = (evidence.rerank ?? 0) + asked;
  return evidence;
}

/**
 * How weights, or the trees they come with, see the candidates of a mention, and NIL.
 *
 * @param fixedNil what fixed mentions say for NIL, in log-odds
 */
export function rankingOf(measured: readonly Measured[], weights: Weights, fixedNil = 0): Ranking {
  const { ranker, nil } = weights;
  if (ranker === undefined) {
    const ofNil: Evidence = { prior: nil, ...(fixedNil === 0 ? {} : { fixed: fixedNil }) };
    return {
      scores: [...measured.map((one) => linearScore(one, weights)), nil + fixedNil],
      evidence: (place) =>
        place === measured.length ? ofNil : evidenceOf(measured[place] as Measured, weights),
    };
  }
  const ranking = ranker.rank(measured);
  const ofTypes = (place: number): number => measured[place]?.types?.evidence ?? 0;
  const ofFixed = (place: number): number =>
    place === measured.length ? fixedNil : (measured[place]?.fixed ?? 0);
  const asked = (place: number): number => measured[place]?.asked ?? 0;
  return {
    scores: ranking.scores.map((score, place) => score + ofTypes(place) + ofFixed(place) + asked(place)),
    evidence(place) {
      const { types = 0, rerank = 0, ...evidence } = ranking.evidence(place);
      const added = { types: types + ofTypes(place), fixed: ofFixed(place), rerank: rerank + asked(place) };
      return { ...evidence, ...Object.fromEntries(Object.entries(added).filter(([, term]) => term !== 0)) };
    },
  };
}

/** Softmax of scores under a temperature; exact for any size of scores. */
export function softmax(scores: readonly number[], temperature: number): number[] {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * Weighs the candidates of a mention against each other and against NIL.
 *
 * @param typeSystem the system whose names become a candidate's `types`
 * @param mention probability that the span is a mention, default 1. A decision is as sure as both together, as in ELQ (Li et al. 2020,
 * https://arxiv.org/abs/2010.02413)
 * @param threshold least confidence of an entity: below it the mention is NIL, with its candidates kept
 * @param topK candidates returned
 * @param fixedNil see {@link rankingOf}
 */
export function decide<Type extends string>(
  span: { start: number; end: number; text: string },
  measured: readonly Measured[],
  weights: Weights,
  options: { typeSystem: string; mention?: number; threshold: number; topK: number; fixedNil?: number },
): Link<Type> {
  const { mention = 1 } = options;
  const ranking = rankingOf(measured, weights, options.fixedNil);
  const score = (place: number): number => ranking.scores[place] as number;
  const places = [...measured.keys()].sort(
    (a, b) =>
      score(b) - score(a) ||
      ((measured[a] as Measured).entity.id < (measured[b] as Measured).entity.id ? -1 : 1),
  );
  const ofNil = measured.length;
  const probabilities = softmax([...places, ofNil].map(score), weights.temperature);
  const nil = { probability: probabilities[ofNil] ?? 1, evidence: ranking.evidence(ofNil) };
  const kept = places.slice(0, Math.max(1, options.topK)).map((place, i): Candidate<Type> => {
    const { entity, types } = measured[place] as Measured;
    const evidence = ranking.evidence(place);
    const parts = types && typesInEvidence(types, (evidence.types ?? 0) - types.evidence);
    return {
      ...shownEntity<Type>(entity, options.typeSystem),
      probability: probabilities[i] ?? 0,
      evidence,
      ...(parts && { typesInEvidence: parts }),
    };
  });
  const best = kept[0];
  const chosen =
    best !== undefined &&
    best.probability >= nil.probability &&
    mention * best.probability >= options.threshold
      ? best
      : null;
  return {
    ...span,
    entity: chosen,
    confidence: mention * (chosen?.probability ?? nil.probability),
    candidates: kept,
    nil,
  };
}
