import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { createKnowledgeBase } from "../kb/in-memory.js";
import type { KnowledgeBase } from "../kb/knowledge-base.js";
import type { GoldDocument } from "./dataset.js";
import { evaluate } from "./evaluate.js";
import { baseline } from "./linkers/baselines.js";
import { givenPredictions } from "./linkers/given-predictions.js";
import { type EvaluatedLinker, type LinkingTask, localLinker } from "./linkers/linkers.js";
import { Resolver } from "./linkers/resolve.js";
import { readDataset } from "./read-dataset.js";
import { DOCUMENTS, datasetOf, document, oracle, smallKb, smallLinker } from "./small-kb.contract.js";

let kb: KnowledgeBase;
beforeAll(async () => {
  kb = await smallKb();
});

const small = () => localLinker("small", smallLinker(kb), { budget: "prior" });
const silent: EvaluatedLinker = {
  name: "silent",
  disambiguate: async () => [],
  annotate: async () => [],
  close: async () => {},
};

describe("evaluate", () => {
  it("finds a linker that knows everything without a fault, on the shipped sample", async () => {
    const path = fileURLToPath(new URL("../../examples/sample/sentences.jsonl", import.meta.url));
    const dataset = await readDataset(path);
    const documents: GoldDocument[] = [];
    for await (const one of dataset.read({ problem: () => {} })) documents.push(one);
    const names = new Map(
      documents.flatMap(({ text, mentions }) =>
        mentions.flatMap(({ start, end, entity }) =>
          entity === null ? [] : [[entity, text.slice(start, end)] as const],
        ),
      ),
    );
    const all = await createKnowledgeBase([...names].map(([id, name]) => ({ id, name })));
    const { evaluation } = await evaluate(all, [dataset], [oracle(all, documents)]);
    expect(evaluation.overall).toMatchObject({
      mentions: 548,
      inKb: 488,
      notInKb: 0,
      nilMentions: 60,
      inKbAccuracy: 1,
      inKbAccuracyMacro: 1,
      accuracy: 1,
      accuracyMacro: 1,
      normalisedAccuracy: 1,
      mrr: 1,
      candidateRecall: { "1": 1, "5": 1, "10": 1, "12": 1, "30": 1, "64": 1, "100": 1 },
      nil: { f1: 1 },
      strict: { precision: 1, recall: 1, f1: 1 },
      weak: { precision: 1, recall: 1, f1: 1 },
      macro: { strict: { f1: 1 }, weak: { f1: 1 } },
      detection: { f1: 1 },
      foundAccuracy: 1,
      ece: 0,
      brier: 0,
    });
    for (const { errors } of Object.values(evaluation.errors ?? {})) expect(errors).toBe(0);
    for (const { low, high } of Object.values(evaluation.overall.intervals ?? {})) expect(low).toBe(high);
    expect(evaluation.problems.count).toBe(0);
  });

  it("says what it was run on and with", async () => {
    const { evaluation } = await evaluate(kb, [datasetOf(DOCUMENTS, "mine")], [small(), silent], {
      mode: "gold",
      ks: [10, 1, 10],
      settings: { budget: "prior" },
    });
    expect(evaluation).toMatchObject({
      version: 1,
      linker: "small",
      kb: { name: "small", entities: 5, contentHash: kb.manifest.contentHash, version: 0 },
      options: { mode: "gold", candidates: "own", ks: [1, 10], limit: null, budget: "prior" },
      datasets: { mine: { path: "memory", format: "memory", documents: 3, mentions: 7, problems: 0 } },
    });
    expect(Object.keys(evaluation.linkers)).toEqual(["small", "silent"]);
    expect(Object.keys(evaluation.overall.candidateRecall ?? {})).toEqual(["1", "10"]);
    expect(evaluation.timing?.peakMemory).toBeGreaterThan(1e7);
    expect(Number.isNaN(Date.parse(evaluation.created))).toBe(false);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it.each([
    ["gold", true, false],
    ["end-to-end", false, true],
    ["both", true, true],
  ] as const)("measures what --mode %s runs", async (mode, isGiven, isFound) => {
    const { evaluation, sets } = await evaluate(kb, [datasetOf(DOCUMENTS)], [small()], { mode });
    expect(evaluation.overall.inKbAccuracy !== undefined).toBe(isGiven);
    expect(evaluation.overall.strict !== undefined).toBe(isFound);
    expect(evaluation.baseline.overall.strict !== undefined).toBe(isFound);
    expect(evaluation.baseline.aboveBaseline).not.toBeNull();
    expect(sets).toHaveLength(1);
    expect(sets[0]?.documents.every(({ found }) => (found !== null) === isFound)).toBe(true);
  });

  it("measures data sets one by one and together, whatever their documents are called", async () => {
    const [a, b] = [DOCUMENTS.slice(0, 1), DOCUMENTS.slice(0, 2)];
    const { evaluation, sets } = await evaluate(
      kb,
      [datasetOf(a), datasetOf(b)],
      [oracle(kb, DOCUMENTS), silent],
    );
    expect(Object.keys(evaluation.datasets)).toEqual(["small", "small-2"]);
    const { datasets, overall } = evaluation.linkers["silent"] ?? { datasets: {}, overall: {} };
    expect(Object.values(datasets).map((one) => one.overall.mentions)).toEqual([3, 5]);
    expect(overall.mentions).toBe(8);
    // Right is only the NIL mention of the first document, which is in both sets.
    expect(overall.accuracy).toBeCloseTo(2 / 8, 12);
    // The baselines stand beside on each set too.
    const { prior, ...more } = evaluation.baseline.datasets["small"] ?? {};
    const [first] = DOCUMENTS;
    const alone = await evaluate(kb, [datasetOf([first as GoldDocument])], [silent]);
    expect(prior).toEqual(alone.evaluation.baseline.linkers["prior"]);
    expect(Object.keys(more)).toEqual(["prior-links"]);
    expect(evaluation.baseline.datasets["small-2"]?.["prior"]?.mentions).toBe(5);
    expect(sets.map(({ dataset, linker, documents }) => [dataset, linker, documents.length])).toEqual([
      ["small", "oracle", 1],
      ["small-2", "oracle", 2],
      ["small", "silent", 1],
      ["small-2", "silent", 2],
    ]);
    expect(evaluation.comparisons.map(({ against }) => against)).toEqual(["silent", "prior", "prior-links"]);
    expect(evaluation.comparisons[0]?.headlines["inKbAccuracy"]?.difference).toBe(1);
  });

  it("measures data sets with names that objects have already", async () => {
    const names = ["__proto__", "constructor"];
    const { evaluation } = await evaluate(
      kb,
      names.map((name) => datasetOf(DOCUMENTS, name)),
      [silent],
    );
    expect(Object.keys(evaluation.datasets)).toEqual(names);
    expect(Object.keys(evaluation.linkers["silent"]?.datasets ?? {})).toEqual(names);
  });

  it("says so where answers are to come from lists, and the data has none", async () => {
    const bare = DOCUMENTS.map((one) => ({
      ...one,
      mentions: one.mentions.map(({ candidates: _, ...mention }) => mention),
    }));
    const { evaluation } = await evaluate(kb, [datasetOf(bare), datasetOf(DOCUMENTS)], [silent], {
      candidates: "given",
    });
    expect(evaluation.problems).toEqual({
      count: 1,
      first: [expect.stringMatching(/^small: "candidates" should be there, .* found no list at all/)],
    });
  });

  it("runs the baselines beside, once", async () => {
    const alone = await evaluate(kb, [datasetOf(DOCUMENTS)], [oracle(kb, DOCUMENTS)]);
    const beside = alone.evaluation.baseline;
    // "prior" is wrong about the player and the river; "prior-links" about the player and the kingdom.
    expect(beside.linkers["prior"]?.inKbAccuracy).toBeCloseTo(3 / 5, 12);
    expect(beside.linkers["prior-links"]?.inKbAccuracy).toBeCloseTo(3 / 5, 12);
    expect(beside.best).toBe("prior");
    expect(beside.aboveBaseline).toBeCloseTo(2 / 5, 12);
    expect(Object.keys(alone.evaluation.linkers)).toEqual(["oracle"]);
    const prior = baseline("prior", kb);
    const asked = await evaluate(kb, [datasetOf(DOCUMENTS)], [prior, oracle(kb, DOCUMENTS)]);
    expect(asked.evaluation.baseline.linkers).toEqual(beside.linkers);
    expect(Object.keys(asked.evaluation.linkers)).toEqual(["prior", "oracle"]);
    expect(asked.evaluation.baseline.aboveBaseline).toBe(0);
  });

  it("tells the same of all but recall, whatever sizes that is measured at", async () => {
    const [few, many] = await Promise.all(
      [[1], [1, 200]].map(async (ks) => {
        const { evaluation } = await evaluate(kb, [datasetOf(DOCUMENTS)], [small()], { ks, mode: "gold" });
        const { candidateRecall, intervals, ...overall } = evaluation.overall;
        return { overall, errors: evaluation.errors };
      }),
    );
    expect(few).toEqual(many);
    // The river is a candidate, though not the first.
    expect(few?.overall.normalisedAccuracy).toBeLessThan(1);
    expect(few?.errors?.["given/wrong-multiple-candidates"]?.errors).toBeGreaterThan(0);
  });

  it("measures what the data set brings", async () => {
    const predicted = DOCUMENTS.slice(0, 1).map((one) => ({
      ...one,
      predictions: [
        { start: 0, end: 6, entity: "Michael_Jordan", confidence: 0.9 },
        { start: 18, end: 25, entity: "Q810" },
      ],
    }));
    const { evaluation } = await evaluate(kb, [datasetOf(predicted)], [givenPredictions(new Resolver(kb))]);
    expect(evaluation.overall.inKbAccuracy).toBe(0.5);
    expect(evaluation.overall.strict).toMatchObject({ tp: 1, fp: 1, fn: 1 });
  });
});

describe("what a linker is told", () => {
  it("is nothing that gives the answer away", async () => {
    const tasks: LinkingTask[] = [];
    const spy: EvaluatedLinker = {
      ...silent,
      disambiguate: async (task) => {
        tasks.push(task);
        return [];
      },
    };
    await evaluate(kb, [datasetOf(DOCUMENTS)], [spy]);
    expect(tasks[1]).toEqual({
      id: "desert",
      text: DOCUMENTS[1]?.text,
      mentions: [
        { start: 0, end: 6 },
        { start: 25, end: 31 },
      ],
    });
  });

  it("is the lists of the data where they are to be kept to, as far as the KB knows them", async () => {
    const documents = [
      document("x", "Jordan, Jordan, Jordan.", [
        ["Jordan", { entity: "Q41421", candidates: ["Q40059", "Q41421", "Q1"] }],
        ["Jordan", { entity: "Q41421", candidates: ["Q2"] }],
        ["Jordan", { entity: "Q41421" }],
      ]),
    ];
    const [own, given] = await Promise.all(
      (["own", "given"] as const).map((candidates) =>
        evaluate(kb, [datasetOf(documents)], [small()], { candidates, mode: "gold" }),
      ),
    );
    // A thing that is linked as often as the river is called by a part of its name more often than the kingdom is meant.
    expect(own?.sets[0]?.documents[0]?.generated).toEqual(
      Array(3).fill(["river:jordan", "loc:jordan", "per:jordan"]),
    );
    expect(given?.sets[0]?.documents[0]?.generated).toEqual([
      ["per:jordan", "river:jordan"],
      [],
      ["river:jordan", "loc:jordan", "per:jordan"],
    ]);
    // The small linker weighs links more than counts.
    expect(given?.sets[0]?.documents[0]?.given?.map((answer) => answer?.entity)).toEqual([
      "river:jordan",
      null,
      "loc:jordan",
    ]);
  });

  it("is in order, though the data is not", async () => {
    const [first] = DOCUMENTS;
    const mentions = [...(first?.mentions ?? [])].reverse();
    const { evaluation } = await evaluate(
      kb,
      [datasetOf([{ ...(first as GoldDocument), mentions }])],
      [oracle(kb, DOCUMENTS)],
    );
    expect(evaluation.overall).toMatchObject({ accuracy: 1, candidateRecall: { "1": 1 } });
  });
});

describe("what goes wrong", () => {
  const failing: EvaluatedLinker = {
    ...silent,
    name: "failing",
    annotate: async ({ id }) => {
      if (id === "desert") throw new RangeError("too dry");
      return [];
    },
  };
  const broken = new NamesakeError("RECORD_INVALID", {
    where: "line 7",
    field: "f",
    expected: "a",
    found: "b",
  });
  const damaged = {
    ...datasetOf(DOCUMENTS),
    *read({ problem }: { problem(error: NamesakeError<"RECORD_INVALID">): void }) {
      for (let i = 0; i < 25; i++) problem(broken);
      yield* DOCUMENTS;
    },
  };

  it("is told and counted, and the rest is measured", async () => {
    const told: string[] = [];
    const { evaluation } = await evaluate(kb, [damaged], [failing, silent], {
      onProblem: (message) => told.push(message),
    });
    expect(told).toHaveLength(26);
    expect(told[0]).toBe(broken.message);
    expect(told[25]).toBe("small, document desert, linker failing: too dry");
    expect(evaluation.problems.count).toBe(26);
    expect(evaluation.problems.first).toHaveLength(20);
    expect(evaluation.datasets["small"]).toMatchObject({ documents: 3, problems: 25 });
    expect(evaluation.linkers["failing"]?.overall.mentions).toBe(7);
  });

  it("ends a strict run", async () => {
    await expect(evaluate(kb, [damaged], [silent], { strict: true })).rejects.toBe(broken);
    await expect(evaluate(kb, [datasetOf(DOCUMENTS)], [failing], { strict: true })).rejects.toThrow(
      "too dry",
    );
  });

  it("is a data set with nothing in it", async () => {
    const code = (promise: Promise<unknown>) => expect(promise).rejects;
    await code(evaluate(kb, [datasetOf([])], [silent])).toMatchObject({ code: "DATASET_EMPTY" });
    const unlabelled = [{ id: "x", text: "Jordan", mentions: [] }];
    await code(evaluate(kb, [datasetOf(unlabelled)], [silent])).toMatchObject({ code: "DATASET_EMPTY" });
  });

  it("is no linker, or one name for two", async () => {
    for (const linkers of [[], [silent, silent]])
      await expect(evaluate(kb, [datasetOf(DOCUMENTS)], linkers)).rejects.toMatchObject({
        code: "OPTION_INVALID",
      });
  });

  it("is not that a text is empty", async () => {
    const empty = [
      { id: "empty", text: "", mentions: [] },
      { id: "blank", text: " \n ", mentions: [] },
      ...DOCUMENTS,
    ];
    const { evaluation } = await evaluate(kb, [datasetOf(empty)], [small()]);
    expect(evaluation.problems.count).toBe(0);
    expect(evaluation.overall.documents).toBe(5);
  });
});

it("stops reading at the limit", async () => {
  let read = 0;
  let closed = false;
  const endless = {
    ...datasetOf([]),
    *read() {
      try {
        for (;;) yield { ...(DOCUMENTS[0] as GoldDocument), id: String(read++) };
      } finally {
        closed = true;
      }
    },
  };
  const seen: number[] = [];
  const { evaluation } = await evaluate(kb, [endless], [silent], {
    limit: 4,
    onProgress: (_, n) => seen.push(n),
  });
  expect(evaluation.datasets["small"]?.documents).toBe(4);
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(closed).toBe(true);
});

it("gives a linker that answers a part of the mentions no more than that part", async () => {
  const all = DOCUMENTS.flatMap(({ mentions }) => mentions).filter(
    ({ entity }) => entity !== null && entity !== "Amman",
  );
  await fc.assert(
    fc.asyncProperty(fc.subarray(all), async (known) => {
      const linker = oracle(kb, DOCUMENTS, (mention) => known.includes(mention));
      const { evaluation } = await evaluate(kb, [datasetOf(DOCUMENTS)], [linker], { intervals: false });
      const { inKbAccuracy, strict } = evaluation.overall;
      expect(inKbAccuracy).toBeCloseTo(known.length / all.length, 12);
      expect(strict).toMatchObject({ tp: known.length, fp: 0, fn: all.length - known.length + 1 });
      expect(evaluation.comparisons).toEqual([]);
      expect(evaluation.overall.intervals).toBeUndefined();
    }),
    { numRuns: 20 },
  );
});
