import { NamesakeError } from "../../errors.js";
import type { GoldDocument, Span } from "../dataset.js";
import type { JudgedDocument, Prediction, ResolvedMention } from "../judged.js";
import type { EvaluatedLinker, LinkingTask } from "./linkers.js";

/** What a linker has to do: decide gold mentions ("gold"), find the mentions too ("end-to-end"), or first one and then the other. */
export const EVALUATION_MODES = ["gold", "end-to-end", "both"] as const;
export type EvaluationMode = (typeof EVALUATION_MODES)[number];

/** What is wrong with one document alone; any other error would come with every document. */
export const OF_A_DOCUMENT: ReadonlySet<string> = new Set([
  "TEXT_INVALID",
  "SPAN_INVALID",
  "RECORD_INVALID",
  "CANDIDATE_UNKNOWN",
  "LINKER_FAILED",
]);

/** A linker that does not answer so many documents one after another has gone. */
const GONE = 3;

export interface JudgeOptions {
  mode: EvaluationMode;
  /** The largest number of generated candidates that is looked at. */
  maxCandidates: number;
  /** Told of each document that the linker failed on. */
  failed(document: GoldDocument, error: unknown): void;
}

/** Asks one linker about documents. */
export class Judge {
  private unanswered = 0;

  constructor(
    readonly linker: EvaluatedLinker,
    private readonly options: JudgeOptions,
  ) {}

  /**
   * What the linker says of a document. Where it fails on it, nothing in it is answered.
   *
   * @param gold the mentions as the KB sees them, parallel to the task's
   * @throws what is wrong with more than this document; LINKER_FAILED where the linker did not answer three documents in a row
   */
  async judge(
    document: GoldDocument,
    gold: readonly ResolvedMention[],
    task: LinkingTask,
  ): Promise<JudgedDocument> {
    const { id, world, text, ignore = [], evaluationSpan } = document;
    const answers = await this.answers(document, task);
    return { id, world, text, gold, ignore, evaluationSpan, ...answers };
  }

  private async answers(
    document: GoldDocument,
    task: LinkingTask,
  ): Promise<Pick<JudgedDocument, "given" | "generated" | "found" | "milliseconds">> {
    const { linker, options } = this;
    const [isGiven, isFound] = [options.mode !== "end-to-end", options.mode !== "gold"];
    const isGenerated = isGiven && linker.generate !== undefined;
    const { mentions } = task;
    try {
      const began = performance.now();
      const given = !isGiven ? null : mentions.length === 0 ? [] : await linker.disambiguate(task);
      const found = !isFound ? null : isBlank(task.text) ? [] : await linker.annotate(task);
      const milliseconds = performance.now() - began;
      const generated = isGenerated ? await linker.generate?.(task, options.maxCandidates) : undefined;
      this.unanswered = 0;
      return {
        given: given && alignedTo(mentions, given),
        generated: generated ?? null,
        found: found && [...found].sort((a, b) => a.start - b.start || b.end - a.end),
        milliseconds,
      };
    } catch (error) {
      if (error instanceof NamesakeError && !OF_A_DOCUMENT.has(error.code)) throw error;
      const isSilent = error instanceof NamesakeError && error.code === "LINKER_FAILED";
      this.unanswered = isSilent ? this.unanswered + 1 : 0;
      if (this.unanswered >= GONE) throw error;
      options.failed(document, error);
      return {
        given: isGiven ? mentions.map(() => null) : null,
        generated: isGenerated ? mentions.map(() => []) : null,
        found: isFound ? [] : null,
        milliseconds: null,
      };
    }
  }
}

const isBlank = (text: string): boolean => text.trim() === "";

/** For each span its prediction; those on the same span are dealt out in their order. */
function alignedTo(spans: readonly Span[], predictions: readonly Prediction[]): (Prediction | null)[] {
  const keyOf = ({ start, end }: Span) => `${start}:${end}`;
  const bySpan = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    const key = keyOf(prediction);
    const same = bySpan.get(key);
    if (same === undefined) bySpan.set(key, [prediction]);
    else same.push(prediction);
  }
  return spans.map((span) => bySpan.get(keyOf(span))?.shift() ?? null);
}
