import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { normaliseAlias } from "../text/normalise.js";
import { MAX_OBJECTS, objectName } from "./entity-view.js";

/** Text that is searched for names is cut into blocks of this many UTF-16 units; each is read with its neighbours. */
const BLOCK = 2_000;

/** Normalised names of an entity and of what it is related to. */
interface Names {
  own: string;
  related: string[];
  /** What it lies in. */
  wholes: string[];
}

/** Names by record, of which the KB makes new ones after an edit. */
export class EntityNames {
  private readonly known = new WeakMap<EntityRecord, Names>();

  constructor(private readonly kb: KnowledgeBase) {}

  of(entity: EntityRecord): Names {
    let names = this.known.get(entity);
    if (names === undefined) {
      const related = new Set<string>();
      const wholes = new Set<string>();
      for (const { relation, object } of (entity.relations ?? []).slice(0, MAX_OBJECTS)) {
        const name = normaliseAlias(objectName(this.kb, object));
        if (name.length >= 4) related.add(name);
        if (name !== "" && PLACE_RELATIONS.has(relation)) wholes.add(name);
      }
      names = { own: normaliseAlias(entity.name), related: [...related], wholes: [...wholes] };
      this.known.set(entity, names);
    }
    return names;
  }
}

const PLACE_RELATIONS = new Set(["region", "country", "part of", "state", "city", "located in"]);

/** The text around mentions, for finding in it what an entity is related to. */
export class Surroundings {
  private readonly blocks = new Map<number, string>();
  /** Names of entities that the text is known to speak of, whatever it calls them. */
  private readonly meant: ReadonlySet<string>;

  /** @param meant entities that the text is known to speak of */
  constructor(
    private readonly text: string,
    private readonly names: EntityNames,
    meant: readonly EntityRecord[] = [],
  ) {
    this.meant = new Set(meant.map((entity) => names.of(entity).own));
  }

  /** The normalised text around an offset, padded with spaces. */
  private around(offset: number): string {
    const block = Math.floor(offset / BLOCK);
    let normalised = this.blocks.get(block);
    if (normalised === undefined) {
      normalised = ` ${normaliseAlias(this.text.slice(Math.max(0, (block - 1) * BLOCK), (block + 2) * BLOCK))} `;
      this.blocks.set(block, normalised);
    }
    return normalised;
  }

  /**
   * How many things that the entity is related to are named near the mention, or known to be spoken of, at most 2; the mention's own
   * words do not count.
   */
  related(entity: EntityRecord, mention: { start: number; key: string }): number {
    const around = this.around(mention.start);
    const own = ` ${mention.key} `;
    let found = 0;
    for (const name of this.names.of(entity).related) {
      const named = this.meant.has(name) || around.includes(` ${name} `);
      if (!named || own.includes(` ${name} `)) continue;
      if (++found === 2) break;
    }
    return found;
  }

  /** Share of words that stand near the mention; undefined = there are none to look for. */
  holds(words: readonly string[], mention: { start: number }): number | undefined {
    if (words.length === 0) return undefined;
    const around = this.around(mention.start);
    return words.filter((word) => around.includes(` ${word} `)).length / words.length;
  }

  /** 1 when the mention is followed by what the entity lies in: "Paris, Texas". */
  within(entity: EntityRecord, mention: { end: number }): number {
    const after = /^,\s+([\p{Lu}][\p{L}\p{M}.' -]{2,40})/u.exec(
      this.text.slice(mention.end, mention.end + 48),
    )?.[1];
    if (after === undefined) return 0;
    const following = ` ${normaliseAlias(after)} `;
    return this.names.of(entity).wholes.some((name) => following.startsWith(` ${name} `)) ? 1 : 0;
  }

  /** 1 when the entity's full name, longer than the mention, stands nearby: "Grace Hopper" for "Hopper". */
  fullName(entity: EntityRecord, mention: { start: number; key: string }): number {
    const name = this.names.of(entity).own;
    const longer = name !== mention.key && ` ${name} `.includes(` ${mention.key} `);
    return longer && this.around(mention.start).includes(` ${name} `) ? 1 : 0;
  }
}
