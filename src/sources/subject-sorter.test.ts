import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SubjectSorter } from "./subject-sorter.js";
import { subjectSource } from "./subject-source.js";

/** The system's folder for temporary files, of these tests alone. */
const folder = mkdtempSync(join(tmpdir(), "namesake-temporary-"));
beforeAll(() => {
  vi.stubEnv("TMPDIR", folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const fact = fc.tuple(fc.constantFrom("a", "b", "ab", "ü", "http://x/1"), fc.jsonValue({ maxDepth: 2 }));

describe("SubjectSorter", () => {
  it("brings together what was said about each, in the order in which it was said", () => {
    fc.assert(
      fc.property(fc.array(fact, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (facts, runLength) => {
        const sorter = new SubjectSorter<unknown>(runLength);
        const expected = new Map<string, unknown[]>();
        for (const [id, value] of facts) {
          sorter.add(id, value);
          expected.set(id, [...(expected.get(id) ?? []), JSON.parse(JSON.stringify(value))]);
        }
        const found = [...sorter.subjects()];
        sorter.close();
        expect(found.map(({ id }) => id)).toEqual([...expected.keys()].sort());
        for (const { id, facts, dropped } of found) expect([facts, dropped]).toEqual([expected.get(id), 0]);
      }),
      { numRuns: 60 },
    );
  });

  it("takes ids with control characters", () => {
    const sorter = new SubjectSorter<string>(1);
    sorter.add("a\nb\u0000c", "x\ny");
    sorter.add("z", "w");
    expect([...sorter.subjects()]).toEqual([
      { id: "a b c", facts: ["x\ny"], dropped: 0 },
      { id: "z", facts: ["w"], dropped: 0 },
    ]);
    sorter.close();
  });
});

describe("subjectSource", () => {
  it("reports what is too much, and what is no record", async () => {
    const source = subjectSource<number>("made", {
      async read(add) {
        for (let i = 0; i < 100_003; i++) add("many", i);
        add("blank", 1);
        add("none", 1);
      },
      entity: (id, facts) =>
        id === "none" ? undefined : { id, name: id === "blank" ? " " : String(facts.length) },
    });
    const rejected: string[] = [];
    const records = [];
    for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
      records.push(record);
    expect(records).toEqual([{ id: "many", name: "100000" }]);
    expect(rejected).toEqual([
      'made, blank: "name" should be a non-empty text, found an empty text.',
      "made, many: 3 facts beyond the first 100000",
    ]);
    expect(source.info).toEqual([{ name: "made", licence: "unknown", records: 1 }]);
  });

  it("leaves no files behind, also where nobody reads to the end", async () => {
    const source = subjectSource<number>("made", {
      read: async (add) => {
        for (const id of ["a", "b", "c"]) add(id, 1);
      },
      entity: (id) => ({ id, name: id }),
    });
    for await (const { id } of source.records({ rejected: () => {} })) {
      expect(id).toBe("a");
      expect(readdirSync(folder)).toHaveLength(1);
      break;
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
