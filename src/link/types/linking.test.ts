import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityRecord } from "../../kb/record.js";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import type { Span } from "../../text/sentences.js";
import type { ContextEncoder } from "../context-encoder.js";
import { FEATURES } from "../features.js";
import { type Link, scoreOf } from "../link.js";
import { Linker, type LinkOptions } from "../linker.js";
import type { Weights } from "../weights.js";
import { assignedEntityTypes } from "./assigned-entity-types.js";
import type { TypeWeights } from "./type-evidence.js";
import type { EntityTypes, TypeJudge, TypeProbabilities } from "./type-judge.js";

const NONE = Object.fromEntries(Object.keys(FEATURES).map((name) => [name, 0])) as Weights["features"];
const WEIGHTS: Weights = { features: { ...NONE, prior: 1, role: 0.5 }, nil: -6, temperature: 1 };
const FITTED: TypeWeights = { beta: 0.95, alphas: { ner: 0.9, wet: 0.8 } };

const entity = (id: string, count: number, ner?: string): EntityRecord => ({
  id,
  name: `${id} of Jordan`,
  aliases: [{ text: "Jordan", count }],
  ...(ner === undefined ? {} : { types: { ner: [ner] } }),
});
/** By prior alone: the country, then the person, then the river, then what has no class. */
const RECORDS = [
  entity("country", 60, "LOC"),
  entity("player", 30, "PER"),
  entity("river", 25, "LOC"),
  entity("thing", 1),
];
const CLASSES = ["other", "PER", "LOC", "ORG", "ANIM", "FOOD"];
const TEXT = "Jordan scored. Jordan is a kingdom. The Jordan flows into the Dead Sea. Some Jordan.";

/** An encoder to which all texts are alike. */
const blank: ContextEncoder = {
  id: "blank",
  feature: "similarity",
  compared: (dots) => dots,
  encodeContexts: async (_, mentions) => mentions.map(() => new Float32Array(4)),
  textOf: () => "",
  encodeEntities: async (records) => records.map(() => new Float32Array(4)),
  close: async () => {},
};

/** Reads the words that follow a mention, and keeps what it was asked. */
class WordsBehind implements TypeJudge {
  readonly system = "ner";
  readonly axes: EntityTypes["axes"];
  readonly asked: string[][] = [];
  closed = 0;

  constructor(private readonly types: EntityTypes) {
    this.axes = types.axes;
  }

  classesOf(...entity: Parameters<EntityTypes["classesOf"]>) {
    return this.types.classesOf(...entity);
  }

  async judge(text: string, mentions: readonly Span[]): Promise<TypeProbabilities[]> {
    this.asked.push(mentions.map(({ start, end }) => text.slice(start, end + 7)));
    return mentions.map(({ end }) => {
      const behind = text.slice(end);
      const wet = behind.startsWith(" flows") ? [0.1, 0.9] : [0.8, 0.2];
      if (behind.startsWith(" scored")) return [[0, 0.9, 0.04, 0.03, 0.02, 0.01], wet];
      if (/^ (is|flows)/.test(behind)) return [[0, 0.05, 0.85, 0.05, 0.03, 0.02], wet];
      return [undefined, undefined];
    });
  }

  async close() {
    this.closed++;
  }
}

let kb: KnowledgeBase;
let judge: WordsBehind;
beforeAll(async () => {
  kb = (await createKnowledgeBase(RECORDS)) as KnowledgeBase;
});
beforeEach(() => {
  judge = new WordsBehind(
    assignedEntityTypes({
      system: "ner",
      axes: [
        { name: "ner", classes: CLASSES, classOf: new Uint16Array(4) },
        { name: "wet", classes: ["dry", "wet"], classOf: Uint16Array.of(0, 0, 1, 0) },
      ],
    }),
  );
});

const linkerOf = (types: TypeWeights | undefined, load: () => Promise<TypeJudge> = async () => judge) =>
  new Linker(kb, new AliasSpotter(kb), async () => blank, types ? { ...WEIGHTS, types } : WEIGHTS, {
    types: load,
  });
const plain = () => new Linker(kb, new AliasSpotter(kb), async () => blank, WEIGHTS);
const best = (links: readonly Link[]) => links.map(({ entity }) => entity?.id ?? null);
const idsOf = (links: readonly Link[]) => links.map(({ candidates }) => candidates.map(({ id }) => id));
const codeOf = async (answer: Promise<unknown>) => {
  const error = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  return error instanceof NamesakeError ? error.code : error;
};

it("rule out nothing that fixed mentions say", async () => {
  const start = TEXT.lastIndexOf("Jordan");
  const fixed = [{ start, end: start + 6, entity: "river" }];
  for (const options of [{ typesDecoding: "hard" }, { typesFilter: true }] as const) {
    expect(best(await linkerOf(FITTED).link(TEXT, options))[0]).toBe("player");
    expect(best(await linkerOf(FITTED).link(TEXT, { ...options, fixed }))).toEqual(Array(4).fill("river"));
  }
});

describe("types as evidence", () => {
  it("let the words around a name decide between types", async () => {
    expect(best(await plain().link(TEXT))).toEqual(["country", "country", "country", "country"]);
    expect(best(await linkerOf(FITTED).link(TEXT))).toEqual(["player", "country", "river", "country"]);
  });

  it("sum to the score with all else, and are made of what axes and words before the name add", async () => {
    const links = await linkerOf(FITTED).link(`President ${TEXT}`);
    const candidates = links.flatMap(({ candidates }) => candidates);
    expect(candidates.filter(({ typesInEvidence }) => typesInEvidence?.cues)).not.toEqual([]);
    for (const { evidence, typesInEvidence } of candidates) {
      if (typesInEvidence === undefined) continue;
      const { cues, axes, rest } = typesInEvidence;
      expect(cues + axes.reduce((sum, { share }) => sum + share, rest)).toBeCloseTo(evidence.types ?? 0, 9);
    }
    for (const { candidates, nil } of links) {
      const scores = [...candidates.map(({ evidence }) => scoreOf(evidence)), scoreOf(nil.evidence)];
      const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
      for (const [i, { probability }] of candidates.entries())
        expect(probability).toBeCloseTo(Math.exp(scores[i] as number) / sum, 9);
    }
    const [, player] = links[0]?.candidates.map(({ typesInEvidence }) => typesInEvidence?.axes) ?? [];
    expect(player?.[0]).toMatchObject({ axis: "ner", class: expect.any(String) });
  });

  it("say of a candidate without a known class what they say of NIL: nothing", async () => {
    const [first] = await linkerOf({ ...FITTED, alphas: { ner: 0.9, wet: 0 } }).link(TEXT);
    const thing = first?.candidates.find(({ id }) => id === "thing");
    expect(thing?.evidence.types).toBeUndefined();
    expect(first?.nil.evidence).toEqual({ prior: WEIGHTS.nil });
    const [without] = await plain().link(TEXT);
    const odds = (link: Link | undefined) =>
      (link?.candidates.find(({ id }) => id === "thing")?.probability ?? 0) / (link?.nil.probability ?? 1);
    expect(odds(first)).toBeCloseTo(odds(without), 9);
  });

  it("change no byte where beta is 0, where they are off, and by prior alone", async () => {
    const expected = JSON.stringify(await plain().link(TEXT));
    expect(JSON.stringify(await linkerOf({ ...FITTED, beta: 0 }).link(TEXT))).toBe(expected);
    const asked = judge.asked.length;
    expect(JSON.stringify(await linkerOf(FITTED).link(TEXT, { typesDecoding: "off" }))).toBe(expected);
    const prior: LinkOptions = { budget: "prior", typesDecoding: "hard", typesFilter: true };
    expect(JSON.stringify(await linkerOf(FITTED).link(TEXT, prior))).toBe(
      JSON.stringify(await plain().link(TEXT, { budget: "prior" })),
    );
    expect(judge.asked).toHaveLength(asked);
  });

  it("are the same however mentions are put together", async () => {
    const spans = [...TEXT.matchAll(/Jordan/g)].map(({ index }) => ({ start: index, end: index + 6 }));
    const linker = linkerOf(FITTED);
    const settings = fc.record({
      typesDecoding: fc.constantFrom("soft" as const, "hard" as const, "off" as const),
      typesFilter: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.subarray(spans, { minLength: 1 }), settings, async (mentions, settings) => {
        const together = await linker.link(TEXT, { ...settings, mentions });
        const alone = await Promise.all(
          mentions.map((mention) => linker.link(TEXT, { ...settings, mentions: [mention] })),
        );
        expect(JSON.stringify(together)).toBe(JSON.stringify(alone.flat()));
      }),
      { numRuns: 30 },
    );
  });

  it("are asked once for more mentions than are measured at a time", async () => {
    const many = `${"Jordan scored. ".repeat(300)}`;
    const links = await linkerOf(FITTED).link(many);
    expect(judge.asked.map((mentions) => mentions.length)).toEqual([48, 48, 48, 48, 48, 48, 12]);
    expect(new Set(links.map((link) => JSON.stringify({ ...link, start: 0, end: 0 }))).size).toBe(1);
  });

  it("judge an entity that was added by what its record says", async () => {
    const own = (await createKnowledgeBase(RECORDS)) as KnowledgeBase;
    const linker = new Linker(
      own,
      new AliasSpotter(own),
      async () => blank,
      { ...WEIGHTS, types: FITTED },
      {
        types: async () => judge,
      },
    );
    own.edit([{ put: entity("beer", 20, "FOOD") }]);
    judge.judge = async (_, mentions) => mentions.map(() => [[0, 0, 0.05, 0, 0, 0.95], undefined]);
    expect(best(await linker.link("We drank a Jordan."))).toEqual(["beer"]);
  });
});

describe("types as a condition", () => {
  it("leave out candidates of other types, and are no evidence", async () => {
    const links = await linkerOf(FITTED).link(TEXT, { typesDecoding: "hard" });
    // The river is wet, and the second axis has to be that of the first class too.
    expect(idsOf(links)).toEqual([
      ["player", "thing"],
      ["country", "thing"],
      ["river"],
      ["country", "player", "river", "thing"],
    ]);
    for (const { candidates } of links)
      for (const { evidence, typesInEvidence } of candidates)
        expect([evidence.types, typesInEvidence]).toEqual([undefined, undefined]);
  });

  it("never leave a mention without candidates", async () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });
    const linker = linkerOf(FITTED);
    await fc.assert(
      fc.asyncProperty(shares, fc.boolean(), async (weights, typesFilter) => {
        const sum = weights.reduce((total, weight) => total + weight + 1e-9, 0);
        judge.judge = async (_, mentions) =>
          mentions.map(() => [weights.map((weight) => (weight + 1e-9) / sum), [0.5, 0.5]]);
        for (const candidates of [["country", "river"], ["player"], undefined]) {
          const options: LinkOptions = {
            typesDecoding: "hard",
            typesFilter,
            ...(candidates && { candidates }),
          };
          const [link] = await linker.link("Jordan won.", options);
          expect(link?.candidates.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("types as a filter", () => {
  /** Forty rivers that are linked more often than a person. */
  const crowd = async () => {
    const rivers = Array.from({ length: 40 }, (_, i) => entity(`river ${i}`, 100, "LOC"));
    return (await createKnowledgeBase([...rivers, entity("player", 5, "PER")])) as KnowledgeBase;
  };

  it("let in candidates that the length of lists had left out, and leave the likeliest length as it is", async () => {
    const own = await crowd();
    const linker = new Linker(own, new AliasSpotter(own), async () => blank, WEIGHTS, {
      types: async () => judge,
    });
    const options: LinkOptions = { typesDecoding: "off", topK: 100 };
    judge.judge = async (_, mentions) => mentions.map(() => [[0, 0.9, 0.01, 0.03, 0.03, 0.03], undefined]);
    expect(idsOf(await linker.link("Jordan won.", options))[0]).not.toContain("player");
    expect(idsOf(await linker.link("Jordan won.", { ...options, typesFilter: true }))).toEqual([["player"]]);
    // A classifier that is not sure leaves all in: those of the greatest prior.
    judge.judge = async (_, mentions) => mentions.map(() => [[0, 0.5, 0, 0.2, 0.2, 0.1], undefined]);
    const [all] = idsOf(await linker.link("Jordan won.", { ...options, typesFilter: true }));
    expect(all).toEqual(idsOf(await linker.link("Jordan won.", options))[0]);
    expect(all).toHaveLength(30);
  });

  it("do not cut lists of candidates that are given", async () => {
    const own = await crowd();
    const linker = new Linker(own, new AliasSpotter(own), async () => blank, WEIGHTS, {
      types: async () => judge,
    });
    judge.judge = async (_, mentions) => mentions.map(() => [[0, 0.1, 0.9, 0, 0, 0], undefined]);
    const candidates = Array.from({ length: 40 }, (_, i) => `river ${i}`);
    const mentions = [{ start: 0, end: 6, candidates }];
    const [link] = await linker.link("Jordan won.", { mentions, typesFilter: true, topK: 100 });
    expect(link?.candidates).toHaveLength(40);
  });
});

describe("a linker with types", () => {
  it("loads them when they are first needed, and frees them", async () => {
    let loads = 0;
    const linker = linkerOf(FITTED, async () => {
      loads++;
      return judge;
    });
    await linker.link(TEXT, { budget: "prior" });
    await linker.closeModels();
    expect([loads, judge.closed]).toEqual([0, 0]);
    await linker.warmUp("prior");
    expect(loads).toBe(0);
    await linker.warmUp();
    await linker.link("No name is here.", { mentions: [] });
    expect([loads, judge.asked.length]).toEqual([1, 0]);
    await linker.closeModels();
    expect(judge.closed).toBe(1);
  });

  it("is told what it lacks, and what an answer lacks", async () => {
    for (const options of [
      { typesDecoding: "soft" },
      { typesDecoding: "hard" },
      { typesFilter: true },
    ] as const)
      expect(await codeOf(plain().link(TEXT, options))).toBe("OPTION_INVALID");
    await expect(plain().link(TEXT, { typesDecoding: "off", typesFilter: false })).resolves.toHaveLength(4);
    for (const options of [{ typesDecoding: "strict" }, { typesFilter: "yes" }])
      expect(await codeOf(linkerOf(FITTED).link(TEXT, options as LinkOptions))).toBe("OPTION_INVALID");
    const linker = linkerOf(FITTED);
    for (const answer of [
      [],
      [[undefined]],
      [[[1], undefined]],
      [[[0, 0, 0, 0, 0, 2], undefined]],
      [[[0, 0, 0, 0, 0, Number.NaN], undefined]],
    ]) {
      judge.judge = async () => answer;
      expect(await codeOf(linker.link("Jordan won."))).toBe("TYPES_INVALID");
    }
  });
});
