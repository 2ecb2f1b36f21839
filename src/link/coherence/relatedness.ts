import type { EntityRecord } from "../../kb/record.js";
import type { NameBeliefs } from "./name-beliefs.js";

/** Relations of an entity that are looked at, the first. */
const MOST_RELATIONS = 64;

/** How an entity is tied to what the other names of a document may mean. */
export interface Relatedness {
  /** ln(1 + how many of them are related to it, in either direction), by their probabilities. */
  linked: number;
  /** Share of what it is related to that others are related to as well, 0 to 1. */
  shared: number;
}

/** Looks for relations between the entities of a document, in time that is linear in its names. */
export class Relations {
  /** Probability of each entity, and of being what one is related to, summed over all names. */
  private readonly believed = new Masses();
  private readonly objects = new Masses();

  constructor(names: ReadonlyMap<string, NameBeliefs>) {
    for (const { key, voices } of names.values())
      for (const { entity, probability } of voices) {
        this.believed.add(key, entity.id, probability);
        for (const object of objectsOf(entity)) this.objects.add(key, object, probability);
      }
  }

  of(entity: EntityRecord, key: string): Relatedness {
    const objects = objectsOf(entity);
    let linked = this.objects.ofOthers(key, entity.id);
    let shared = 0;
    const own = this.believed.ofOthers(key, entity.id);
    for (const object of objects) {
      linked += this.believed.ofOthers(key, object);
      // What the entity itself, as the meaning of another name, is related to is shared with nobody.
      shared += Math.min(1, Math.max(0, this.objects.ofOthers(key, object) - own));
    }
    return { linked: Math.log1p(linked), shared: objects.size === 0 ? 0 : shared / objects.size };
  }
}

/** The things that an entity is related to, each once, without itself. */
function objectsOf({ id, relations = [] }: EntityRecord): Set<string> {
  const objects = new Set(relations.slice(0, MOST_RELATIONS).map(({ object }) => object));
  objects.delete(id);
  return objects;
}

/** Sums by thing, of which those that one name brings can be taken away. */
class Masses {
  private readonly all = new Map<string, number>();
  private readonly byName = new Map<string, Map<string, number>>();

  add(name: string, thing: string, mass: number): void {
    const own = this.byName.get(name) ?? new Map<string, number>();
    this.byName.set(name, own);
    for (const sums of [this.all, own]) sums.set(thing, (sums.get(thing) ?? 0) + mass);
  }

  ofOthers(name: string, thing: string): number {
    const all = this.all.get(thing);
    return all === undefined ? 0 : Math.max(0, all - (this.byName.get(name)?.get(thing) ?? 0));
  }
}
