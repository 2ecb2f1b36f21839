import type { Weights } from "../link/weights.js";

/**
 * Where fitting starts and what it is pulled towards: set by hand on sentences of the project's own. Fixed, so that fitting
 * the same data again gives the same weights.
 */
export const STARTING_WEIGHTS: Weights = {
  features: {
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
    fit: 0.5,
    overlap: 1.7,
    rerank: 1,
    borrowed: 0,
    partial: -2,
    named: 0,
    unnamed: 0,
    qualified: 0,
    spelled: 0,
    words: 0,
    capitals: 0,
    figures: 0,
    headline: 0,
    cohere: 0,
    cohereNear: 0,
    cohereBest: 0,
    linked: 0,
    sharedObjects: 0,
    agree: 0,
    agreeLonger: 0,
    agreeShorter: 0,
    kindNear: 0,
    kindList: 0,
    kindDocument: 0,
  },
  nil: -4,
  temperature: 1,
};
