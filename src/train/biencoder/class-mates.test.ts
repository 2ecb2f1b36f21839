import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { assignedEntityTypes } from "../../link/types/assigned-entity-types.js";
import { classInText } from "../../link/types/class-in-text.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import { randomFractions } from "../../random.js";
import { configOf } from "../config/index.js";
import { EntitySource } from "../encoders/entity-source.js";
import { Masking } from "../encoders/masking.js";
import { Popularity } from "../encoders/popularity.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { ClassMates } from "./class-mates.js";
import { type MentionExample, mentionExamples } from "./examples.js";
import { biEncoderSchema } from "./schema.js";

const KINDS = ["other", "river", "company", "singer"];
/** The types of `smallWorld`, but for its first entity. */
const types = assignedEntityTypes({
  system: "kind",
  axes: [{ name: "kind", classes: KINDS, classOf: new Uint16Array(0) }],
});

let kb: KnowledgeBase;
beforeAll(async () => {
  kb = await smallWorld(40);
});
const kindOf = (row: number) => kb.at(row)?.types?.["kind"]?.[0];

describe("ClassMates", () => {
  it("draws others of the class, each once and none that is taken", () => {
    const mates = ClassMates.read(kb, types);
    const next = randomFractions(3);
    const seen = new Set<number>();
    for (let round = 0; round < 500; round++) {
      const row = round % kb.size;
      const taken = [(row + 3) % kb.size, (row + 6) % kb.size];
      const drawn = mates.draw(row, 4, taken, next);
      expect(new Set(drawn).size).toBe(4);
      expect(drawn.map(kindOf)).toEqual(Array(4).fill(kindOf(row)));
      expect(drawn.filter((one) => one === row || taken.includes(one))).toEqual([]);
      for (const one of drawn) seen.add(one);
    }
    // What was drawn stays in the class.
    expect(seen.size).toBe(kb.size);
  });

  it("gives all that there are of a small class, and nothing of one that is not known", () => {
    const mates = ClassMates.read(kb, types);
    const next = randomFractions(3);
    expect(mates.draw(0, 100, [3], next).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 38 }, (_, i) => 3 * (i + 2)),
    );
    expect(mates.draw(0, 0, [], next)).toEqual([]);
    const unknown = ClassMates.read(kb, assignedEntityTypes({ system: "none", axes: [] }));
    expect(unknown.draw(0, 3, [], next)).toEqual([]);
  });
});

describe("negatives of the same class", () => {
  const config = configOf(biEncoderSchema, undefined, []);
  const examples = async (perMention: number, mates: ClassMates | undefined) => {
    const tokeniser = await useLiteTokeniser();
    const texts = smallTexts(kb, [0, 1, 2], 20, 1);
    const options = {
      ...{ tokeniser, inputs: config.inputs, special: USE_LITE_SPECIAL, negatives: perMention, nil: false },
      entities: new EntitySource(kb, tokeniser, config.inputs),
      masking: new Masking(config.masking, new Popularity(new Map())),
    };
    const all: MentionExample[] = [];
    for await (const one of mentionExamples(() => texts, { ...options, ...(mates && { mates }) }, 1))
      all.push(one);
    return all;
  };

  it("come behind those of the name, where these are too few", async () => {
    for (const { row, negatives } of await examples(5, ClassMates.read(kb, types))) {
      expect(negatives).toHaveLength(5);
      expect(new Set([...negatives, row]).size).toBe(6);
      const first = (row as number) - ((row as number) % 3);
      expect(negatives.slice(0, 2).map((one) => one - (one % 3))).toEqual([first, first]);
      expect(negatives.slice(2).map(kindOf)).toEqual(Array(3).fill(kindOf(row as number)));
    }
  });

  it("change nothing where there are enough", async () => {
    expect(await examples(2, ClassMates.read(kb, types))).toEqual(await examples(2, undefined));
  });
});

it("classes in the texts of entities are read with their types", async () => {
  const tokeniser = await useLiteTokeniser();
  const ner = assignedEntityTypes({
    system: "ner",
    axes: [{ name: "ner", classes: ["other", "LOC", "PER"], classOf: Uint16Array.of(1, 0, 2) }],
  });
  const plain = new EntitySource(kb, tokeniser, config());
  const classed = new EntitySource(kb, tokeniser, config(), classInText(kb, ner));
  expect([0, 1, 2].map((row) => classed.text(row).types)).toEqual([
    ["river", "place"],
    ["company"],
    ["singer", "person"],
  ]);
  expect(classed.fields(1)).toEqual(plain.fields(1));
  expect(classed.fields(2).types).toHaveLength(2);
  expect(plain.fields(2).types).toHaveLength(1);
});

const config = () => configOf(biEncoderSchema, undefined, []).inputs;
