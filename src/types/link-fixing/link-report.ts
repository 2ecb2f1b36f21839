import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { ClassLexicon } from "../classes/class-lexicon.js";
import type { Link } from "./fix-anchor.js";
import { isChanged, type LinkFixing } from "./fix-links.js";

/** Pairs of anchor and entity, and their links together. */
export interface Amount {
  pairs: number;
  links: number;
}

/** What fixing changed, in numbers. */
export interface LinkReport {
  /** Texts that link to several entities. */
  readonly ambiguous: number;
  readonly changedAnchors: number;
  readonly all: Amount;
  readonly moved: Amount;
  readonly removed: Amount;
  /** What moved or removed them, by the last rule that did, most links first. */
  readonly because: ReadonlyMap<string, Amount>;
}

/** A candidate of an anchor, for readers. */
export interface ShownLink {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** What an anchor links to, before and after. */
export interface ShownAnchor {
  readonly anchor: string;
  readonly before: readonly ShownLink[];
  readonly after: readonly ShownLink[];
}

export function reportOf({ anchors, changed }: LinkFixing): LinkReport {
  const amount = (): Amount => ({ pairs: 0, links: 0 });
  const add = (to: Amount, count: number): void => {
    to.pairs++;
    to.links += count;
  };
  const [all, moved, removed] = [amount(), amount(), amount()];
  const because = new Map<string, Amount>();
  let ambiguous = 0;
  for (const { links } of anchors.values()) {
    if (links.length > 1) ambiguous++;
    for (const { count } of links) add(all, count);
  }
  for (const links of changed.values())
    for (const link of links.filter(isChanged)) {
      add(link.to === undefined ? removed : moved, link.count);
      const rule = link.because.at(-1) ?? "";
      const known = because.get(rule) ?? amount();
      because.set(rule, known);
      add(known, link.count);
    }
  const byLinks = [...because].sort(([, a], [, b]) => b.links - a.links);
  return { ambiguous, changedAnchors: changed.size, all, moved, removed, because: new Map(byLinks) };
}

/** Shorter anchors are letters and abbreviations. */
const SHORTEST_NOUN = 3;

/**
 * The anchors that link to most entities, of the common nouns that texts write small: "king", "final".
 *
 * @param least to how many entities they have to lead where they are written small
 */
export function mostOverloaded(
  { anchors }: LinkFixing,
  lexicon: Pick<ClassLexicon, "noun">,
  most: number,
  least = 5,
): string[] {
  return [...anchors]
    .filter(([anchor, { small }]) => anchor.length >= SHORTEST_NOUN && small >= least && lexicon.noun(anchor))
    .sort(([a, one], [b, other]) => other.links.length - one.links.length || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([anchor]) => anchor);
}

export function showAnchor(kb: KnowledgeBase, fixing: LinkFixing, anchor: string): ShownAnchor {
  const shown = ({ row, count }: Link): ShownLink => {
    const { id = "", name = "" } = kb.at(row) ?? {};
    return { id, name, count };
  };
  return {
    anchor,
    before: (fixing.anchors.get(anchor)?.links ?? []).map(shown),
    after: fixing.linksAfter(anchor).map(shown),
  };
}

/** The changes as lines of a table: anchor, from, to (nothing where a link was removed), links, because. */
export function* changeLines(kb: KnowledgeBase, { changed }: LinkFixing): Generator<string> {
  const cell = (text: string) => text.replace(/\s/g, " ");
  yield "anchor\tfrom\tto\tlinks\tbecause\n";
  for (const [anchor, links] of changed)
    for (const { row, to, count, because } of links.filter(isChanged)) {
      const target = to === undefined ? "" : (kb.at(to)?.id ?? "");
      yield `${[anchor, kb.at(row)?.id ?? "", target, String(count), because.join("; ")].map(cell).join("\t")}\n`;
    }
}
