import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { BiEncoder, CrossEncoder } from "../../models/encoders/encoder.js";
import type { EntityText } from "../../models/encoders/entity-text.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import { EntityVectors, entityTextAt } from "./entity-vectors.js";

/** Texts of entities that are remembered: some kilobytes each. */
const REMEMBERED = 20_000;

/** Says how well given entities fit the mentions of a text. */
export interface Scorer {
  /** Of the encoder that it asks. */
  readonly id: string;
  /**
   * @param candidates rows, for each mention
   * @returns what is thought of each of them, in log-odds between those of a mention
   */
  score(text: LinkedText, candidates: readonly (readonly number[])[]): Promise<ArrayLike<number>[]>;
}

/**
 * Asks a bi-encoder.
 *
 * @param scale by which its dot products are log-odds, see `EncoderSettings`
 */
export function biEncoderScorer(kb: KnowledgeBase, encoder: BiEncoder, scale: number): Scorer {
  const entities = new EntityVectors(kb, encoder);
  return {
    id: encoder.id,
    async score({ text, mentions }, candidates) {
      const vectors = await entities.of(candidates.flat());
      const queries = await encoder.encodeMentions(text, mentions);
      return candidates.map((rows, i) => {
        const query = queries[i] as Float32Array;
        return rows.map((row) => scale * dot(query, vectors.get(row) as Float32Array));
      });
    },
  };
}

/** Asks a cross-encoder. */
export function crossEncoderScorer(kb: KnowledgeBase, encoder: CrossEncoder): Scorer {
  // Encoders know a text that they have read by its being the same object.
  const texts = new Map<number, EntityText>();
  const textAt = (row: number): EntityText => {
    const text = texts.get(row) ?? entityTextAt(kb, row);
    if (texts.size >= REMEMBERED) texts.clear();
    texts.set(row, text);
    return text;
  };
  return {
    id: encoder.id,
    async score({ text, mentions }, candidates) {
      const scores: Float32Array[] = [];
      for (const [i, mention] of mentions.entries()) {
        const rows = candidates[i] ?? [];
        scores.push(
          rows.length === 0 ? new Float32Array() : await encoder.score(text, mention, rows.map(textAt)),
        );
      }
      return scores;
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
