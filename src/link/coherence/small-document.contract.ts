import type { EntityRecord } from "../../kb/record.js";
import type { BelievedMention } from "./beliefs.js";
import { EntityEmbeddings } from "./entity-embeddings.js";

/** Entities of two worlds, sport and geography, whose names mean one of each. */
const WORLDS = ["team", "city"] as const;

/** "team:leeds", called "Leeds F.C."; "city:leeds", called "Leeds, England" */
export function entityOf(world: (typeof WORLDS)[number], name: string): EntityRecord {
  return {
    id: `${world}:${name}`,
    name: world === "team" ? `${name} F.C.` : `${name}, England`,
    types: { ner: [world === "team" ? "ORG" : "LOC"] },
    relations: [{ relation: "part of", object: world === "team" ? "league" : "england" }],
  };
}

export interface NamedMention {
  name: string;
  /** Probabilities of the team and of the city. */
  team: number;
  city: number;
}

/** A text that names the mentions one after another, and what is believed of them. */
export function documentOf(
  named: readonly NamedMention[],
  separator = " met ",
): { text: string; mentions: BelievedMention[] } {
  const known = new Map<string, EntityRecord>();
  const record = (world: (typeof WORLDS)[number], name: string): EntityRecord => {
    const id = `${world}:${name}`;
    const entity = known.get(id) ?? entityOf(world, name);
    known.set(id, entity);
    return entity;
  };
  let text = "";
  const mentions = named.map(({ name, team, city }) => {
    const start = text.length;
    text += name + separator;
    return {
      ...{ start, end: start + name.length, key: name.toLowerCase() },
      candidates: [
        { entity: record("team", name), probability: team },
        { entity: record("city", name), probability: city },
      ],
    };
  });
  return { text, mentions };
}

/** All teams in one direction, all cities in another, nearly. */
export const WORLD_EMBEDDINGS = {
  dimensions: 3,
  vector(id: string): Float32Array | undefined {
    const lean = (id.length % 5) / 20;
    const length = Math.hypot(1, lean);
    if (id.startsWith("team:")) return Float32Array.of(1 / length, 0, lean / length);
    if (id.startsWith("city:")) return Float32Array.of(0, 1 / length, lean / length);
    return undefined;
  },
};

export const worldEmbeddings = (): EntityEmbeddings => new EntityEmbeddings(WORLD_EMBEDDINGS);
