import type { Link } from "../link.js";
import { shownEntity } from "../shown-entity.js";
import type { FixedAnswer } from "./fixed-mentions.js";

/** The link of a fixed mention: its answer and no other candidate, as sure as can be, with no evidence but that it was given. */
export function fixedLink<Type extends string>(
  span: { start: number; end: number; text: string },
  fixed: FixedAnswer,
  typeSystem: string,
): Link<Type> {
  const entity = fixed && {
    ...shownEntity<Type>(fixed.entity, typeSystem),
    probability: 1,
    evidence: {},
  };
  return {
    ...span,
    fixed: true,
    entity,
    confidence: 1,
    candidates: entity === null ? [] : [entity],
    nil: { probability: entity === null ? 1 : 0, evidence: {} },
  };
}
