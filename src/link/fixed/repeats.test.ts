import { describe, expect, it } from "vitest";
import type { EntityRecord } from "../../kb/record.js";
import type { FixedSpan } from "./fixed-mentions.js";
import { repeats } from "./repeats.js";

const entity: EntityRecord = { id: "a", name: "A" };
const fix = (start: number, end: number, isNil = false): FixedSpan => ({
  found: { start, end, keys: [] } as unknown as FixedSpan["found"],
  fixed: isNil ? null : { entity, index: 0 },
});

describe("repeats", () => {
  it("finds the longest of several names, from word to word, of those that are an entity's", () => {
    const text = "Ann, Ann Lee, Bo. Ann Lee, Ann, Anna and Bo.";
    const found = repeats(text, [fix(0, 3), fix(5, 12), fix(14, 16, true)]);
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(["Ann Lee", "Ann"]);
    expect(found[0]?.start).toBe(18);
  });

  it("takes many names at once", () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `A${i.toString(36).padStart(4, "x")}`);
    const text = `${names.join(" ")} ${names.join(" ")}`;
    const fixed = names.map((_, i) => fix(6 * i, 6 * i + 5));
    const start = performance.now();
    expect(repeats(text, fixed)).toHaveLength(names.length);
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});
