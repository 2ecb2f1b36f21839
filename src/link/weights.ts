import { NamesakeError } from "../errors.js";
import type { Means } from "./centring.js";
import { FEATURES, type FeatureName } from "./features.js";
import type { TypeWeights } from "./types/type-evidence.js";

/** A linear model over the features, in log-odds. */
export interface Weights {
  features: Record<FeatureName, number>;
  /** Score of "none of these". */
  nil: number;
  /** Scores are divided by it before the softmax: fitted so that confidence is the share of right decisions. */
  temperature: number;
  /** Absent: vectors are compared as they are. */
  means?: Means;
  /** How much types count, where a linker has some; absent = nothing was fitted. */
  types?: TypeWeights;
}

/** Features that weights from before may lack, with what they count then. */
const LATER: Partial<Record<FeatureName, number>> = { fit: 0.5, rerank: 1 };

/**
 * Reads weights from JSON.
 *
 * @param path names the file in messages
 * @throws {NamesakeError} RECORD_INVALID when a feature is missing or not a number
 */
export function parseWeights(json: string, path: string): Weights {
  let value: Partial<Weights>;
  try {
    value = (JSON.parse(json) ?? {}) as Partial<Weights>;
  } catch {
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "file",
      expected: "JSON",
      found: "something else",
    });
  }
  const refuse = (field: string, found: unknown, expected: string) =>
    new NamesakeError("RECORD_INVALID", { where: path, field, expected, found: String(found) });
  const check = (field: string, found: unknown): void => {
    if (typeof found !== "number" || !Number.isFinite(found)) throw refuse(field, found, "a number");
  };
  const checkShare = (field: string, found: unknown): void => {
    if (typeof found !== "number" || !(found >= 0 && found <= 1))
      throw refuse(field, found, "a number from 0 to 1");
  };
  check("nil", value.nil);
  check("temperature", value.temperature);
  const features = { ...LATER, ...value.features };
  for (const name of Object.keys(FEATURES)) check(`features.${name}`, features[name as FeatureName]);
  if (value.types !== undefined) {
    const { beta, alphas = {} }: Partial<TypeWeights> = value.types ?? {};
    checkShare("types.beta", beta);
    for (const [axis, alpha] of Object.entries(alphas)) checkShare(`types.alphas.${axis}`, alpha);
  }
  return { ...value, features } as Weights;
}
