import type { Link } from "../../link/link.js";
import type { Budget, Linker, LinkOptions } from "../../link/linker.js";
import type { MentionMode } from "../../mentions/mention-finder.js";
import type { Mention } from "../../text/document.js";
import type { GivenPrediction } from "../dataset.js";
import type { Prediction } from "../judged.js";

/** What a linker is given of a document: all but what is right. */
export interface LinkingTask {
  /** Unique in its data set. */
  id: string;
  text: string;
  /** Spans to decide, sorted by start, longer first; `candidates` are ids of the KB that the answer is restricted to. */
  mentions: readonly Pick<Mention, "start" | "end" | "candidates">[];
  /** What the data set brings. */
  predictions?: readonly GivenPrediction[];
}

/**
 * What can be evaluated. Make your own to measure another system.
 *
 * @example
 * ```ts
 * const nil: EvaluatedLinker = {
 *   name: "nil",
 *   disambiguate: async () => [],
 *   annotate: async () => [],
 *   close: async () => {},
 * };
 * ```
 */
export interface EvaluatedLinker {
  /** Names it in results; unique in an evaluation. */
  readonly name: string;
  /** Loads what it needs, so that the first document takes no longer than others. */
  warmUp?(): Promise<void>;
  /** The ids of the candidate stage, best first, at most `max`; one list a mention of the task, in their order. */
  generate?(task: LinkingTask, max: number): Promise<readonly (readonly string[])[]>;
  /** Decides the mentions of the task; in any order, matched by their spans. What is left out is not answered. */
  disambiguate(task: LinkingTask): Promise<readonly Prediction[]>;
  /** Finds the mentions of the text by itself, and decides them. */
  annotate(task: LinkingTask): Promise<readonly Prediction[]>;
  /** Frees what it holds, but for the KB. */
  close(): Promise<void>;
}

/** How a linker works that is asked here or elsewhere. */
export interface LinkerSettings extends Pick<LinkOptions, "typesDecoding" | "typesFilter"> {
  budget?: Budget;
  /** Which mentions to look for, end to end. */
  mode?: MentionMode;
  /** Candidates kept of each answer: what ranks are measured on. */
  topK?: number;
}

/** A linker of this process. Closing it leaves its KB open. */
export function localLinker(
  name: string,
  linker: Linker,
  { budget, mode, topK = 100, ...types }: LinkerSettings = {},
): EvaluatedLinker {
  const options = { topK, ...(budget === undefined ? {} : { budget }), ...types };
  const givenOf = ({ mentions }: LinkingTask) => ({ ...options, mentions });
  return {
    name,
    warmUp: () => linker.warmUp(budget),
    generate: async (task, max) => linker.generate(task.text, givenOf(task), max),
    disambiguate: async (task) => (await linker.link(task.text, givenOf(task))).map(predictionOf),
    annotate: async ({ text }) => {
      const links = await linker.link(text, { ...options, ...(mode === undefined ? {} : { mode }) });
      return links.map(predictionOf);
    },
    close: () => linker.closeModels(),
  };
}

const predictionOf = ({ start, end, entity, confidence, candidates }: Link): Prediction => ({
  start,
  end,
  entity: entity?.id ?? null,
  confidence,
  candidates: candidates.map(({ id, probability }) => ({ id, probability })),
});
