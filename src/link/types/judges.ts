import type { EntityRecord } from "../../kb/record.js";
import type { Span } from "../../text/sentences.js";
import type { AssignedTypes } from "../../types/assigned-types.js";
import { assignedEntityTypes, isOpen } from "./assigned-entity-types.js";
import type { EntityTypes, TypeJudge } from "./type-judge.js";

/** What tells types of mentions by their words, such as `TypeClassifier`. */
export interface MentionClassifier {
  /** @returns of each mention, for each axis, the probabilities of its classes */
  classify(text: string, mentions: readonly Span[]): Promise<readonly (readonly ArrayLike<number>[])[]>;
  close(): Promise<void>;
}

/**
 * Types by a classifier.
 *
 * @param assigned the type system that the classifier was trained for, with the classes of the KB's entities
 */
export function classifiedTypes(assigned: AssignedTypes, classifier: MentionClassifier): TypeJudge {
  const open = assigned.axes.map(isOpen);
  return {
    ...assignedEntityTypes(assigned),
    async judge(text, mentions) {
      const read = await classifier.classify(text, mentions);
      return read.map((axes) => axes.map((shares, axis) => (open[axis] === true ? known(shares) : shares)));
    },
    close: () => classifier.close(),
  };
}

/** The probabilities of the classes but for the first, given that it is one of them; undefined where it hardly is. */
function known(shares: ArrayLike<number>): Float64Array | undefined {
  const others = Float64Array.from(shares);
  others[0] = 0;
  const sum = others.reduce((total, share) => total + share, 0);
  return sum < LEAST_KNOWN ? undefined : others.map((share) => share / sum);
}

/** A classifier that is surer than this that an entity has no class says nothing about which it has. */
const LEAST_KNOWN = 1e-3;

/**
 * Types by labels of one axis, such as those of a tagger. Of a mention without a label, or with one that the axis does not have, they
 * say nothing.
 *
 * @param axis its name
 * @param labelOf the class of a mention
 * @param sure how often labels are right, above 0 and at most 1; the rest is shared by the other classes
 * @example
 * ```ts
 * labelledTypes(assignedEntityTypes(classes), "ner", (text, span) => labels.get(`${span.start}`), 0.9);
 * ```
 */
export function labelledTypes(
  types: EntityTypes,
  axis: string,
  labelOf: (text: string, mention: Span) => string | undefined,
  sure = 1,
): TypeJudge {
  return {
    ...types,
    judge: async (text, mentions) =>
      mentions.map((mention) => {
        const label = labelOf(text, mention);
        return types.axes.map(({ name, classes }) => {
          const place = name === axis && label !== undefined ? classes.indexOf(label) : -1;
          return place < 0 ? undefined : concentrated(classes.length, place, sure);
        });
      }),
    close: async () => {},
  };
}

/**
 * Types that are known to be right: an oracle, which shows how far types can lead at most.
 *
 * @param goldOf what a mention means, with its index in the KB; undefined = nothing in the KB
 */
export function goldTypes(
  types: EntityTypes,
  goldOf: (text: string, mention: Span) => { entity: EntityRecord; row: number } | undefined,
): TypeJudge {
  return {
    ...types,
    judge: async (text, mentions) =>
      mentions.map((mention) => {
        const gold = goldOf(text, mention);
        const classes = gold === undefined ? [] : types.classesOf(gold.entity, gold.row);
        return types.axes.map((axis, i) => {
          const place = classes[i];
          return place === undefined ? undefined : concentrated(axis.classes.length, place, 1);
        });
      }),
    close: async () => {},
  };
}

/** One class of many that has most of what there is, and the others the rest. */
function concentrated(classes: number, place: number, share: number): Float64Array {
  const shares = new Float64Array(classes).fill(classes > 1 ? (1 - share) / (classes - 1) : 0);
  shares[place] = share;
  return shares;
}
