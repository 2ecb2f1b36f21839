import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import type { FoundMention } from "../mentions/mention-finder.js";
import type { Encoder } from "../models/encoder.js";
import type { BiEncoder } from "../models/encoders/encoder.js";
import { type EntityText, entityTextOf } from "../models/encoders/entity-text.js";
import { centred, type Means } from "./centring.js";
import { contextText } from "./context.js";
import { entityText } from "./entity-view.js";

/** What reads contexts and entities for a linker: their vectors' dot products become a feature of candidates. */
export interface ContextEncoder {
  /** Vectors of equal ids may be compared. */
  readonly id: string;
  /** The feature that dot products become, times the scale. */
  readonly feature: "similarity" | "fit";
  readonly scale: number;
  /** One vector a mention, in their order. */
  encodeContexts(text: string, mentions: readonly FoundMention[]): Promise<Float32Array[]>;
  /** All of an entity that its vector depends on. */
  textOf(record: EntityRecord): string;
  /** One vector an entity, in their order. */
  encodeEntities(records: readonly EntityRecord[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/**
 * An encoder of sentences, which compares the words around a mention with what is said of an entity.
 *
 * @param means of vectors of contexts and of entities, which are taken away from them; those of another encoder are not
 */
export function sentenceContexts(encoder: Encoder, means?: Means): ContextEncoder {
  const own = means?.encoder === encoder.id ? means : undefined;
  return {
    id: `${encoder.id} ${own?.entity.join(" ") ?? ""}`,
    feature: "similarity",
    scale: 1,
    async encodeContexts(text, mentions) {
      const contexts = mentions.map((mention) => contextText(text, mention));
      const unique = [...new Set(contexts)];
      const vectors = await encoder.encode(unique);
      const byContext = new Map(
        unique.map((context, i) => [context, centred(vectors[i] as Float32Array, own?.context)]),
      );
      return contexts.map((context) => byContext.get(context) as Float32Array);
    },
    textOf: entityText,
    async encodeEntities(records) {
      const vectors = await encoder.encode(records.map(entityText));
      return vectors.map((vector) => centred(vector, own?.entity));
    },
    close: () => encoder.close(),
  };
}

/**
 * A bi-encoder, which was trained to tell what a mention means.
 *
 * @param scale what makes its dot products log-odds between the candidates of a mention
 */
export function biEncoderContexts(kb: KnowledgeBase, encoder: BiEncoder, scale: number): ContextEncoder {
  /** By record, of which the KB makes new ones after an edit. */
  const texts = new WeakMap<EntityRecord, EntityText>();
  const read = (record: EntityRecord): EntityText => {
    const text = texts.get(record) ?? entityTextOf(kb, record);
    texts.set(record, text);
    return text;
  };
  return {
    id: encoder.id,
    feature: "fit",
    scale,
    encodeContexts: (text, mentions) => encoder.encodeMentions(text, mentions),
    textOf: (record) => JSON.stringify(read(record)),
    encodeEntities: (records) => encoder.encodeEntities(records.map(read)),
    close: () => encoder.close(),
  };
}
