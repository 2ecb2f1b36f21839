import type { Span } from "../../text/sentences.js";
import type { EntitySource } from "./entity-source.js";
import type { LinkedTexts } from "./linked-texts.js";

/** Candidates of a mention that are told apart. */
const CANDIDATES = 30;
/** Texts that are longer are read up to here, in UTF-16 units. */
const LONGEST = 20_000;

/** A mention that a model is measured with. */
export interface MeasuredMention extends Span {
  row: number;
  /** What its text may mean, by the alias table. */
  candidates: readonly number[];
}

/** A text with those of its mentions that are measured. */
export interface MeasuredText {
  text: string;
  mentions: MeasuredMention[];
}

/**
 * Mentions from all over the texts. The same texts and number give the same mentions, whatever is measured with them, so that
 * figures of several models can be compared.
 *
 * @param wanted how many, about
 */
export async function developmentSample(
  texts: LinkedTexts,
  entities: Pick<EntitySource, "namesakes">,
  wanted: number,
): Promise<MeasuredText[]> {
  let all = 0;
  for await (const { text, mentions } of texts()) all += usable(text, mentions).length;
  const every = Math.max(1, all / wanted);
  const sample: MeasuredText[] = [];
  let seen = 0;
  let due = 0;
  for await (const { text, mentions } of texts()) {
    const chosen: MeasuredMention[] = [];
    for (const { start, end, row } of usable(text, mentions)) {
      if (seen++ < due) continue;
      due += every;
      const candidates = entities.namesakes(text.slice(start, end), CANDIDATES);
      chosen.push({ start, end, row: row as number, candidates });
    }
    if (chosen.length > 0) sample.push({ text: text.slice(0, LONGEST), mentions: chosen });
  }
  return sample;
}

/** Whether its candidates hold what a mention means, and something else. */
export const isTold = ({ row, candidates }: MeasuredMention): boolean =>
  candidates.length > 1 && candidates.includes(row);

const usable = <M extends { end: number; row: number | null }>(text: string, mentions: readonly M[]): M[] =>
  mentions.filter(({ end, row }) => row !== null && end <= Math.min(LONGEST, text.length));
