import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { writeLines } from "../../kb/line-files.js";
import { testFolder } from "./test-folder.contract.js";
import { TitleTable } from "./title-table.js";

it("finds every title of a file by its number", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), { maxLength: 80 }),
      (drawn) => {
        const titles = drawn.map((title) => title.replaceAll("\n", " "));
        const path = join(testFolder(), "titles");
        writeLines(path, titles);
        const table = new TitleTable(path);
        expect(table.size).toBe(titles.length);
        // Backwards too: blocks are read in any order.
        for (const number of [...titles.keys(), ...[...titles.keys()].reverse()])
          expect(table.get(number)).toBe(titles[number]);
        table.close();
      },
    ),
    { numRuns: 50 },
  );
});

it("reads files that are longer than what is read at a time", () => {
  const path = join(testFolder(), "titles");
  const titles = Array.from({ length: 100_000 }, (_, i) => `Title ${"é".repeat(i % 7)} ${i}`);
  writeLines(path, titles);
  const table = new TitleTable(path);
  expect(table.size).toBe(titles.length);
  for (let i = 0; i < titles.length; i += 11) expect(table.get(i)).toBe(titles[i]);
  table.close();
});
