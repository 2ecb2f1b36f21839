import type { Span } from "../dataset.js";
import { isRight, type JudgedDocument, type Prediction, type ResolvedMention } from "../judged.js";
import { isCounted } from "../metrics/counted.js";
import { matchFound } from "../metrics/matching.js";

/** What the linker had to do: decide gold mentions that it was given, or find the mentions too. */
export type TaskMode = "given" | "found";

/**
 * What became of a gold mention, or of a link that a linker made.
 *
 * Where an entity of the KB is meant:
 * - `right`: linked to a right entity;
 * - `wrong`: linked to another one;
 * - `answered-nil`: decided as NIL;
 * - `missed`: not found, end to end.
 *
 * Where nothing in the KB is meant:
 * - `nil`: not linked, which is right;
 * - `nil-linked`: linked.
 *
 * And:
 * - `spurious`: a link on no gold mention, end to end;
 * - `uncounted`: neither right nor wrong: optional, ignored, outside the part that is evaluated, or another reading counts.
 */
export type Outcome =
  | "right"
  | "wrong"
  | "answered-nil"
  | "missed"
  | "nil"
  | "nil-linked"
  | "spurious"
  | "uncounted";

export interface Case extends Span {
  /** Position in the document's `gold`; `null` for a link that is on no gold mention. */
  gold: number | null;
  mention: ResolvedMention | null;
  /** `null` where the linker said nothing. */
  prediction: Prediction | null;
  outcome: Outcome;
}

/** Outcomes that are errors. */
export const isError = (outcome: Outcome): boolean =>
  outcome !== "right" && outcome !== "nil" && outcome !== "uncounted";

function outcomeOf(mention: ResolvedMention, entity: string | null): Outcome {
  const inKb = mention.right.length > 0;
  if (isRight(mention, entity)) return inKb ? "right" : "nil";
  if (!inKb) return "nil-linked";
  return entity === null ? "answered-nil" : "wrong";
}

function givenCases({ gold, given, evaluationSpan }: JudgedDocument): Case[] {
  if (given === null) return [];
  return gold.map((mention, i) => {
    const prediction = given[i] ?? null;
    const counts = isCounted({ evaluationSpan }, mention);
    return {
      start: mention.start,
      end: mention.end,
      gold: i,
      mention,
      prediction,
      outcome: counts ? outcomeOf(mention, prediction?.entity ?? null) : "uncounted",
    };
  });
}

function foundCases(document: JudgedDocument): Case[] {
  const { gold, found } = document;
  if (found === null) return [];
  const matching = matchFound(document, "strict");
  const cases = gold.map((mention, i): Case => {
    const match = matching.gold[i];
    const prediction = match === undefined || match.found === null ? null : (found[match.found] ?? null);
    const span = { start: mention.start, end: mention.end };
    let outcome: Outcome = "uncounted";
    if (match?.uncounted === null)
      outcome =
        prediction === null && mention.right.length > 0
          ? "missed"
          : outcomeOf(mention, prediction?.entity ?? null);
    return { ...span, gold: i, mention, prediction, outcome };
  });
  found.forEach((prediction, i) => {
    const match = matching.found[i];
    // NIL on no gold mention is no link, and says nothing that could be wrong.
    if (match === undefined || match.gold !== null || prediction.entity === null) return;
    cases.push({
      start: prediction.start,
      end: prediction.end,
      gold: null,
      mention: null,
      prediction,
      outcome: match.uncounted === null ? "spurious" : "uncounted",
    });
  });
  return cases.sort((a, b) => a.start - b.start || b.end - a.end || (a.gold ?? 0) - (b.gold ?? 0));
}

/**
 * What became of each gold mention of a document, and of each link that is on none; in order of their starts, longer first. End to
 * end a span must be exact: `matchFound(document, "strict")`. Empty where the linker was not run so.
 *
 * @example
 * ```ts
 * outcomesOf(document, "given").filter(({ outcome }) => outcome === "right").length;
 * ```
 */
export function outcomesOf(document: JudgedDocument, mode: TaskMode): Case[] {
  return mode === "given" ? givenCases(document) : foundCases(document);
}
