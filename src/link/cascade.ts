import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { CrossEncoder } from "../models/encoders/encoder.js";
import type { EntityText } from "../models/encoders/entity-text.js";
import type { Span } from "../text/sentences.js";
import { linearScore, type Measured } from "./decide.js";
import { entityTexts } from "./entity-texts.js";
import { LazyModel } from "./lazy-model.js";
import { logMeanExp } from "./log-mean-exp.js";
import type { ClassInText } from "./types/class-in-text.js";
import type { Weights } from "./weights.js";

/**
 * Lead of a mention's first candidate over the second, in log-odds, from which a cascade asks no more: the first is then twenty times
 * as likely.
 */
export const CASCADE_LEAD = 3;

/** Candidates of a mention that are ranked anew, the first. */
const RANKED = 16;

/** A mention whose candidates are measured. */
export interface MeasuredSpan {
  span: Span;
  measured: readonly Measured[];
}

/** Asks a cross-encoder about mentions between whose first candidates all else does not decide. */
export class Cascade {
  private readonly textOf: (record: EntityRecord) => EntityText;
  private readonly model: LazyModel<CrossEncoder>;

  /**
   * @param load called once, when the cross-encoder is first needed
   * @param classOf absent = the classes of entities are not read
   */
  constructor(
    kb: KnowledgeBase,
    load: () => Promise<CrossEncoder>,
    private readonly weights: Weights,
    classOf?: ClassInText,
  ) {
    this.textOf = entityTexts(kb, classOf);
    this.model = new LazyModel(load);
  }

  /**
   * Adds the feature `rerank` to the first candidates of the mentions that are open.
   *
   * @param lead in log-odds, from which a mention is decided; Infinity = none is
   */
  async rerank(text: string, mentions: readonly MeasuredSpan[], lead: number): Promise<void> {
    for (const { span, measured } of mentions) {
      const ranked = this.openCandidates(measured, lead);
      if (ranked.length === 0) continue;
      const encoder = await this.encoder();
      const scores = await encoder.score(
        text,
        { start: span.start, end: span.end },
        ranked.map(({ entity }) => this.textOf(entity)),
      );
      const average = logMeanExp(scores);
      for (const [i, { features }] of ranked.entries()) features.rerank = (scores[i] as number) - average;
    }
  }

  /** The candidates of a mention that are ranked anew, the first ones; none where the decision is clear. */
  private openCandidates(measured: readonly Measured[], lead: number): Measured[] {
    const { nil, temperature } = this.weights;
    const scored = measured
      .map((candidate) => ({ candidate, score: linearScore(candidate, this.weights) }))
      .sort((a, b) => b.score - a.score || (a.candidate.entity.id < b.candidate.entity.id ? -1 : 1));
    const [first, second] = scored;
    // What a single candidate is weighed against is NIL, of which a cross-encoder knows nothing.
    if (first === undefined || second === undefined) return [];
    const led = Math.max(first.score - second.score, nil - first.score);
    if (led / temperature >= lead) return [];
    return scored.slice(0, RANKED).map(({ candidate }) => candidate);
  }

  /** Loads the cross-encoder, if it is not there yet. */
  encoder(): Promise<CrossEncoder> {
    return this.model.get();
  }

  /** Frees the cross-encoder. */
  close(): Promise<void> {
    return this.model.close();
  }
}
