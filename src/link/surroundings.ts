import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { normaliseAlias } from "../text/normalise.js";
import { MAX_OBJECTS, objectName } from "./entity-view.js";

/** Text that is searched for names is cut into blocks of this many UTF-16 units; each is read with its neighbours. */
const BLOCK = 2_000;

/** Normalised names of what an entity is related to. */
interface RelatedNames {
  all: string[];
  /** What it lies in. */
  wholes: string[];
}

/** Names by record, of which the KB makes new ones after an edit. */
export class EntityNames {
  private readonly own = new WeakMap<EntityRecord, string>();
  private readonly related = new WeakMap<EntityRecord, RelatedNames>();

  constructor(private readonly kb: KnowledgeBase) {}

  /** The entity's own name, normalised. */
  of(entity: EntityRecord): string {
    let name = this.own.get(entity);
    if (name === undefined) {
      name = normaliseAlias(entity.name);
      this.own.set(entity, name);
    }
    return name;
  }

  /** What the entity is related to. */
  relatedTo(entity: EntityRecord): RelatedNames {
    let names = this.related.get(entity);
    if (names === undefined) {
      const all = new Set<string>();
      const wholes = new Set<string>();
      for (const { relation, object } of (entity.relations ?? []).slice(0, MAX_OBJECTS)) {
        const name = normaliseAlias(objectName(this.kb, object));
        if (name.length >= 4) all.add(name);
        if (name !== "" && PLACE_RELATIONS.has(relation)) wholes.add(name);
      }
      names = { all: [...all], wholes: [...wholes] };
      this.related.set(entity, names);
    }
    return names;
  }
}

const PLACE_RELATIONS = new Set(["region", "country", "part of", "state", "city", "located in"]);

/** A part of the text, normalised, in which names are looked for. */
class Block {
  /** Padded with spaces. */
  private readonly text: string;
  private readonly words: ReadonlySet<string>;
  /** What was looked for, and whether it is there: candidates of a text are related to much the same. */
  private readonly known = new Map<string, boolean>();

  constructor(text: string) {
    const normalised = normaliseAlias(text);
    this.text = ` ${normalised} `;
    this.words = new Set(normalised.split(" "));
  }

  /** @param name a normalised name of one word or more */
  holds(name: string): boolean {
    let found = this.known.get(name);
    if (found === undefined) {
      const space = name.indexOf(" ");
      found =
        space < 0
          ? this.words.has(name)
          : this.words.has(name.slice(0, space)) && this.text.includes(` ${name} `);
      this.known.set(name, found);
    }
    return found;
  }
}

/** The text around mentions, for finding in it what an entity is related to. */
export class Surroundings {
  private readonly blocks = new Map<number, Block>();
  /** Names of entities that the text is known to speak of, whatever it calls them. */
  private readonly meant: ReadonlySet<string>;
  /** What was last read behind a mention, see {@link within}. */
  private following = { end: -1, text: "" };

  /** @param meant entities that the text is known to speak of */
  constructor(
    private readonly text: string,
    private readonly names: EntityNames,
    meant: readonly EntityRecord[] = [],
  ) {
    this.meant = new Set(meant.map((entity) => names.of(entity)));
  }

  /** The text around an offset. */
  private around(offset: number): Block {
    const number = Math.floor(offset / BLOCK);
    let block = this.blocks.get(number);
    if (block === undefined) {
      block = new Block(this.text.slice(Math.max(0, (number - 1) * BLOCK), (number + 2) * BLOCK));
      this.blocks.set(number, block);
    }
    return block;
  }

  /**
   * How many things that the entity is related to are named near the mention, or known to be spoken of, at most 2; the mention's own
   * words do not count.
   */
  related(entity: EntityRecord, mention: { start: number; key: string }): number {
    const around = this.around(mention.start);
    let found = 0;
    for (const name of this.names.relatedTo(entity).all) {
      if (!around.holds(name) && !this.meant.has(name)) continue;
      if (` ${mention.key} `.includes(` ${name} `)) continue;
      if (++found === 2) break;
    }
    return found;
  }

  /** Share of words that stand near the mention; undefined = there are none to look for. */
  holds(words: readonly string[], mention: { start: number }): number | undefined {
    if (words.length === 0) return undefined;
    const around = this.around(mention.start);
    let held = 0;
    for (const word of words) if (around.holds(word)) held++;
    return held / words.length;
  }

  /** 1 when the mention is followed by what the entity lies in: "Paris, Texas". */
  within(entity: EntityRecord, { end }: { end: number }): number {
    if (this.following.end !== end) this.following = { end, text: this.followingName(end) };
    const { text } = this.following;
    if (text === "") return 0;
    return this.names.relatedTo(entity).wholes.some((name) => text.startsWith(` ${name} `)) ? 1 : 0;
  }

  /** The name behind a comma, normalised and padded with spaces; "" where there is none. */
  private followingName(end: number): string {
    const after = /^,\s+([\p{Lu}][\p{L}\p{M}.' -]{2,40})/u.exec(this.text.slice(end, end + 48))?.[1];
    return after === undefined ? "" : ` ${normaliseAlias(after)} `;
  }

  /** 1 when the entity's full name, longer than the mention, stands nearby: "Grace Hopper" for "Hopper". */
  fullName(entity: EntityRecord, mention: { start: number; key: string }): number {
    const name = this.names.of(entity);
    const longer = name.length > mention.key.length && ` ${name} `.includes(` ${mention.key} `);
    return longer && this.around(mention.start).holds(name) ? 1 : 0;
  }
}
