import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import type { Encoder } from "../models/encoder.js";
import type { BiEncoder } from "../models/encoders/encoder.js";
import type { Hit } from "../vectors/vector-index.js";
import { centred, type Means } from "./centring.js";
import { contextText } from "./context.js";
import type { DenseCandidates } from "./dense/dense-candidates.js";
import { entityTexts } from "./entity-texts.js";
import { entityText } from "./entity-view.js";
import { logMeanExp } from "./log-mean-exp.js";
import type { ClassInText } from "./types/class-in-text.js";

/** What reads contexts and entities for a linker: their vectors' dot products become a feature of candidates. */
export interface ContextEncoder {
  /** Vectors of equal ids may be compared. */
  readonly id: string;
  /** The feature that {@link compared} makes. */
  readonly feature: "similarity" | "fit";
  /** What the dot products of a mention with its candidates say, for each of them. */
  compared(dots: readonly number[]): readonly number[];
  /** One vector a mention, in their order. */
  encodeContexts(text: string, mentions: readonly FoundMention[]): Promise<Float32Array[]>;
  /** All of an entity that its vector depends on. */
  textOf(record: EntityRecord): string;
  /** One vector an entity, in their order. */
  encodeEntities(records: readonly EntityRecord[]): Promise<Float32Array[]>;
  /** The entities of the KB whose vectors are nearest to those of mentions, greatest score first; absent = no index of them is there. */
  nearest?(contexts: readonly Float32Array[], k: number): Promise<Hit[][]>;
  close(): Promise<void>;
}

/**
 * An encoder of sentences, which compares the words around a mention with what is said of an entity.
 *
 * @param means of vectors of contexts and of entities, which are taken away from them; those of another encoder are not
 * @param classOf absent = the classes of entities are not read
 */
export function sentenceContexts(encoder: Encoder, means?: Means, classOf?: ClassInText): ContextEncoder {
  const read = (record: EntityRecord) => entityText(record, classOf?.(record));
  const own = means?.encoder === encoder.id ? means : undefined;
  return {
    id: `${encoder.id} ${own?.entity.join(" ") ?? ""}`,
    feature: "similarity",
    compared: (dots) => dots,
    async encodeContexts(text, mentions) {
      const contexts = mentions.map((mention) => contextText(text, mention));
      const unique = [...new Set(contexts)];
      const vectors = await encoder.encode(unique);
      const byContext = new Map(
        unique.map((context, i) => [context, centred(vectors[i] as Float32Array, own?.context)]),
      );
      return contexts.map((context) => byContext.get(context) as Float32Array);
    },
    textOf: read,
    async encodeEntities(records) {
      const vectors = await encoder.encode(records.map(read));
      return vectors.map((vector) => centred(vector, own?.entity));
    },
    close: () => encoder.close(),
  };
}

/**
 * A bi-encoder, which was trained to tell what a mention means.
 *
 * @param scale what makes its dot products log-odds between the candidates of a mention
 * @param classOf absent = the classes of entities are not read
 * @param vectors of all entities, by the same encoder; closed with it
 */
export function biEncoderContexts(
  kb: KnowledgeBase,
  encoder: BiEncoder,
  scale: number,
  classOf?: ClassInText,
  vectors?: DenseCandidates,
): ContextEncoder {
  const read = entityTexts(kb, classOf);
  return {
    id: encoder.id,
    feature: "fit",
    // How great they are altogether was not trained: only their differences mean something.
    compared(dots) {
      const scores = dots.map((dot) => scale * dot);
      const average = logMeanExp(scores);
      return scores.map((score) => score - average);
    },
    encodeContexts: (text, mentions) => encoder.encodeMentions(text, mentions),
    textOf: (record) => JSON.stringify(read(record)),
    encodeEntities: (records) => encoder.encodeEntities(records.map(read)),
    ...(vectors && {
      nearest: (contexts: readonly Float32Array[], k: number) => vectors.nearest(contexts, k),
    }),
    async close() {
      await vectors?.close();
      await encoder.close();
    },
  };
}
