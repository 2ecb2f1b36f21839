import { describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../kb/in-memory.js";
import { createLinker } from "../load.js";
import { scoreOf } from "./link.js";
import type { CloseDecision } from "./rerank.js";

const TEXT = "Nobody knows which Mercury was meant. Venus is bright.";

async function linker() {
  const kb = await createKnowledgeBase([
    { id: "planet", name: "Mercury", count: 10 },
    { id: "car", name: "Mercury", count: 10 },
    { id: "venus", name: "Venus", count: 10 },
  ]);
  return createLinker(kb);
}

describe("who is asked where a decision is close", () => {
  it("decides by what is added to the rest, which still sums up", async () => {
    const one = await linker();
    const questions: CloseDecision[] = [];
    for (const wanted of ["planet", "car"]) {
      const links = await one.link(TEXT, {
        budget: "prior",
        rerank: {
          ask(question: CloseDecision) {
            questions.push(question);
            return question.candidates.map(({ id }) => (id === wanted ? 3 : 0));
          },
        },
      });
      expect(links.map(({ entity }) => entity?.id)).toEqual([wanted, "venus"]);
      const [mercury] = links;
      expect(mercury?.entity?.evidence.rerank).toBe(3);
      const [first, second] = (mercury?.candidates ?? []).map(({ evidence }) => scoreOf(evidence));
      expect((first ?? 0) - (second ?? 0)).toBeCloseTo(3, 9);
    }
    expect(questions.map(({ start, end }) => TEXT.slice(start, end))).toEqual(["Mercury", "Mercury"]);
    expect(questions[0]?.candidates.map(({ id }) => id).sort()).toEqual(["car", "planet"]);
    await one.close();
  });

  it("is not asked where the decision is clear, and may have nothing to say", async () => {
    const one = await linker();
    const before = await one.link(TEXT, { budget: "prior" });
    const never = (): undefined => {
      throw new Error("nobody should be asked");
    };
    expect(await one.link(TEXT, { budget: "prior", rerank: { margin: 0, ask: never } })).toEqual(before);
    expect(await one.link(TEXT, { budget: "prior", rerank: { ask: async () => undefined } })).toEqual(before);
    await expect(one.link(TEXT, { budget: "prior", rerank: { ask: never } })).rejects.toThrow(
      "nobody should",
    );
    await one.close();
  });

  it.each<[string, unknown]>([
    ["too few numbers", { ask: () => [1] }],
    ["no numbers", { ask: () => [Number.NaN, 1] }],
    ["no function", { ask: "me" }],
    ["a margin above 1", { margin: 2, ask: () => undefined }],
  ])("refuses %s", async (_, rerank) => {
    const one = await linker();
    await expect(one.link(TEXT, { budget: "prior", rerank: rerank as never })).rejects.toMatchObject({
      code: "OPTION_INVALID",
    });
    await one.close();
  });
});
