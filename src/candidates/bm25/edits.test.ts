import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Bm25Index, buildBm25 } from "./bm25-index.js";
import { saveBm25 } from "./file.js";
import { WINDOW } from "./posting-list.js";
import { asText, type Sample, sampleDocuments, sampleWords } from "./sample-collection.contract.js";

/** What an index is written as. */
async function bytesOf(index: Bm25Index): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "namesake-bm25-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await saveBm25(index, join(folder, "index"));
  return readFileSync(join(folder, "index"));
}

const words = fc.array(fc.constantFrom("red", "green", "apple", "pear", "pie", "wine"), { maxLength: 6 });
const documents = fc.array(fc.record({ row: fc.nat(12), words }), { maxLength: 30 });
const edits = fc.array(
  fc.oneof(fc.record({ row: fc.nat(15), words }), fc.record({ row: fc.nat(15), remove: fc.constant(true) })),
  { maxLength: 25 },
);
const queries = fc.array(words, { minLength: 1, maxLength: 4 });

describe("an index that was edited", () => {
  it("answers as one that is made of the texts as they are, and is written as that one", async () => {
    await fc.assert(
      fc.asyncProperty(documents, edits, queries, async (before, changes, asked) => {
        const index = buildBm25(before.map(asText));
        const texts = new Map(before.map((document) => [document.row, document]));
        for (const [i, change] of changes.entries()) {
          if ("words" in change) {
            index.set(asText(change));
            texts.set(change.row, change);
          } else expect(index.remove(change.row)).toBe(texts.delete(change.row));
          // In between, so that what is remembered of terms has to be forgotten.
          index.search((asked[i % asked.length] as string[]).join(" "), 3);
        }
        const rebuilt = buildBm25([...texts.values()].map(asText));
        const check = (): void => {
          expect(index.size).toBe(rebuilt.size);
          for (const query of asked.map((terms) => terms.join(" ")))
            for (const k of [2, 50]) expect(index.search(query, k)).toEqual(rebuilt.search(query, k));
        };
        check();
        expect((await bytesOf(index)).equals(await bytesOf(rebuilt))).toBe(true);
        expect(index.editCount).toBe(0);
        check();
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["longer", 80],
    ["shorter", 2],
  ])("leaves out nothing where the new texts are much %s", (_, length) => {
    const before = sampleDocuments(5, 2 * WINDOW, 12);
    const index = buildBm25(before.map(asText));
    const texts = new Map(before.map((document) => [document.row, document]));
    const write = sampleWords(6);
    for (let row = 0; row < 3000; row += 3) {
      const document: Sample = { row, words: write(length) };
      index.set(asText(document));
      texts.set(row, document);
      if (texts.delete(row + 1)) index.remove(row + 1);
    }
    const rebuilt = buildBm25([...texts.values()].map(asText));
    const ask = sampleWords(7);
    for (let i = 0; i < 25; i++) {
      const query = ask(1 + (i % 20)).join(" ");
      expect(index.search(query, 20)).toEqual(rebuilt.search(query, 20));
    }
  });

  it("says how much was changed since it was compacted", () => {
    const index = buildBm25([{ row: 0, text: "apple" }]);
    index.set({ row: 0, text: "pear" });
    index.set({ row: 1, text: "apple" });
    expect(index.editCount).toBe(3);
    expect(index.remove(1)).toBe(true);
    expect(index.remove(1)).toBe(false);
    index.compact();
    expect(index.editCount).toBe(0);
    expect(index.search("pear apple", 5).map(({ row }) => row)).toEqual([0]);
  });
});
