import { NamesakeError } from "../errors.js";
import type { MentionMode } from "../mentions/mention-finder.js";
import type { Mention } from "../text/document.js";
import type { FixedMention } from "./fixed/fixed-mentions.js";
import type { Rerank } from "./rerank.js";
import { TYPE_DECODINGS, type TypeDecoding } from "./types/type-decider.js";

/**
 * How much work a decision may cost. "prior": counts and names only. "fast": the context's words, and the encoder where it may
 * change the decision; no cross-encoder. "balanced": the full default model, which equals "fast" without a cross-encoder; one that
 * is given ranks the candidates of mentions whose decision is not clear. "best": encoder and cross-encoder for every mention.
 */
export type Budget = "prior" | "fast" | "balanced" | "best";

export interface LinkOptions {
  /** Which mentions to look for; default "auto". */
  mode?: MentionMode;
  /** Spans that are given instead of found. */
  mentions?: readonly Mention[];
  /**
   * Mentions with their answers: they have exactly these, other mentions that overlap them are left out, and what the text calls alike or
   * by a short form follows them, unless it is fixed as something else.
   */
  fixed?: readonly FixedMention[];
  /** Ids that answers are restricted to. */
  candidates?: readonly string[];
  /** Candidates returned for each mention; default 10. */
  topK?: number;
  /** Least confidence of an entity, 0 to 1; default 0. */
  threshold?: number;
  /** How large a share of the entities answered is to be right, 0.5 to 0.99: chooses the threshold, by what was measured of the model. */
  precision?: number;
  /** Default "balanced". */
  budget?: Budget;
  /**
   * How types take part, where the linker has some and the budget is not "prior": as evidence ("soft", the default), as a condition
   * ("hard", the constrained decoding of NER4EL), or not at all ("off").
   */
  typesDecoding?: TypeDecoding;
  /** Whether types leave out candidates before they are ranked; default false. */
  typesFilter?: boolean;
  /** Who is asked where a decision is close. */
  rerank?: Rerank;
}

const kindOf = (value: unknown): string => (value === null ? "null" : typeof value);

/** @throws {NamesakeError} TEXT_INVALID */
export function checkText(value: unknown, expected: string): void {
  if (typeof value !== "string") throw new NamesakeError("TEXT_INVALID", { expected, found: kindOf(value) });
}

/** @throws {NamesakeError} OPTION_INVALID */
export function checkOptions(options: LinkOptions): void {
  const check = (option: keyof LinkOptions, valid: boolean, expected: string): void => {
    if (options[option] !== undefined && !valid)
      throw new NamesakeError("OPTION_INVALID", { option, expected, found: String(options[option]) });
  };
  if (typeof options !== "object" || options === null)
    throw new NamesakeError("OPTION_INVALID", {
      option: "options",
      expected: "an object",
      found: String(options),
    });
  const { mode, budget, topK = 1, threshold = 0, mentions = [], candidates = [] } = options;
  const { typesDecoding, typesFilter = false, precision = 0.5, fixed = [] } = options;
  const isIds = (ids: unknown): boolean => Array.isArray(ids) && ids.every((id) => typeof id === "string");
  const isSpan = (span: Mention | null): boolean =>
    typeof span === "object" && span !== null && (span.candidates === undefined || isIds(span.candidates));
  check(
    "mentions",
    Array.isArray(mentions) && mentions.every(isSpan),
    "a list of { start, end, candidates? }",
  );
  const isFixed = ({ entity }: FixedMention): boolean => entity === null || typeof entity === "string";
  check(
    "fixed",
    Array.isArray(fixed) && fixed.every((one) => isSpan(one) && isFixed(one)),
    "a list of { start, end, entity }, the entity an id, or null for none",
  );
  check("candidates", isIds(candidates), "a list of ids");
  check("mode", ["auto", "names", "all"].includes(mode ?? ""), "auto, names or all");
  check(
    "budget",
    ["prior", "fast", "balanced", "best"].includes(budget ?? ""),
    "prior, fast, balanced or best",
  );
  check(
    "typesDecoding",
    TYPE_DECODINGS.some((one) => one === typesDecoding),
    TYPE_DECODINGS.join(", "),
  );
  const { rerank } = options;
  check("rerank", typeof rerank?.ask === "function", "an object with a function ask");
  const margin = rerank?.margin ?? 0;
  check("rerank", typeof margin === "number" && margin >= 0 && margin <= 1, "a margin from 0 to 1");
  check("typesFilter", typeof typesFilter === "boolean", "true or false");
  check("topK", Number.isInteger(topK) && topK >= 1, "a whole number of at least 1");
  check(
    "precision",
    typeof precision === "number" && precision >= 0.5 && precision <= 0.99,
    "a number from 0.5 to 0.99",
  );
  check(
    "threshold",
    typeof threshold === "number" && threshold >= 0 && threshold <= 1,
    "a number from 0 to 1",
  );
}

/** @throws {NamesakeError} OPTION_INVALID */
export function checkCorrection(
  fixed: readonly FixedMention[],
  about: { id: unknown; author: unknown },
): void {
  const wrong = (option: string, expected: string, found: string) =>
    new NamesakeError("OPTION_INVALID", { option, expected, found });
  if (fixed.length === 0) throw wrong("fixed", "at least one { start, end, entity }, which is kept", "none");
  for (const [option, value] of Object.entries(about))
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw wrong(option, "a text of at least one character", String(value));
}
