import type { DenseCandidates } from "../../link/dense/dense-candidates.js";
import type { BiEncoder } from "../../models/encoders/encoder.js";
import type { CandidateList } from "../encoders/candidate-lists-format.js";
import type { EntitySource } from "../encoders/entity-source.js";
import type { FindCandidates } from "../encoders/write-candidate-lists.js";
import type { Scorer } from "./scorer.js";

/** Namesakes of a mention that are looked at, the most frequent. */
const NAMESAKES = 30;

/**
 * Finds the entities of a whole KB whose vectors are nearest to a mention's.
 *
 * @param vectors of the same encoder
 * @param scale by which dot products are log-odds, see `EncoderSettings`
 * @param most so many a mention
 */
export function nearestOfAll(
  encoder: BiEncoder,
  scale: number,
  vectors: Pick<DenseCandidates, "nearest">,
  most: number,
): FindCandidates {
  return async ({ text, mentions }) => {
    const found = await vectors.nearest(await encoder.encodeMentions(text, mentions), most);
    return found.map((hits) => ({
      rows: hits.map(({ row }) => row),
      scores: hits.map(({ score }) => scale * score),
    }));
  };
}

/**
 * Finds what fits a mention best of its namesakes and of those of the other mentions of the text, which are about the same things
 * (Bootleg 1.1 merges the candidates of a batch alike). It needs no vectors of the whole KB.
 *
 * @param most so many a mention
 */
export function bestOfNamesakes(entities: EntitySource, scorer: Scorer, most: number): FindCandidates {
  return async (text) => {
    const pool = new Set(
      text.mentions.flatMap(({ start, end }) => entities.namesakes(text.text.slice(start, end), NAMESAKES)),
    );
    const rows = [...pool];
    const scores = await scorer.score(
      text,
      text.mentions.map(() => rows),
    );
    return scores.map((own) => bestFirst(rows, own, most));
  };
}

/** The same candidates as another finds, in the order and with the scores of a teacher. */
export function judgedBy(teacher: Scorer, find: FindCandidates): FindCandidates {
  return async (text) => {
    const lists = await find(text);
    const scores = await teacher.score(
      text,
      lists.map(({ rows }) => rows),
    );
    return lists.map(({ rows }, i) => bestFirst(rows, scores[i] as ArrayLike<number>, rows.length));
  };
}

/** Ties keep their order. */
function bestFirst(rows: readonly number[], scores: ArrayLike<number>, most: number): CandidateList {
  const order = rows.map((_, place) => place).sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const best = order.slice(0, most);
  return {
    rows: best.map((place) => rows[place] as number),
    scores: best.map((place) => scores[place] as number),
  };
}
