import { NamesakeError } from "../errors.js";
import type { Means } from "./centring.js";
import { FEATURES, type FeatureName } from "./features.js";
import type { Ranker } from "./ranker/ranker.js";
import type { TypeWeights } from "./types/type-evidence.js";

/** What decides between the candidates of a mention: a linear model over the features, in log-odds. */
export interface LinearModel {
  features: Record<FeatureName, number>;
  /** Score of "none of these". */
  nil: number;
  /** Scores are divided by it before the softmax: fitted so that confidence is the share of right decisions. */
  temperature: number;
  /** What is left out because it hardly ever changes a decision of these weights; absent = nothing but the encoder at a lead of 4. */
  shortcuts?: Shortcuts;
}

/** Leads are in log-odds, before the temperature. */
export interface Shortcuts {
  /** Candidates of a mention that are measured, the first by their names; else 30. Those of a given list are all. */
  candidates: number;
  /** How far a candidate may lie behind the first by its name to be compared with the context still. */
  hopeless: number;
  /** Lead of the first candidate without the encoder from which the encoder is not asked. */
  decided: number;
}

/** A linear model with what it needs beside the features. */
export interface Weights extends LinearModel {
  /** What decides instead where the knowledge base counts links, see `weightsFor`; absent = the same as elsewhere. */
  linked?: LinearModel;
  /** What decides first, without the other mentions of the document, on whose beliefs the model then builds; absent = one pass. */
  first?: LinearModel;
  /** Trees that decide in the end, in place of the weights, which then only say what is worth a closer look; absent = the weights do. */
  ranker?: Ranker;
  /** The least confidence at which so large a share of the entities answered is right: pairs, both ascending, fitted on held-back texts. */
  thresholds?: readonly (readonly [precision: number, confidence: number])[];
  /** Absent: vectors are compared as they are. */
  means?: Means;
  /** How much types count, where a linker has some; absent = nothing was fitted. */
  types?: TypeWeights;
}

/** Features that weights from before may lack, with what they count then. */
export const LATER_FEATURES = {
  fit: 0.5,
  rerank: 1,
  borrowed: 0,
  partial: -6,
  named: 0,
  unnamed: 0,
  qualified: 0,
  spelled: 0,
  words: 0,
  capitals: 0,
  figures: 0,
  headline: 0,
  dateline: 0,
  figureBefore: 0,
  figureAfter: 0,
  listed: 0,
  listedPrior: 0,
  listedName: 0,
  topic: 0,
  topicNear: 0,
  isPerson: 0,
  isPlace: 0,
  isGroup: 0,
  isWork: 0,
  isEvent: 0,
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
} as const satisfies Partial<Record<FeatureName, number>>;

const SHORTCUTS = ["candidates", "hopeless", "decided"] as const satisfies (keyof Shortcuts)[];

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
  const checkPositive = (field: string, found: unknown): void => {
    if (typeof found !== "number" || !(found > 0)) throw refuse(field, found, "a number above 0");
  };
  const checkModel = (model: Partial<LinearModel>, inside: string): LinearModel => {
    check(`${inside}nil`, model.nil);
    check(`${inside}temperature`, model.temperature);
    const { shortcuts } = model;
    if (shortcuts !== undefined)
      for (const name of SHORTCUTS) checkPositive(`${inside}shortcuts.${name}`, shortcuts[name]);
    const features = { ...LATER_FEATURES, ...model.features };
    for (const name of Object.keys(FEATURES))
      check(`${inside}features.${name}`, features[name as FeatureName]);
    return { ...model, features } as LinearModel;
  };
  const model = checkModel(value, "");
  const first = value.first && checkModel(value.first, "first.");
  const linked = value.linked && checkModel(value.linked, "linked.");
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((one) => one >= 0 && one <= 1);
  if (value.thresholds !== undefined && !(Array.isArray(value.thresholds) && value.thresholds.every(isPair)))
    throw refuse("thresholds", JSON.stringify(value.thresholds), "pairs of numbers from 0 to 1");
  if (value.types !== undefined) {
    const { beta, alphas = {} }: Partial<TypeWeights> = value.types ?? {};
    checkShare("types.beta", beta);
    for (const [axis, alpha] of Object.entries(alphas)) checkShare(`types.alphas.${axis}`, alpha);
  }
  return { ...value, ...model, ...(first && { first }), ...(linked && { linked }) };
}
