import type { EntityRecord } from "../../kb/record.js";

/** What is believed of one candidate of a mention. */
export interface Belief {
  entity: EntityRecord;
  /** Of all candidates of the mention and NIL. */
  probability: number;
}

/** A mention with what is believed of it so far. */
export interface BelievedMention {
  /** UTF-16 offsets, end-exclusive. */
  start: number;
  end: number;
  /** Its text, normalised as aliases are: mentions of one key are written alike. */
  key: string;
  candidates: readonly Belief[];
}

/** Candidates of a mention that speak for other mentions, the likeliest. */
const MOST = 5;
/** Least probability to speak for others. */
const LEAST = 0.01;

/** The beliefs that count for other mentions, likeliest first, ties by id. */
export function voices(candidates: readonly Belief[]): Belief[] {
  return candidates
    .filter(({ probability }) => probability >= LEAST)
    .sort((a, b) => b.probability - a.probability || (a.entity.id < b.entity.id ? -1 : 1))
    .slice(0, MOST);
}
