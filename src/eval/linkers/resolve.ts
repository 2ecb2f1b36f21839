import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { normaliseAlias } from "../../text/normalise.js";
import type { GoldDocument, GoldMention } from "../dataset.js";
import { contextOf } from "../errors/error-classes.js";
import { isQid } from "../formats/references.js";
import type { ResolvedMention } from "../judged.js";

/** References that are remembered; predictions and lists of candidates name the same entities over and over. */
const REMEMBERED = 100_000;

/** How an entity may be written elsewhere: as it is, with spaces for underscores, and that with its first letter capital. */
function writings(reference: string): string[] {
  const spaced = reference.replaceAll("_", " ");
  const [first = "", ...rest] = spaced;
  return [reference, spaced, first.toUpperCase() + rest.join("")];
}

/**
 * Finds what data sets and linkers of elsewhere mean in a KB.
 *
 * @example
 * ```ts
 * const resolver = new Resolver(kb);
 * resolver.id("apple_Inc."); // "Q312", in a KB of QIDs that knows the title "Apple Inc."
 * resolver.mentions(document)[0]?.right; // ["Q312"]
 * ```
 */
export class Resolver {
  private readonly known = new Map<string, string | undefined>();

  constructor(private readonly kb: KnowledgeBase) {}

  /** The KB's id of a title, a QID or an id; undefined where the KB has nothing that is called so. */
  id(reference: string): string | undefined {
    if (this.known.has(reference)) return this.known.get(reference);
    let id: string | undefined;
    for (const writing of writings(reference)) {
      id = this.kb.resolve(writing);
      if (id !== undefined) break;
    }
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(reference, id);
    return id;
  }

  /** The KB's ids of several references, each once, in their order; those that the KB lacks are left out. */
  ids(references: Iterable<string>): string[] {
    const ids = new Set<string>();
    for (const reference of references) {
      const id = this.id(reference);
      if (id !== undefined) ids.add(id);
    }
    return [...ids];
  }

  /** The gold mentions of a document as the KB sees them, in their order. */
  mentions({ text, mentions }: Pick<GoldDocument, "text" | "mentions">): ResolvedMention[] {
    return mentions.map((mention) => this.mention(text, mention));
  }

  /**
   * What is right: the first of the entity's names that the KB knows, since the others may be names that it shares with something
   * else; its QIDs, which are shared with nothing; and the others that the data set accepts.
   */
  private right(entity: string, sameAs: readonly string[], others: readonly string[]): string[] {
    const [first] = this.ids([entity, ...sameAs]);
    return [
      ...new Set([
        ...(first === undefined ? [] : [first]),
        ...this.ids(sameAs.filter(isQid)),
        ...this.ids(others),
      ]),
    ];
  }

  private mention(text: string, mention: GoldMention): ResolvedMention {
    const { start, end, entity, sameAs = [], others = [] } = mention;
    const surface = text.slice(start, end);
    const right = entity === null ? [] : this.right(entity, sameAs, others);
    const record = right[0] === undefined ? undefined : this.kb.entity(right[0]);
    return {
      start,
      end,
      text: surface,
      reference: entity,
      right,
      label: mention.label ?? record?.types?.["ner"]?.[0],
      optional: mention.optional ?? false,
      parent: mention.parent,
      slices: mention.slices ?? [],
      count: entity === null ? undefined : (record?.count ?? 0),
      ambiguity: this.kb.lookup(normaliseAlias(surface)).postings.length,
      context: contextOf(text, mention),
    };
  }
}
