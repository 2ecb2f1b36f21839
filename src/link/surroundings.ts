import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { normaliseAlias } from "../text/normalise.js";

/** Text that is searched for names is cut into blocks of this many UTF-16 units; each is read with its neighbours. */
const BLOCK = 2_000;
/** Relations of an entity whose objects are looked for. */
const MAX_RELATIONS = 12;

/** The names around a mention, for finding in a text what an entity is related to. */
export class Surroundings {
  private readonly blocks = new Map<number, string>();

  constructor(
    private readonly text: string,
    private readonly kb: KnowledgeBase,
  ) {}

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
   * How many things that the entity is related to are named near the mention, at most 2; the mention's own words do not count.
   */
  related(entity: EntityRecord, mention: { start: number; key: string }): number {
    const around = this.around(mention.start);
    const names = new Set<string>();
    for (const { object } of (entity.relations ?? []).slice(0, MAX_RELATIONS)) {
      const name = this.nameOf(object);
      if (name.length >= 4 && !` ${mention.key} `.includes(` ${name} `) && around.includes(` ${name} `))
        names.add(name);
    }
    return Math.min(2, names.size);
  }

  /** 1 when the mention is followed by what the entity lies in: "Paris, Texas". */
  within(entity: EntityRecord, mention: { end: number }): number {
    const after = /^,\s+([\p{Lu}][\p{L}\p{M}.' -]{2,40})/u.exec(
      this.text.slice(mention.end, mention.end + 48),
    )?.[1];
    if (after === undefined) return 0;
    const following = ` ${normaliseAlias(after)} `;
    const places = (entity.relations ?? []).filter(({ relation }) => PLACE_RELATIONS.has(relation));
    return places.some(({ object }) => {
      const name = this.nameOf(object);
      return name !== "" && following.startsWith(` ${name} `);
    })
      ? 1
      : 0;
  }

  /** 1 when the entity's full name, longer than the mention, stands nearby: "Grace Hopper" for "Hopper". */
  fullName(entity: EntityRecord, mention: { start: number; key: string }): number {
    const name = normaliseAlias(entity.name);
    const longer = name !== mention.key && ` ${name} `.includes(` ${mention.key} `);
    return longer && this.around(mention.start).includes(` ${name} `) ? 1 : 0;
  }

  private nameOf(object: string): string {
    const name = object.includes(":") ? this.kb.entity(object)?.name : object;
    return name === undefined ? "" : normaliseAlias(name);
  }
}

const PLACE_RELATIONS = new Set(["region", "country", "part of", "state", "city", "located in"]);
