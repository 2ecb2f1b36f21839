import { beforeAll, describe, expect, it } from "vitest";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { smallKb } from "../small-kb.contract.js";
import { type BaselineName, baseline } from "./baselines.js";

let kb: KnowledgeBase;
beforeAll(async () => {
  kb = await smallKb();
});

const TEXT = "Jordan saw Chicago and Zork.";
const span = (surface: string, candidates?: string[]) => {
  const start = TEXT.indexOf(surface);
  return { start, end: start + surface.length, ...(candidates === undefined ? {} : { candidates }) };
};
const decide = (name: BaselineName, mentions: ReturnType<typeof span>[], own = kb) =>
  baseline(name, own).disambiguate({ id: "x", text: TEXT, mentions });

describe("prior", () => {
  // "Jordan" counts 60 for the kingdom, whose name it is, 30 for the player and 4 for the river.
  it("answers with what the text means most often, by its share of the counts", async () => {
    const [jordan] = await decide("prior", [span("Jordan")]);
    expect(jordan?.entity).toBe("loc:jordan");
    expect(jordan?.candidates.map(({ id }) => id)).toEqual(["loc:jordan", "per:jordan", "river:jordan"]);
    expect(jordan?.confidence).toBeCloseTo(60 / 94, 6);
    expect(jordan?.candidates.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 12);
  });

  it("decides between equals by links, then by id", async () => {
    const equals = await createKnowledgeBase([
      { id: "b", name: "Jordan" },
      { id: "c", name: "x", aliases: [{ text: "Jordan", count: 0 }], count: 3 },
      { id: "a", name: "Jordan" },
    ]);
    const [jordan] = await decide("prior", [span("Jordan")], equals);
    expect(jordan?.candidates.map(({ id }) => id)).toEqual(["c", "a", "b"]);
    expect(jordan?.confidence).toBeCloseTo(1 / 3, 12);
  });

  it("finds plurals, as the linker does", async () => {
    const [found] = await baseline("prior", kb).disambiguate({
      id: "x",
      text: "Two Jordans.",
      mentions: [{ start: 4, end: 11 }],
    });
    expect(found?.entity).toBe("loc:jordan");
  });
});

describe("prior-links", () => {
  it("answers with what is linked to most, among the same candidates", async () => {
    const [jordan] = await decide("prior-links", [span("Jordan")]);
    expect(jordan?.candidates.map(({ id }) => id)).toEqual(["river:jordan", "loc:jordan", "per:jordan"]);
    expect(jordan?.confidence).toBeCloseTo(2000 / 2110, 12);
  });
});

describe.each(["prior", "prior-links"] as const)("%s", (name) => {
  it("says NIL only where there is no candidate", async () => {
    const answers = await decide(name, [span("Jordan"), span("Zork")]);
    expect(answers.map(({ entity }) => entity === null)).toEqual([false, true]);
    expect(answers[1]).toMatchObject({ confidence: undefined, candidates: [] });
  });

  it("keeps to a list of candidates, also to those that the text does not lead to", async () => {
    const lists = [["per:jordan"], ["loc:lodz", "river:jordan"], []];
    const answers = await decide(
      name,
      lists.map((list) => span("Jordan", list)),
    );
    expect(answers.map(({ entity }) => entity)).toEqual(["per:jordan", "river:jordan", null]);
    expect(answers[1]?.candidates).toHaveLength(2);
  });

  it("generates what it ranks, cut to what is asked for", async () => {
    const own = baseline(name, kb);
    const task = { id: "x", text: TEXT, mentions: [span("Jordan"), span("Zork")] };
    const [ranked] = await own.disambiguate(task);
    const ids = ranked?.candidates.map(({ id }) => id) ?? [];
    expect(await own.generate?.(task, 100)).toEqual([ids, []]);
    expect(await own.generate?.(task, 2)).toEqual([ids.slice(0, 2), []]);
  });

  it("finds mentions as it is told to", async () => {
    const task = { id: "x", text: TEXT, mentions: [] };
    const found = await baseline(name, kb, "names").annotate(task);
    expect(found.map(({ start, end }) => TEXT.slice(start, end))).toEqual(["Jordan", "Chicago"]);
    const small = { ...task, text: "chicago and jordan" };
    expect(await baseline(name, kb, "names").annotate(small)).toEqual([]);
  });
});
