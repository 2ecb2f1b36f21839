import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { CrossInputs, JointDefinition, UpperDefinition } from "../../models/encoders/cross-settings.js";
import { crossTokens } from "../../models/encoders/cross-tokens.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { EntitySource } from "../encoders/entity-source.js";
import { Masking } from "../encoders/masking.js";
import { Popularity } from "../encoders/popularity.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { type CandidateExample, type CandidateOptions, candidateExamples } from "./examples.js";
import { formOf } from "./form.js";

const inputs: CrossInputs = {
  markers: true,
  aligned: false,
  contextTokens: 24,
  mentionTokens: 8,
  entityTokens: 24,
  nameTokens: 8,
  typeTokens: 4,
  relationTokens: 0,
  aliasTokens: 4,
};
const names = Array.from({ length: 20 }, (_, i) => i);

let kb: KnowledgeBase;
let tokeniser: Tokeniser;
beforeAll(async () => {
  kb = await smallWorld(20);
  tokeniser = await useLiteTokeniser();
});

async function examplesOf(
  changes: Partial<CandidateOptions> = {},
  strength = 0,
): Promise<CandidateExample[]> {
  const popularity = await Popularity.count(() => smallTexts(kb, names, 40, 1));
  const masking = { strength, percentiles: [], shares: [1], fields: 0 };
  const options: CandidateOptions = {
    tokeniser,
    entities: new EntitySource(kb, tokeniser, inputs),
    inputs,
    special: USE_LITE_SPECIAL,
    masking: new Masking(masking, popularity),
    unrelated: 0,
    count: 5,
    first: 16,
    strangers: false,
    ...changes,
  };
  const examples: CandidateExample[] = [];
  for await (const example of candidateExamples(() => smallTexts(kb, names, 40, 1), options, 7))
    examples.push(example);
  return examples;
}

const mentions = () => smallTexts(kb, names, 40, 1).flatMap((text) => text.mentions);
/** An entity as text. */
const entityOf = ({ ids }: CandidateExample["entities"][number]): string => tokeniser.decode(ids);

describe("candidateExamples", () => {
  it("has the mention's own entity at the label, among its namesakes", async () => {
    const examples = await examplesOf();
    expect(examples).toHaveLength(80);
    for (const [i, { entities, label }] of examples.entries()) {
      const own = kb.at(mentions()[i]?.row ?? 0);
      expect(entities).toHaveLength(3);
      const shown = entities.map(entityOf);
      expect(shown[label]).toContain(own?.description?.slice(0, 20));
      expect(new Set(shown).size).toBe(3);
    }
    // Its place among them says nothing.
    expect(new Set(examples.map(({ label }) => label))).toEqual(new Set([0, 1, 2]));
  });

  it("fills short lists up with strangers, where it is told to", async () => {
    for (const { entities } of await examplesOf({ strangers: true })) {
      expect(entities).toHaveLength(5);
      expect(new Set(entities.map(entityOf)).size).toBe(5);
    }
  });

  it("draws from the first of the lists that were found, and leaves out what has no other candidate", async () => {
    const own = mentions().map(({ row }) => row as number);
    const lists: CandidateLists = {
      mentions: own.length,
      most: 4,
      // Of every other mention nothing was found but its own entity.
      rows: (place) => (place % 2 === 0 ? [40, own[place] as number, 41, 42] : [own[place] as number]),
      scores: () => [],
    };
    const examples = await examplesOf({ lists, first: 2 });
    expect(examples).toHaveLength(40);
    for (const [i, { entities, label }] of examples.entries()) {
      const row = own[2 * i] as number;
      const wrong = [40, 41, 42].filter((other) => other !== row).slice(0, 2);
      const others = entities.toSpliced(label, 1).map(entityOf);
      const beginnings = wrong.map((other) => kb.at(other)?.description?.slice(0, 12) as string);
      expect(others).toHaveLength(2);
      for (const beginning of beginnings) expect(others.some((one) => one.includes(beginning))).toBe(true);
    }
  });

  it("hides mention and names, those of all candidates or of none", async () => {
    const masked = (ids: Int32Array, from: number, to: number) =>
      ids.subarray(from, to).every((id) => id === USE_LITE_SPECIAL.mask);
    for (const strength of [0, 0.5, 1]) {
      const hidden = (await examplesOf({}, strength)).map(({ window, entities }) => {
        const { from, to } = window.mention;
        const mention = masked(window.ids, from + 1, to - 1);
        const each = entities.map(({ ids, name }) => `${masked(ids, name.from, name.to)} ${mention}`);
        expect(new Set(each).size).toBe(1);
        return each[0];
      });
      if (strength === 0.5) expect(new Set(hidden).size).toBe(4);
      else expect(new Set(hidden)).toEqual(new Set([strength === 1 ? "true true" : "false false"]));
    }
  });

  it("leaves out relations, those of all candidates or of none", async () => {
    class Related extends EntitySource {
      override fields(row: number) {
        return { ...super.fields(row), relations: [[9]] };
      }
    }
    const entities = new Related(kb, tokeniser, inputs);
    for (const unrelated of [0, 0.5, 1]) {
      const related = (await examplesOf({ entities, unrelated })).map((example) => {
        const each = new Set(example.entities.map(({ ids }) => ids.includes(USE_LITE_SPECIAL.relation)));
        expect(each.size).toBe(1);
        return each.has(true);
      });
      const share = related.filter((one) => one).length / related.length;
      expect(Math.abs(share - (1 - unrelated))).toBeLessThan(unrelated === 0.5 ? 0.2 : 0.001);
    }
  });

  it("is the same for the same seed", async () => {
    expect(await examplesOf({ strangers: true }, 0.5)).toEqual(await examplesOf({ strangers: true }, 0.5));
  });
});

describe("formOf", () => {
  const made = { trunk: { kind: "use-lite" }, special: USE_LITE_SPECIAL } as const;

  it("fills lists and sequences up to one size, and says what is there", async () => {
    const examples = (await examplesOf()).slice(0, 2);
    const settings: JointDefinition = { ...made, head: { pooling: "parts", width: 0 }, inputs };
    const { lengthOf, collate } = formOf(settings, 4);
    const sequences = examples.map(({ window, entities }) =>
      entities.map((entity) => crossTokens(window, entity, inputs, USE_LITE_SPECIAL).ids),
    );
    expect(examples.map(lengthOf)).toEqual(
      sequences.map((list) => Math.max(...list.map(({ length }) => length))),
    );
    const { ids, starts, ends, counts, labels } = collate(examples, 48);
    expect([ids, starts, ends].map((one) => one?.dims)).toEqual([
      [2, 4, 48],
      [2, 4, 4],
      [2, 4, 4],
    ]);
    expect([...(counts?.data ?? [])]).toEqual([3, 3]);
    expect([...(labels?.data ?? [])]).toEqual(examples.map(({ label }) => label));
    const second = sequences[1]?.[1] as Int32Array;
    const shown = [...(ids?.data ?? [])].slice((4 + 1) * 48, (4 + 2) * 48);
    expect(shown.slice(0, second.length)).toEqual([...second]);
    expect(shown.slice(second.length).every((id) => id === 0)).toBe(true);
    expect(ends?.data[(4 + 1) * 4 + 2]).toBe(second.length);
  });

  it("has a window once for all its candidates, where only the upper part reads them together", async () => {
    const examples = (await examplesOf()).slice(0, 2);
    const settings: UpperDefinition = {
      ...made,
      joint: "upper",
      shared: true,
      vectors: { pooling: "span", width: 8, unit: true },
      head: { width: 8, heads: 2 },
      inputs,
    };
    const { lengthOf, collate } = formOf(settings, 4);
    expect(examples.map(lengthOf)).toEqual(examples.map(({ window }) => window.ids.length));
    const batch = collate(examples, 24);
    expect(batch["ids"]?.dims).toEqual([2, 24]);
    expect(batch["entityIds"]?.dims).toEqual([2, 4, 24]);
    expect([...(batch["counts"]?.data ?? [])]).toEqual([3, 3]);
    for (const [i, { window, entities, label }] of examples.entries()) {
      expect(batch["starts"]?.data[i]).toBe(window.mention.from);
      expect(batch["lengths"]?.data[i]).toBe(window.ids.length);
      expect(batch["labels"]?.data[i]).toBe(label);
      const lengths = [0, 1, 2, 3].map((j) => batch["entityLengths"]?.data[4 * i + j]);
      // The last is not there: the first stands in its place.
      expect(lengths).toEqual([...entities, entities[0]].map((entity) => entity?.ids.length));
    }
  });
});
