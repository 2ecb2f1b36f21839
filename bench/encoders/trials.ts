/** A short training that differs from another in one thing. */
export interface Trial {
  name: string;
  settings: readonly string[];
}

/** Steps of each: enough for what is left out to show, few enough for all of them to fit into an hour on two processors. */
export const TRIAL_STEPS = 300;
export const TRIAL_BATCH = 64;

/** What is read of mentions and entities, taken away one at a time (Bootleg's claim: types and relations carry the tail). */
export const ABLATIONS: readonly Trial[] = [
  { name: "everything", settings: [] },
  { name: "no masking by popularity", settings: ["masking.strength=0"] },
  { name: "no types", settings: ["inputs.typeTokens=0"] },
  { name: "no relations", settings: ["inputs.relationTokens=0"] },
];

/** Mentions of one's own that a trained encoder is tuned with. */
export const CURVE = [1000, 5000, 18_000] as const;
/** How often each of them is read. */
export const CURVE_EPOCHS = 2;
