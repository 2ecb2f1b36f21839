import type { CandidateTypes } from "./type-decider.js";
import type { AxisShare } from "./type-evidence.js";

/**
 * What the evidence `types` of a candidate is made of: its parts add up to it.
 */
export interface TypesInEvidence {
  /** Of the words before the name that say what kind of thing it is, in log-odds. */
  cues: number;
  /** What axes add, those that add most first, as {@link TypeEvidence.shares} divides it. */
  axes: AxisShare[];
  /** What all other axes add together, in log-odds. */
  rest: number;
}

/** Axes that are shown, at most. */
const MOST = 8;
/** Axes that add less, in log-odds, are not shown. */
const LEAST = 0.01;

/**
 * @param cues what the evidence has beside
 * @returns undefined where types say nothing of the candidate
 */
export function typesInEvidence(
  { context, classes }: CandidateTypes,
  cues: number,
): TypesInEvidence | undefined {
  const shares = context.shares(classes);
  if (shares.every(({ share }) => share === 0)) return undefined;
  const size = ({ share }: AxisShare) => Math.abs(share);
  const told = shares
    .filter((one) => size(one) >= LEAST)
    .sort((a, b) => size(b) - size(a) || (a.axis < b.axis ? -1 : 1))
    .slice(0, MOST);
  const rest = shares.filter((one) => !told.includes(one));
  return { cues, axes: told, rest: rest.reduce((sum, { share }) => sum + share, 0) };
}
