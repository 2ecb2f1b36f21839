import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { EntityRecord } from "../kb/record.js";
import { FEATURES } from "../link/features.js";
import { Linker } from "../link/linker.js";
import type { Weights } from "../link/weights.js";
import { AliasSpotter } from "../mentions/alias-spotter.js";
import type { GoldDocument, GoldMention } from "./dataset.js";
import type { Prediction } from "./judged.js";
import type { EvaluatedLinker } from "./linkers/linkers.js";
import { Resolver } from "./linkers/resolve.js";
import type { Dataset } from "./read-dataset.js";

/** A KB of a few entities and documents about them, for tests. */
export const RECORDS: EntityRecord[] = [
  {
    id: "loc:jordan",
    name: "Jordan",
    description: "a kingdom in the Middle East",
    types: { ner: ["LOC"] },
    sameAs: ["Q810", "Kingdom of Jordan"],
    count: 60,
  },
  {
    id: "river:jordan",
    name: "Jordan River",
    aliases: [{ text: "Jordan", count: 4 }],
    types: { ner: ["LOC"] },
    sameAs: ["Q40059"],
    count: 2000,
  },
  {
    id: "per:jordan",
    name: "Michael Jordan",
    aliases: [{ text: "Jordan", count: 30 }],
    description: "an American basketball player of the Chicago Bulls",
    types: { ner: ["PER"] },
    sameAs: ["Q41421", "Michael Jordan"],
    count: 50,
  },
  { id: "loc:chicago", name: "Chicago", types: { ner: ["LOC"] }, sameAs: ["Chicago"], count: 900 },
  { id: "loc:lodz", name: "Łódź", types: { ner: ["LOC"] }, sameAs: ["Łódź", "Q580"] },
];

export const smallKb = async (): Promise<KnowledgeBase> => createKnowledgeBase(RECORDS, { name: "small" });

const WEIGHTS: Weights = {
  features: {
    ...(Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0.5])) as Weights["features"]),
    // Corrections of what others say, where a list is given: as much again would say it twice.
    listedPrior: 0,
    listedName: 0,
  },
  nil: -6,
  temperature: 1,
};

/** A linker that needs no encoder. */
export const smallLinker = (kb: KnowledgeBase): Linker =>
  new Linker(kb, new AliasSpotter(kb), () => Promise.reject(new Error("no encoder is needed")), WEIGHTS);

/** A document whose mentions are the given words, in their order in the text. */
export function document(
  id: string,
  text: string,
  mentions: readonly (readonly [surface: string, about: Omit<GoldMention, "start" | "end">])[],
  more: Partial<GoldDocument> = {},
): GoldDocument {
  let from = 0;
  return {
    id,
    text,
    mentions: mentions.map(([surface, about]) => {
      const start = text.indexOf(surface, from);
      if (start < 0) throw new Error(`${surface} is not in the text`);
      from = start + 1;
      return { start, end: start + surface.length, ...about };
    }),
    ...more,
  };
}

export const DOCUMENTS: readonly GoldDocument[] = [
  document("bulls", "Jordan scored for Chicago. Odo Brannt watched.", [
    ["Jordan", { entity: "Michael Jordan", sameAs: ["Q41421"], slices: ["sport"] }],
    ["Chicago", { entity: "Chicago" }],
    ["Odo Brannt", { entity: null, label: "PER" }],
  ]),
  document("desert", "Jordan is a kingdom. The Jordan flows.", [
    ["Jordan", { entity: "kingdom_of_Jordan", candidates: ["Q810", "Q40059", "Q1"] }],
    ["Jordan", { entity: "Q40059" }],
  ]),
  document("mill", "Łódź had mills 😀 and Amman had none.", [
    ["Łódź", { entity: "Q580" }],
    ["Amman", { entity: "Amman" }],
  ]),
];

/** Documents as a data set that is read from nowhere. */
export const datasetOf = (documents: readonly GoldDocument[], name = "small"): Dataset => ({
  name,
  path: "memory",
  format: "memory",
  read: () => documents,
});

/** A linker that knows the answers: all of them, or those that `isAnswered` lets it give. */
export function oracle(
  kb: KnowledgeBase,
  documents: readonly GoldDocument[],
  isAnswered: (mention: GoldMention) => boolean = () => true,
): EvaluatedLinker {
  const resolver = new Resolver(kb);
  const answers = new Map(
    documents.map((one) => [
      one.id,
      resolver.mentions(one).flatMap(({ start, end, right }, i): Prediction[] => {
        const mention = one.mentions[i];
        if (mention === undefined || !isAnswered(mention)) return [];
        const entity = right[0] ?? null;
        const candidates = entity === null ? [] : [{ id: entity, probability: 1 }];
        return [{ start, end, entity, confidence: 1, candidates }];
      }),
    ]),
  );
  const answer = async ({ id }: { id: string }) => answers.get(id) ?? [];
  return {
    name: "oracle",
    generate: async (task) =>
      task.mentions.map(({ start, end }) => {
        const known = answers.get(task.id)?.find((one) => one.start === start && one.end === end);
        return known === undefined || known.entity === null ? [] : [known.entity];
      }),
    disambiguate: answer,
    annotate: answer,
    close: async () => {},
  };
}
