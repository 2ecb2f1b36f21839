import type { JudgedAxis, KnownClasses, TypeProbabilities } from "./type-judge.js";

/** How much types count, each from 0 to 1. */
export interface TypeWeights {
  /** How much all axes together do; 0 = nothing. */
  readonly beta: number;
  /** How much each axis does, by its name; 0 = nothing. */
  readonly alphas: Readonly<Record<string, number>>;
}

/** How much types count where fitting starts. */
export const STARTING_BETA = 0.9;

/**
 * How much an axis counts where fitting starts, and where there was no such axis: of many each less, since all of them together would
 * make every entity so unlikely that beta alone decides.
 *
 * @param axes how many there are
 */
export const startingAlpha = (axes: number): number => 0.9 / Math.sqrt(axes);

/** How much types count where nothing was fitted. */
export const UNFITTED_TYPE_WEIGHTS: TypeWeights = { beta: STARTING_BETA, alphas: {} };

/** No context excludes a class for good. */
const LEAST_PROBABILITY = 1e-6;

/** ln(1 - beta + beta * exp(logProduct)), for products that are far below what a number can be too. */
export function typeTerm(beta: number, logProduct: number): number {
  const without = Math.log1p(-beta);
  const within = Math.log(beta) + logProduct;
  const [low, high] = without < within ? [without, within] : [within, without];
  return high + Math.log1p(Math.exp(low - high));
}

/** What an axis adds to the evidence of an entity. */
export interface AxisShare {
  readonly axis: string;
  /** The class of the entity on it. */
  readonly class: string;
  /** How likely the words around the mention make this class. */
  readonly probability: number;
  /** In log-odds, above those of NIL. */
  readonly share: number;
}

/**
 * What types say of the entities that a mention may mean: the linking equation of DeepType (Raiman and Raiman 2018,
 * https://arxiv.org/abs/1802.01021, equation 6), where an entity e with the class t_i(e) on axis i counts
 *
 *     ln(1 - beta + beta * prod_i(1 - alpha_i + alpha_i * p_i(t_i(e) | context)))
 *
 * in log-odds. Of what is not known to have a class, NIL among it, the class is as the context makes it likely: where p_i is right, it
 * has class t with p_i(t), and p_i(t_i(e)) is expected to be the sum of all p_i(t)². As only differences between candidates and NIL
 * decide, the evidence of an entity is given above that of NIL: 0 says that the context knows nothing about it, and the score of NIL is
 * the same with types and without.
 */
export class TypeEvidence {
  /** Of each axis, the logarithm of what it counts for each class, and behind them for an unknown one. */
  private readonly logs: readonly (Float64Array | undefined)[];
  /** The sum over all axes for what is unknown on all of them, and its term. */
  private readonly unknown: number;
  private readonly unknownTerm: number;

  /** @param probabilities one an axis */
  constructor(
    readonly axes: readonly JudgedAxis[],
    readonly probabilities: TypeProbabilities,
    private readonly weights: TypeWeights,
  ) {
    this.logs = axes.map(({ name }, i) => {
      const shares = probabilities[i];
      const alpha = weights.alphas[name] ?? startingAlpha(axes.length);
      const log = (share: number) => Math.log1p(alpha * (Math.max(share, LEAST_PROBABILITY) - 1));
      return shares && Float64Array.from([...Array.from(shares), expectedShare(shares)], log);
    });
    this.unknown = this.logs.reduce((sum, logs) => sum + (logs?.at(-1) ?? 0), 0);
    this.unknownTerm = typeTerm(weights.beta, this.unknown);
  }

  /** The evidence of an entity, in log-odds. */
  of(classes: KnownClasses): number {
    return typeTerm(this.weights.beta, this.logProduct(classes)) - this.unknownTerm;
  }

  private logProduct(classes: KnownClasses): number {
    return this.logs.reduce((sum, logs, i) => sum + (logs?.[classes[i] ?? logs.length - 1] ?? 0), 0);
  }

  /**
   * How much of the evidence of an entity comes of each axis on which it is known: they add up to it. An axis has its part of the sum
   * of logarithms, stretched as the whole is between the unknown and the entity. These are the shares of Aumann and Shapley (1974,
   * "Values of Non-Atomic Games"), which a walk from the unknown to the entity gives that changes all axes at the same pace; integrated
   * gradients (Sundararajan et al. 2017, https://arxiv.org/abs/1703.01365) are the same.
   */
  shares(classes: KnownClasses): AxisShare[] {
    const logProduct = this.logProduct(classes);
    const { beta } = this.weights;
    const [whole, walked] = [typeTerm(beta, logProduct) - this.unknownTerm, logProduct - this.unknown];
    // Where both ends are one, the pace is the slope there.
    const pace =
      Math.abs(walked) < 1e-9 ? beta * Math.exp(logProduct - typeTerm(beta, logProduct)) : whole / walked;
    return this.axes.flatMap(({ name, classes: names }, i) => {
      const [logs, place] = [this.logs[i], classes[i]];
      if (logs === undefined || place === undefined) return [];
      const above = (logs[place] as number) - (logs.at(-1) as number);
      return {
        axis: name,
        class: names[place] as string,
        probability: this.probabilities[i]?.[place] as number,
        share: pace * above,
      };
    });
  }

  /** What fitting learns from: of each axis the probability of the entity's class, or what is expected of it; 1 where nothing is said. */
  factors(classes: KnownClasses): Float64Array {
    return Float64Array.from(this.probabilities, (shares, i) => {
      if (shares === undefined) return 1;
      const place = classes[i];
      const share = place === undefined ? expectedShare(shares) : (shares[place] as number);
      return Math.max(share, LEAST_PROBABILITY);
    });
  }
}

/** The probability that a class is expected to have which is drawn by these probabilities. */
function expectedShare(shares: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < shares.length; i++) sum += (shares[i] as number) ** 2;
  return sum;
}
