import { describe, expect, it } from "vitest";
import { hashOfId } from "../../link/coherence/embedding-file.js";
import { stemOf } from "../../text/stems.js";
import { WordVectors } from "./word-vectors.js";

const TEAM = 1;
const TOWN = 2;
const vectors = new Map([
  [TEAM, Float32Array.of(1, 0)],
  [TOWN, Float32Array.of(0, 1)],
]);

function page(text: string, row: number, name: string) {
  const start = text.indexOf(name);
  return { text, mentions: [{ start, end: start + name.length, row }] };
}

function learned(times = 10) {
  const words = new WordVectors(2, (row) => vectors.get(row));
  for (let i = 0; i < times; i++) {
    words.addPage(page("Nothing is linked here.\nArsenal scored a goal today.", TEAM, "Arsenal"));
    words.addPage(page("A street of London today.\nAnd a harbour.", TOWN, "London"));
  }
  const rows = words.rows();
  return (word: string) => {
    const place = rows.hashes.indexOf(hashOfId(stemOf(word)));
    if (place < 0) return undefined;
    return Array.from(
      rows.values.subarray(2 * place, 2 * place + 2),
      (value) => value * (rows.scales[place] ?? 0),
    );
  };
}

describe("vectors of words", () => {
  it("lie where the entities are that are linked near them", () => {
    const vector = learned();
    const [goal = [], street = []] = [vector("goal"), vector("street")];
    expect(goal[0]).toBeGreaterThan(goal[1] ?? 0);
    expect(street[1]).toBeGreaterThan(street[0] ?? 0);
  });

  it("are short for words that are near anything", () => {
    const vector = learned();
    expect(Math.hypot(...(vector("today") ?? []))).toBeLessThan(Math.hypot(...(vector("goal") ?? [])) / 10);
  });

  it("are longer the more was seen", () => {
    expect(Math.hypot(...(learned(100)("goal") ?? []))).toBeGreaterThan(
      Math.hypot(...(learned(10)("goal") ?? [])),
    );
  });

  it("know nothing of names, of what stands in other paragraphs, and of what was seldom seen", () => {
    const vector = learned();
    expect(vector("Arsenal")).toBeUndefined();
    expect(vector("nothing")).toBeUndefined();
    expect(vector("harbour")).toBeUndefined();
    expect(learned(9)("goal")).toBeUndefined();
  });

  it("are in the order of their hashes, and the same of the same pages", () => {
    const rows = () => {
      const words = new WordVectors(2, (row) => vectors.get(row));
      for (let i = 0; i < 10; i++)
        words.addPage(page("Arsenal scored a goal in the league", TEAM, "Arsenal"));
      return words.rows();
    };
    const { hashes } = rows();
    expect([...hashes]).toEqual([...hashes].sort((a, b) => a - b));
    expect(rows()).toEqual(rows());
  });
});
