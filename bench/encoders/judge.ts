import type { KnowledgeBase } from "../../dist/kb/knowledge-base.js";
import { readSettings } from "../../dist/models/encoders/encoder-files.js";
import { loadBiEncoder } from "../../dist/models/encoders/load-bi-encoder.js";
import { loadCrossEncoder } from "../../dist/models/encoders/load-cross-encoder.js";
import {
  isTold,
  type MeasuredMention,
  type MeasuredText,
} from "../../dist/train/encoders/development-sample.js";
import { biEncoderScorer, crossEncoderScorer, type Scorer } from "../../dist/train/mining/scorer.js";

/** A mention that was decided by an encoder alone. */
export interface JudgedMention {
  row: number;
  right: boolean;
}

/** A bi-encoder or a cross-encoder, as its folder says. */
export async function openScorer(
  kb: KnowledgeBase,
  folder: string,
  threads: number,
): Promise<{ scorer: Scorer; close(): Promise<void> }> {
  const { format } = await readSettings(folder, "namesake-encoder", "namesake-cross-encoder");
  if (format === "namesake-cross-encoder") {
    const { encoder } = await loadCrossEncoder(folder, { threads });
    return { scorer: crossEncoderScorer(kb, encoder), close: () => encoder.close() };
  }
  const { encoder, settings } = await loadBiEncoder(folder, { threads });
  return { scorer: biEncoderScorer(kb, encoder, settings.scale), close: () => encoder.close() };
}

/** Decides the mentions that mean one of several candidates, by an encoder alone: no popularity, no name, no list order. */
export async function judge(scorer: Scorer, texts: readonly MeasuredText[]): Promise<JudgedMention[]> {
  const judged: JudgedMention[] = [];
  for (const { text, mentions } of texts) {
    const told = mentions.filter(isTold);
    const scores = await scorer.score(
      { text, mentions: told },
      told.map(({ candidates }) => candidates),
    );
    for (const [i, mention] of told.entries())
      judged.push({ row: mention.row, right: isFirst(mention, scores[i] as ArrayLike<number>) });
  }
  return judged;
}

/** A tie is not right. */
function isFirst({ row, candidates }: MeasuredMention, scores: ArrayLike<number>): boolean {
  const own = scores[candidates.indexOf(row)] as number;
  return candidates.every((other, place) => other === row || (scores[place] as number) < own);
}

export const shareRight = (judged: readonly JudgedMention[]): number =>
  judged.filter(({ right }) => right).length / judged.length;

/** Half the width of the 95 % interval of a share, by the normal approximation. */
export const interval = (share: number, of: number): number => 1.96 * Math.sqrt((share * (1 - share)) / of);
