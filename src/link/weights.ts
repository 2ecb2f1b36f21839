import type { FeatureName } from "./features.js";

/** A linear model over the features, in log-odds. */
export interface Weights {
  features: Record<FeatureName, number>;
  /** Score of "none of these". */
  nil: number;
  /** Scores are divided by it before the softmax: fitted so that confidence is the share of right decisions. */
  temperature: number;
}

export const WEIGHTS: Weights = {
  features: {
    prior: 0.6,
    popularity: 0.1,
    sameName: 0.5,
    missingCapital: -2.5,
    needlessCapital: -2.5,
    plural: -0.7,
    similarity: 10,
    overlap: 1.7,
    role: 1,
    place: 0.7,
  },
  nil: -4,
  temperature: 1,
};
