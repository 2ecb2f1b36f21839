/**
 * What is done where sources say different things: `first`, the source that comes first is right; `union`, all are; `most counted`,
 * the record with the greatest count is right (ties: the value that sorts first); `error`, the merging ends.
 */
export const CONFLICT_RULES = ["first", "union", "most counted", "error"] as const;
export type ConflictRule = (typeof CONFLICT_RULES)[number];

/** A rule for fields of which a record has one. */
export type SingleRule = Exclude<ConflictRule, "union">;
const SINGLE_RULES: readonly SingleRule[] = ["first", "most counted", "error"];

/** The rule for each field. Of types the rule decides by type system, of attributes by attribute. */
export interface MergeRules {
  /** Which record's id stays; the others become `sameAs`. Different ids are no error. */
  readonly id: Exclude<SingleRule, "error">;
  readonly name: SingleRule;
  readonly description: SingleRule;
  /** By `union` an alias has the greatest of its counts: sources that saw the same do not add up. */
  readonly aliases: ConflictRule;
  readonly types: ConflictRule;
  readonly relations: ConflictRule;
  /** By `most counted` the greatest. */
  readonly count: SingleRule;
  readonly attributes: SingleRule;
  readonly url: SingleRule;
}

/** The rules that a field can have. */
export const FIELD_RULES: { readonly [field in keyof MergeRules]: readonly MergeRules[field][] } = {
  id: ["first", "most counted"],
  name: SINGLE_RULES,
  description: SINGLE_RULES,
  aliases: CONFLICT_RULES,
  types: CONFLICT_RULES,
  relations: CONFLICT_RULES,
  count: SINGLE_RULES,
  attributes: SINGLE_RULES,
  url: SINGLE_RULES,
};

/** The first source is right on what a thing is and is called; names, relations and ids are gathered from all. */
export const DEFAULT_RULES: MergeRules = {
  id: "first",
  name: "first",
  description: "first",
  aliases: "union",
  types: "first",
  relations: "union",
  count: "most counted",
  attributes: "first",
  url: "first",
};
