import { STARTING_BETA, startingAlpha, type TypeWeights, typeTerm } from "../link/types/type-evidence.js";

/** What types say of a mention whose answer is known, see `TypeEvidence.factors`. */
export interface LabelledTypes {
  /** The names of the axes. */
  axes: readonly string[];
  /** Of each candidate, one number an axis. */
  candidates: readonly Float64Array[];
  /** Of what is not known to have any class, such as NIL. */
  nil: Float64Array;
}

/** Beta, then an alpha for each axis. */
export type TypeShares = readonly number[];

/** How near to 0 and to 1 a fit may begin: at both ends nothing moves. */
const NEAREST = 1e-3;

function logOddsOf(share: number): number {
  const inside = Math.min(1 - NEAREST, Math.max(NEAREST, share));
  return Math.log(inside / (1 - inside));
}

const sharesOf = (axes: readonly string[], weights: TypeWeights | undefined): TypeShares => [
  weights?.beta ?? STARTING_BETA,
  ...axes.map((axis) => weights?.alphas[axis] ?? startingAlpha(axes.length)),
];

/**
 * The parameters of the linking equation in a fit: beta and the alphas as log-odds, which keeps them between 0 and 1, and the slopes of a
 * term between -1 and 1.
 */
export class TypeParameters {
  /** Where fitting starts. */
  readonly start: readonly number[];

  /** @param weights to start with; absent axes start as all do */
  constructor(
    private readonly axes: readonly string[],
    weights: TypeWeights | undefined,
  ) {
    this.start = sharesOf(axes, weights).map(logOddsOf);
  }

  shares(parameters: readonly number[]): TypeShares {
    return parameters.map((logOdds) => 1 / (1 + Math.exp(-logOdds)));
  }

  /** As they stand in a file of weights, to three digits. */
  weights(parameters: readonly number[]): TypeWeights {
    const [beta = 0, ...alphas] = this.shares(parameters).map((share) => Math.round(1000 * share) / 1000);
    return { beta, alphas: Object.fromEntries(this.axes.map((axis, i) => [axis, alphas[i] as number])) };
  }
}

/** What types add to the score of a candidate or of NIL. */
export const termOf = (factors: Float64Array, shares: TypeShares): number =>
  typeTerm(shares[0] as number, Math.log(productOf(factors, shares)));

function productOf(factors: Float64Array, shares: TypeShares): number {
  let product = 1;
  for (let i = 0; i < factors.length; i++)
    product *= 1 + (shares[i + 1] as number) * ((factors[i] as number) - 1);
  return product;
}

/**
 * Adds to the slopes of a loss what the term of a candidate contributes.
 *
 * @param error how the loss grows with the term
 * @param slopes of all parameters
 * @param from where those of types begin
 */
export function addSlopes(
  factors: Float64Array,
  shares: TypeShares,
  error: number,
  slopes: number[],
  from: number,
): void {
  const beta = shares[0] as number;
  const product = productOf(factors, shares);
  const sum = 1 - beta + beta * product;
  const add = (index: number, slope: number) => {
    slopes[from + index] = (slopes[from + index] as number) + error * slope;
  };
  add(0, ((product - 1) / sum) * beta * (1 - beta));
  const within = (beta * product) / sum;
  for (let i = 0; i < factors.length; i++) {
    const [alpha, without] = [shares[i + 1] as number, (factors[i] as number) - 1];
    add(i + 1, ((within * without) / (1 + alpha * without)) * alpha * (1 - alpha));
  }
}

/** What types add to the scores of the candidates of a mention, and behind them of NIL. */
export function typeTerms({ axes, candidates, nil }: LabelledTypes, weights: TypeWeights): number[] {
  const shares = sharesOf(axes, weights);
  return [...candidates, nil].map((factors) => termOf(factors, shares));
}
