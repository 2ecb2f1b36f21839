import { beforeAll, describe, expect, it } from "vitest";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { CrossInputs } from "../../models/encoders/cross-settings.js";
import { USE_LITE_SPECIAL, useLiteTokeniser } from "../../models/encoders/use-lite-tokeniser.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { CandidateLists } from "../encoders/candidate-lists.js";
import { EntitySource } from "../encoders/entity-source.js";
import { Masking } from "../encoders/masking.js";
import { Popularity } from "../encoders/popularity.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { collateCandidates } from "./collate.js";
import { type CandidateExample, type CandidateOptions, candidateExamples } from "./examples.js";

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
/** The entity of a sequence, as text. */
const entityOf = ({ ids, parts: { entity } }: CandidateExample["sequences"][number]): string =>
  tokeniser.decode(ids.subarray(entity.from, entity.to));

describe("candidateExamples", () => {
  it("has the mention's own entity at the label, among its namesakes", async () => {
    const examples = await examplesOf();
    expect(examples).toHaveLength(80);
    for (const [i, { sequences, label }] of examples.entries()) {
      const own = kb.at(mentions()[i]?.row ?? 0);
      expect(sequences).toHaveLength(3);
      const shown = sequences.map(entityOf);
      expect(shown[label]).toContain(own?.description?.slice(0, 20));
      expect(new Set(shown).size).toBe(3);
    }
    // Its place among them says nothing.
    expect(new Set(examples.map(({ label }) => label))).toEqual(new Set([0, 1, 2]));
  });

  it("fills short lists up with strangers, where it is told to", async () => {
    for (const { sequences } of await examplesOf({ strangers: true })) {
      expect(sequences).toHaveLength(5);
      expect(new Set(sequences.map(entityOf)).size).toBe(5);
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
    for (const [i, { sequences, label }] of examples.entries()) {
      const row = own[2 * i] as number;
      const wrong = [40, 41, 42].filter((other) => other !== row).slice(0, 2);
      const others = sequences.toSpliced(label, 1).map(entityOf);
      const beginnings = wrong.map((other) => kb.at(other)?.description?.slice(0, 12) as string);
      expect(others).toHaveLength(2);
      for (const beginning of beginnings) expect(others.some((one) => one.includes(beginning))).toBe(true);
    }
  });

  it("hides mention and names, those of all candidates or of none", async () => {
    const masked = ({ ids }: CandidateExample["sequences"][number], from: number, to: number) =>
      ids.subarray(from, to).every((id) => id === USE_LITE_SPECIAL.mask);
    for (const strength of [0, 0.5, 1]) {
      const hidden = (await examplesOf({}, strength)).map(({ sequences }) => {
        const each = sequences.map((sequence) => {
          const { name, mention } = sequence.parts;
          return `${masked(sequence, name.from, name.to)} ${masked(sequence, mention.from + 1, mention.to - 1)}`;
        });
        expect(new Set(each).size).toBe(1);
        return each[0];
      });
      if (strength === 0.5) expect(new Set(hidden).size).toBe(4);
      else expect(new Set(hidden)).toEqual(new Set([strength === 1 ? "true true" : "false false"]));
    }
  });

  it("is the same for the same seed", async () => {
    expect(await examplesOf({ strangers: true }, 0.5)).toEqual(await examplesOf({ strangers: true }, 0.5));
  });
});

describe("collateCandidates", () => {
  it("fills lists and sequences up to one size, and says what is there", async () => {
    const examples = (await examplesOf()).slice(0, 2);
    const { ids, starts, ends, counts, labels } = collateCandidates(examples, 48, 4, USE_LITE_SPECIAL.pad);
    expect([ids.dims, starts.dims, ends.dims]).toEqual([
      [2, 4, 48],
      [2, 4, 4],
      [2, 4, 4],
    ]);
    expect([...counts.data]).toEqual([3, 3]);
    expect([...labels.data]).toEqual(examples.map(({ label }) => label));
    const second = examples[1]?.sequences[1];
    const row = (4 + 1) * 48;
    const length = second?.ids.length as number;
    expect([...(ids.data as Int32Array).slice(row, row + length)]).toEqual([...(second?.ids ?? [])]);
    expect((ids.data as Int32Array).slice(row + length, row + 48).every((id) => id === 0)).toBe(true);
    expect(ends.data[(4 + 1) * 4 + 2]).toBe(length);
  });
});
