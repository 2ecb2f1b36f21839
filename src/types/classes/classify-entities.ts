import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { AssignedTypes } from "../assigned-types.js";
import { NER_CLASSES, type NerClass } from "../ner-classes.js";
import type { ClassLexicon } from "./class-lexicon.js";
import { type Classification, decide } from "./classify-record.js";
import { PRECISION } from "./confidence.js";
import { CLASS_SOURCES, type ClassSource, WEAK_KINDS } from "./evidence.js";
import { Likeness } from "./likeness.js";
import { recordEvidence } from "./record-evidence.js";
import type { RecordOf } from "./type-evidence.js";

const CLASS_NAMES = Object.keys(NER_CLASSES) as NerClass[];
/** "other" is what has none of the 18 classes. */
const OTHER = "other";
const CLASSES: readonly string[] = [OTHER, ...CLASS_NAMES];
const CLASS_NUMBER = new Map(CLASS_NAMES.map((name, i) => [name, i + 1]));
const SOURCE_NUMBER = new Map(CLASS_SOURCES.map((source, i) => [source, i]));

/** The class of every row of a KB, where it is from, and how likely it is right. */
export interface EntityClasses {
  /** "other" and the 18 classes. */
  readonly classes: readonly string[];
  /** Index into `classes` by row. */
  readonly classOf: Uint8Array;
  /** Index into CLASS_SOURCES by row; 0 where the class is "other". */
  readonly sourceOf: Uint8Array;
  /** Probability that the class is right, by row, as a share of 255. */
  readonly confidenceOf: Uint8Array;
}

export interface ClassifyEntitiesOptions {
  /** Sources that are not asked. */
  without?: readonly ClassSource[];
  /** Assignments that are less likely right are left out: the entity is "other". Default 0.5. */
  minConfidence?: number;
}

/**
 * Gives every entity of a KB one of the 18 classes, by its own record, and where that says little, by what other entities of the KB are that
 * have such names.
 *
 * Memory: 3 bytes an entity that stay; some 300 bytes, and 40 MB for what it learns, while it works. Reads all entities once.
 *
 * @example
 * ```ts
 * const found = classifyEntities(kb, await readClassLexicon());
 * found.classes[found.classOf[row]]; // "VEHI"
 * CLASS_SOURCES[found.sourceOf[row]]; // "title"
 * found.confidenceOf[row] / 255; // 0.98
 * ```
 */
export function classifyEntities(
  kb: KnowledgeBase,
  lexicon: ClassLexicon,
  { without = [], minConfidence = 0.5 }: ClassifyEntitiesOptions = {},
): EntityClasses {
  const left = new Set(without);
  const recordOf: RecordOf = (id) => kb.entity(id);
  const likeness = left.has("likeness") ? undefined : new Likeness();
  const rows: number[] = [];
  const decided: (Classification | undefined)[] = [];
  for (const [row, record] of kb.entries()) {
    const evidence = recordEvidence(record, lexicon, recordOf, left);
    const own = decide(evidence);
    likeness?.add(record, own);
    rows.push(row);
    decided.push(own);
  }
  likeness?.learn();

  const size = (rows.at(-1) ?? -1) + 1;
  const classOf = new Uint8Array(size);
  const sourceOf = new Uint8Array(size);
  const confidenceOf = new Uint8Array(size);
  rows.forEach((row, i) => {
    const best = joined(decided[i], likeness?.guess(i));
    if (best === undefined || best.confidence < minConfidence) return;
    classOf[row] = CLASS_NUMBER.get(best.class) as number;
    sourceOf[row] = SOURCE_NUMBER.get(best.source) as number;
    confidenceOf[row] = Math.round(255 * best.confidence);
  });
  return { classes: CLASSES, classOf, sourceOf, confidenceOf };
}

type Assignment = Pick<Classification, "class" | "source" | "confidence">;

/** What a record says of itself is not doubted for its likeness from here on. */
const STANDS = 0.9;

/**
 * Joins what a record says of itself with what is like it. Types, titles and descriptions stand; what was only read off a name is weighed
 * against the guess, which does not know it: two that agree are wrong together only where both are.
 */
function joined(
  own: Classification | undefined,
  guess: ReturnType<Likeness["guess"]>,
): Assignment | undefined {
  if (guess === undefined || own === undefined) return own ?? guess;
  if (guess.class === own.class)
    return {
      ...own,
      confidence: Math.max(own.confidence, 1 - (1 - PRECISION[own.kind].alone) * (1 - guess.confidence)),
    };
  if (!WEAK_KINDS.has(own.kind) || own.confidence >= STANDS) return own;
  const { contested } = PRECISION[own.kind];
  return guess.confidence > contested ? guess : { ...own, confidence: contested };
}

/** The classes as a type system of one axis, "ner". */
export const assignedNer = ({ classes, classOf }: EntityClasses): AssignedTypes => ({
  system: "ner",
  axes: [{ name: "ner", classes, classOf: Uint16Array.from(classOf) }],
});
