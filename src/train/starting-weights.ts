import { LATER_FEATURES, type Weights } from "../link/weights.js";

/**
 * Where fitting starts and what it is pulled towards: set by hand on sentences of the project's own. Fixed, so that fitting
 * the same data again gives the same weights.
 */
export const STARTING_WEIGHTS: Weights = {
  features: {
    ...LATER_FEATURES,
    prior: 0.6,
    popularity: 0.1,
    sameName: 0.5,
    missingCapital: -2.5,
    needlessCapital: -2.5,
    plural: -0.7,
    role: 1,
    place: 0.7,
    related: 0.7,
    within: 2.5,
    fullName: 2,
    similarity: 8,
    overlap: 1.7,
  },
  nil: -4,
  temperature: 1,
};
