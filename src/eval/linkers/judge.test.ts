import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import type { GoldDocument } from "../dataset.js";
import type { Prediction } from "../judged.js";
import { type EvaluationMode, Judge } from "./judge.js";
import type { EvaluatedLinker } from "./linkers.js";

const document: GoldDocument = {
  id: "x",
  text: "one two three",
  world: "numbers",
  mentions: [
    { start: 0, end: 3, entity: null },
    { start: 4, end: 7, entity: null },
    { start: 4, end: 7, entity: null },
  ],
};
const { id, text, mentions } = document;
const task = { id, text, mentions };

const prediction = (start: number, end: number, entity: string | null): Prediction => ({
  start,
  end,
  entity,
  confidence: undefined,
  candidates: [],
});
const answering = (answers: readonly Prediction[], more: Partial<EvaluatedLinker> = {}): EvaluatedLinker => ({
  name: "stub",
  disambiguate: async () => answers,
  annotate: async () => answers,
  close: async () => {},
  ...more,
});
const failing = (error: unknown) =>
  answering([], {
    disambiguate: async () => {
      throw error;
    },
    generate: async () => [["a"], [], []],
  });

function judgeOf(linker: EvaluatedLinker, mode: EvaluationMode = "both") {
  const failures: unknown[] = [];
  const failed = (_: GoldDocument, error: unknown) => void failures.push(error);
  return { judge: new Judge(linker, { mode, maxCandidates: 5, failed }), failures };
}

describe("judge", () => {
  it("gives each mention the answer on its span, and deals out those on the same span", async () => {
    const answers = [
      prediction(4, 7, "a"),
      prediction(9, 13, "b"),
      prediction(4, 7, null),
      prediction(4, 7, "c"),
    ];
    const judged = await judgeOf(answering(answers)).judge.judge(document, [], task);
    expect(judged.given).toEqual([null, answers[0], answers[2]]);
    expect(judged).toMatchObject({ id: "x", world: "numbers", ignore: [], evaluationSpan: undefined });
    expect(judged.milliseconds).toBeGreaterThanOrEqual(0);
  });

  it("puts what was found in order", async () => {
    const answers = [prediction(4, 5, "a"), prediction(4, 7, "b"), prediction(0, 3, "c")];
    const { found } = await judgeOf(answering(answers)).judge.judge(document, [], task);
    expect(found?.map(({ entity }) => entity)).toEqual(["c", "b", "a"]);
  });

  it.each<[EvaluationMode, boolean, boolean]>([
    ["gold", true, false],
    ["end-to-end", false, true],
    ["both", true, true],
  ])("asks for what %s is", async (mode, isGiven, isFound) => {
    const linker = answering([], { generate: async (_, max) => [[String(max)], [], []] });
    const judged = await judgeOf(linker, mode).judge.judge(document, [], task);
    expect([judged.given !== null, judged.found !== null]).toEqual([isGiven, isFound]);
    expect(judged.generated).toEqual(isGiven ? [["5"], [], []] : null);
  });

  it("asks nothing of a document that has nothing", async () => {
    const { judge, failures } = judgeOf(failing(new Error("asked")));
    const blank = { ...document, text: " \n", mentions: [] };
    const judged = await judge.judge(blank, [], { id: "x", text: " \n", mentions: [] });
    expect(judged).toMatchObject({ given: [], found: [] });
    expect(failures).toEqual([]);
  });
});

describe("a linker that fails", () => {
  const text = new NamesakeError("TEXT_INVALID", { expected: "a", found: "b" });
  const silent = new NamesakeError("LINKER_FAILED", { linker: "stub", why: "gone" });

  it.each([
    ["an error of the document", text],
    ["a fault of its own", new TypeError("x is not a function")],
  ])("with %s leaves the document unanswered, as often as it likes", async (_, error) => {
    const { judge, failures } = judgeOf(failing(error));
    for (let i = 0; i < 5; i++)
      expect(await judge.judge(document, [], task)).toMatchObject({
        given: [null, null, null],
        generated: [[], [], []],
        found: [],
        milliseconds: null,
      });
    expect(failures).toEqual(Array(5).fill(error));
  });

  it("with what would come with every document ends the run", async () => {
    const error = new NamesakeError("ENCODER_MISSING", { why: "x" });
    await expect(judgeOf(failing(error)).judge.judge(document, [], task)).rejects.toBe(error);
  });

  it("by not answering three times in a row ends the run", async () => {
    const { judge, failures } = judgeOf(failing(silent));
    for (let i = 0; i < 2; i++) await judge.judge(document, [], task);
    await expect(judge.judge(document, [], task)).rejects.toBe(silent);
    expect(failures).toEqual([silent, silent]);
  });

  it("may fail for a while", async () => {
    const errors = [silent, silent, undefined, silent, silent, text, silent, silent];
    const linker = answering([], {
      disambiguate: async () => {
        const error = errors.shift();
        if (error !== undefined) throw error;
        return [];
      },
    });
    const { judge, failures } = judgeOf(linker);
    for (let i = 0; i < 8; i++) await judge.judge(document, [], task);
    expect(failures).toHaveLength(7);
  });
});
