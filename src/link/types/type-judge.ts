import type { EntityRecord } from "../../kb/record.js";
import type { Span } from "../../text/sentences.js";

/** A question that types answer, by the names of its classes. */
export interface JudgedAxis {
  readonly name: string;
  readonly classes: readonly string[];
}

/**
 * What the words around a mention say of its types: for each axis the probabilities of its classes, in their order; undefined where they
 * say nothing.
 */
export type TypeProbabilities = readonly (ArrayLike<number> | undefined)[];

/** The class of an entity on each axis, by its place among the axis's classes; undefined where it is not known. */
export type KnownClasses = readonly (number | undefined)[];

/** What is known of the types of entities. */
export interface EntityTypes {
  /** The name of the type system. */
  readonly system: string;
  readonly axes: readonly JudgedAxis[];
  /** @param row the entity's index in the KB */
  classesOf(entity: EntityRecord, row: number): KnownClasses;
}

/**
 * Types as evidence: what entities are, and what a text makes mentions likely to be. A classifier and the classes of a type system make
 * one ({@link classifiedTypes}); so do labels of your own ({@link labelledTypes}), and answers that are known ({@link goldTypes}).
 */
export interface TypeJudge extends EntityTypes {
  /**
   * What each mention's words say, in the order of the mentions.
   *
   * @param mentions UTF-16 offsets, end-exclusive
   */
  judge(text: string, mentions: readonly Span[]): Promise<readonly TypeProbabilities[]>;
  /** Frees what it holds. May be called twice. */
  close(): Promise<void>;
}
