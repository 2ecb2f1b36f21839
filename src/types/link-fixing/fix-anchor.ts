import { type LinkClass, type LinkRules, pathName } from "./link-rules.js";

/** How often an anchor's text links to an entity, by its row. */
export interface Link {
  readonly row: number;
  readonly count: number;
}

/** What became of a link: the row that it leads to now, or undefined where it was removed; and which rules did it, in their order. */
export interface FixedLink extends Link {
  readonly to: number | undefined;
  readonly because: readonly string[];
}

/** What is more generic than an entity: its row, by the index of the first path that leads there. */
export interface Parent {
  readonly path: number;
  /** Whether any path that leads there promotes. */
  readonly promote: boolean;
}

/** What the rules ask about entities. */
export interface LinkKnowledge {
  parents(row: number): ReadonlyMap<number, Parent>;
  is(row: number, name: LinkClass): boolean;
  /** Whether an entity has a relation of the rules. */
  has(row: number, relation: string): boolean;
}

/** A link in a pass: rules change where it leads, its count stays. */
interface Slot {
  readonly row: number;
  readonly count: number;
  to: number | undefined;
  because: string | undefined;
}

/** A slot that still leads somewhere. */
type Living = Slot & { to: number };
const living = (slots: readonly Slot[]): Living[] =>
  slots.filter((slot): slot is Living => slot.to !== undefined);

/**
 * Decides what the links of one anchor should lead to: pass after pass, after each of which the links that lead to one entity are
 * one. The order of the rules is that of DeepType's link fixer.
 *
 * @param anchor as it is normalised
 * @param links each row once
 * @returns the links in their order
 */
export function fixAnchor(
  anchor: string,
  links: readonly Link[],
  knowledge: LinkKnowledge,
  rules: LinkRules,
): FixedLink[] {
  const fixed = links.map((link) => ({
    ...link,
    to: link.row as number | undefined,
    because: [] as string[],
  }));
  for (let pass = 0; pass < rules.passes; pass++) {
    const slots = slotsOf(fixed);
    runPass(anchor, [...slots.values()], knowledge, rules);
    let changed = false;
    for (const link of fixed) {
      const slot = link.to === undefined ? undefined : slots.get(link.to);
      if (slot === undefined || slot.to === slot.row) continue;
      changed = true;
      link.to = slot.to;
      if (slot.because !== undefined) link.because.push(slot.because);
    }
    if (!changed) break;
  }
  return fixed;
}

/** The links that lead to one entity as one, in the order in which they are met first. */
function slotsOf(fixed: readonly FixedLink[]): Map<number, Slot> {
  const slots = new Map<number, Slot>();
  for (const { to, count } of fixed) {
    if (to === undefined) continue;
    const known = slots.get(to);
    slots.set(to, { row: to, count: count + (known?.count ?? 0), to, because: undefined });
  }
  return slots;
}

function runPass(anchor: string, slots: readonly Slot[], knowledge: LinkKnowledge, rules: LinkRules): void {
  const is = (name: LinkClass) => (slot: Living) => knowledge.is(slot.to, name);
  const unchanged = (slot: Slot) => slot.to === slot.row;
  const promote = (from: (slot: Living) => boolean, into: (slot: Living) => boolean, because: string) =>
    moveToMostLinked(slots, from, into, because, rules.least);
  const remove = (what: (slot: Living) => boolean, because: string) => {
    for (const slot of living(slots).filter(what)) change(slot, undefined, because);
  };

  promote(is("history"), is("people"), "history of people");
  const isArticle = (slot: Living) => !is("history")(slot) && !is("list")(slot);
  promote((slot) => unchanged(slot) && is("history")(slot), isArticle, "history");

  const { length } = [...anchor];
  if (length < rules.shortest) remove(() => true, "short anchor");
  if (length < rules.shortestSport)
    remove((slot) => is("sport")(slot) || is("thoroughfare")(slot), "short anchor of a sport or road");
  remove(is("episode list"), "list of episodes");

  moveToParents(slots, knowledge, rules);
  if (rules.needed.length > 0)
    remove(
      (slot) => unchanged(slot) && !rules.needed.some((relation) => knowledge.has(slot.to, relation)),
      "no kind known",
    );

  promote(is("human"), is("kinship"), "kinship");
  const isRare = new Set(slots.filter((slot) => slot.count < rules.rare));
  for (const name of ["cardinal direction", "country", "political organisation"] as const)
    promote((slot) => isRare.has(slot) && unchanged(slot) && !is("kept")(slot), is(name), name);
}

function change(slot: Slot, to: number | undefined, because: string): void {
  slot.to = to;
  slot.because = because;
}

/**
 * Gives links of some entities to the most linked of some others, where that has more; removes them where it has too few itself.
 * DeepType: `related_promote_highest`.
 */
function moveToMostLinked(
  slots: readonly Slot[],
  from: (slot: Living) => boolean,
  into: (slot: Living) => boolean,
  because: string,
  least: number,
): void {
  const all = living(slots);
  if (all.length < 2) return;
  // Few anchors have something to give links to, which is quickly found.
  const best = mostLinked(all.filter(into));
  if (best === undefined) return;
  const to = best.count > least ? best.to : undefined;
  for (const slot of all) if (slot.count < best.count && from(slot)) change(slot, to, because);
}

/**
 * Gives the links of each entity to the most linked of its parents among the anchor's entities, which has more of them or a path that
 * promotes. All are decided by what the links are before. DeepType: `extend_relations`.
 */
function moveToParents(slots: readonly Slot[], knowledge: LinkKnowledge, rules: LinkRules): void {
  const before = living(slots).map((slot) => ({ slot, to: slot.to, count: slot.count }));
  if (before.length < 2) return;
  const generic = before.filter(({ to }) => !knowledge.is(to, "people"));
  for (const { slot, to, count } of before) {
    const parents = knowledge.parents(to);
    const best = mostLinked(
      generic.filter((other) => {
        const parent = other.to === to ? undefined : parents.get(other.to);
        return parent !== undefined && (parent.promote || isMoreLinked(other.count, count, rules));
      }),
    );
    const path = best && rules.paths[parents.get(best.to)?.path ?? -1];
    if (best === undefined || path === undefined) continue;
    change(slot, best.count > rules.least ? best.to : undefined, pathName(path));
  }
}

const isMoreLinked = (generic: number, specific: number, { nearly }: LinkRules): boolean =>
  generic > specific || (generic > nearly.above && generic >= nearly.share * specific);

/** The first of those with the greatest count. */
function mostLinked<T extends { count: number; to: number }>(slots: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const slot of slots) if (best === undefined || slot.count > best.count) best = slot;
  return best;
}
