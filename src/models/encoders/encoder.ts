import type { Span } from "../../text/sentences.js";
import type { EntityText } from "./entity-text.js";

/**
 * Vectors of mentions in their contexts and of entities, such that the dot product says how well the entity fits the mention: a
 * bi-encoder (Wu et al. 2020, https://aclanthology.org/2020.emnlp-main.519).
 */
export interface BiEncoder {
  /** Names model, version and precision: vectors of equal ids may be compared. */
  readonly id: string;
  /** Numbers of a vector. */
  readonly dimensions: number;
  /**
   * One vector a mention, in the order of the mentions; of length 1, but for some models that others have trained. A text may have
   * any length: of the words around a mention a window is read.
   *
   * @param mentions UTF-16 offsets, end-exclusive
   * @throws {NamesakeError} SPAN_INVALID, CLOSED, MODEL_FAILED
   */
  encodeMentions(text: string, mentions: readonly Span[]): Promise<Float32Array[]>;
  /**
   * One vector an entity, in their order, as {@link encodeMentions} gives them. Of a model of int8 it depends on the entity's text
   * alone, to the last bit.
   *
   * @throws {NamesakeError} CLOSED, MODEL_FAILED
   */
  encodeEntities(entities: readonly EntityText[]): Promise<Float32Array[]>;
  /** Frees the model. May be called twice. */
  close(): Promise<void>;
}

/**
 * Reads a mention in its context and an entity together, and says how well they fit: slower than a {@link BiEncoder} and better.
 */
export interface CrossEncoder {
  /** Names model, version and precision. */
  readonly id: string;
  /**
   * How well each candidate fits a mention, in log-odds between them.
   *
   * @param mention UTF-16 offsets, end-exclusive
   * @returns in the order of the candidates
   * @throws {NamesakeError} SPAN_INVALID, CLOSED, MODEL_FAILED
   */
  score(text: string, mention: Span, candidates: readonly EntityText[]): Promise<Float32Array>;
  /** Frees the model. May be called twice. */
  close(): Promise<void>;
}
