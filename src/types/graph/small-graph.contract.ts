import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { EntityRecord } from "../../kb/record.js";
import { type EntityGraph, entityGraphOf } from "./entity-graph.js";

const isA = (object: string) => ({ relation: "instance of", object });
const kindOf = (object: string) => ({ relation: "subclass of", object });

/** A KB of jaguars and what they are, for tests; "thing" and "object" are kinds of each other. */
export const JAGUARS: EntityRecord[] = [
  { id: "thing", name: "thing", relations: [kindOf("object")] },
  { id: "object", name: "object", relations: [kindOf("thing")] },
  { id: "animal", name: "animal", relations: [kindOf("thing")], sameAs: ["Q729"] },
  { id: "cat", name: "cat", relations: [kindOf("animal")] },
  { id: "company", name: "company", relations: [kindOf("object")] },
  { id: "car", name: "car", relations: [kindOf("object")] },
  {
    id: "jaguar",
    name: "jaguar",
    types: { ner: ["ANIM"], wordnet: ["cat", "animal"] },
    relations: [kindOf("cat"), { relation: "region", object: "brazil" }],
    count: 30,
  },
  {
    id: "jaguar cars",
    name: "Jaguar",
    types: { ner: ["ORG"] },
    relations: [isA("company"), { relation: "country", object: "uk" }],
    attributes: { founded: 1922 },
    count: 40,
  },
  {
    id: "xj220",
    name: "Jaguar XJ220",
    types: { ner: ["VEHI"] },
    relations: [isA("car"), { relation: "manufacturer", object: "jaguar cars" }],
    attributes: { founded: "1992-05-01", fuel: "petrol" },
    count: 5,
  },
  {
    id: "uk",
    name: "United Kingdom",
    types: { ner: ["LOC"] },
    relations: [{ relation: "part of", object: "europe" }],
    count: 90,
  },
  { id: "brazil", name: "Brazil", types: { ner: ["LOC"] }, count: 80 },
  { id: "europe", name: "Europe", types: { ner: ["LOC"] }, count: 70 },
];

export const jaguarGraph = async (): Promise<EntityGraph> =>
  entityGraphOf(await createKnowledgeBase(JAGUARS));
