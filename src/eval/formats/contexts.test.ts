import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mentionRecords, readContexts, writeContexts } from "./contexts.js";

const names = { left: "l", right: "r" };
const read = (l: unknown, mention: unknown, r: unknown, more: object = {}) => {
  const { text, start, end } = readContexts({ l, mention, r, ...more }, names, "a.jsonl, line 1");
  expect(text.slice(start, end)).toBe(mention);
  return text;
};

describe("readContexts", () => {
  it.each([
    ["The tram to", "Lyon", "stopped .", "The tram to Lyon stopped ."],
    ["", "Lyon", "is far", "Lyon is far"],
    ["We saw", "Lyon", "", "We saw Lyon"],
    ["In", "Paris", ", Texas", "In Paris, Texas"],
    ["Sunday ,", "Lyon", "( again )", "Sunday , Lyon ( again )"],
    ["the line (", "Lyon", ") was", "the line (Lyon) was"],
    ["the anti-", "Lyon", "league", "the anti-Lyon league"],
    ["SOCCER -", "Lyon", "- 2 lost", "SOCCER - Lyon - 2 lost"],
    ["in", "Lyon", "-based firms", "in Lyon-based firms"],
    ["the town of", "Lyon", "'s tram", "the town of Lyon's tram"],
    ["我在", "東京", "住", "我在東京住"],
  ])("puts spaces where they were trimmed: %j %j %j", (l, mention, r, text) => {
    expect(read(l, mention, r)).toBe(text);
  });

  it.each([
    ["pre", "Lyon", " days"],
    ["to ", "Australia", "n towns"],
    ["in\n", "Lyon", "we"],
    ["", "Lyon", ""],
  ])("puts none where a context was not trimmed: %j %j %j", (l, mention, r) => {
    expect(read(l, mention, r)).toBe(l + mention + r);
  });

  it("follows start_pos, in code points, where it tells that nothing is missing", () => {
    expect(read("😀pre", "Lyon", "esque", { start_pos: 4 })).toBe("😀preLyonesque");
    expect(read("😀pre", "Lyon", "esque", { start_pos: 5 })).toBe("😀pre Lyon esque");
  });

  it.each([
    [undefined, "Lyon", "", "l"],
    ["", "Lyon", 7, "r"],
    ["", " ", "", "mention"],
    ["", null, "", "mention"],
  ])("refuses %j %j %j", (l, mention, r, field) => {
    expect(() => readContexts({ l, mention, r }, names, "a.jsonl, line 1")).toThrow(`line 1: "${field}"`);
  });
});

describe("writeContexts", () => {
  it("writes start_pos only where it is needed", () => {
    expect(writeContexts("to Lyon now", { start: 3, end: 7 }, names)).toEqual({
      l: "to ",
      mention: "Lyon",
      r: " now",
    });
    expect(writeContexts("😀preLyon", { start: 5, end: 9 }, names)).toMatchObject({ start_pos: 4 });
  });

  it("is undone by readContexts", () => {
    const part = fc.array(
      fc.constantFrom("a", "B", "1", " ", "\n", "é", "\u0301", "😀", "東", ..."()\"'.,-–/#"),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(part, part, part, (l, m, r) => {
        const [left, mention, right] = [l.join(""), `x${m.join("")}`, r.join("")];
        const span = { start: left.length, end: left.length + mention.length };
        const text = left + mention + right;
        expect(readContexts(writeContexts(text, span, names), names, "")).toEqual({ text, ...span });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("mentionRecords", () => {
  it("gives each mention an id of its own", async () => {
    const mention = { start: 0, end: 1, entity: null };
    const documents = [
      { id: "a:1", text: "x", mentions: [mention] },
      { id: "a", text: "x", mentions: [mention, mention] },
      { id: "b", text: "x", mentions: [] },
    ];
    const ids: string[] = [];
    for await (const { id } of mentionRecords(documents)) ids.push(id);
    expect(ids).toEqual(["a:1", "a:0", "a:1#2"]);
  });
});
