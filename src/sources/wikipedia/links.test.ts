import { readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { followRedirects, linksOfLine, onlyPages, summed } from "./links.js";
import { testFolder } from "./test-folder.contract.js";

const title = fc.constantFrom("A", "Ab", "B", "C", "É", "東");

it("moves the links of redirects to their pages, and sums them up", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(title, fc.constantFrom("x", "y"), fc.nat(9))),
      fc.uniqueArray(fc.tuple(title, title), { selector: ([from]) => from }),
      (links, redirects) => {
        const folder = testFolder();
        const lines = links.map((one) => one.join("\t")).sort();
        const targets = redirects.map((one) => one.join("\t")).sort();
        const found = [...summed(followRedirects(lines, targets, folder, "links"))];
        const counts = new Map<string, number>();
        for (const [to, anchor, count] of links) {
          const key = `${new Map(redirects).get(to) ?? to}\t${anchor}`;
          counts.set(key, (counts.get(key) ?? 0) + count);
        }
        expect(found).toEqual(Array.from(counts, ([key, count]) => `${key}\t${count}`).sort());
        expect(readdirSync(folder)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

it("tells of what leads to no page, and numbers what does", () => {
  const missing: string[] = [];
  const lines = ["A\tx\t1", "A\ty\t2", "B\tx\t3", "D\tx\t4"];
  expect([...onlyPages(lines, ["A", "C", "D"], (line) => missing.push(line))]).toEqual([
    { page: 0, line: "A\tx\t1" },
    { page: 0, line: "A\ty\t2" },
    { page: 2, line: "D\tx\t4" },
  ]);
  expect(missing).toEqual(["B\tx\t3"]);
});

it("counts the links of a line", () => {
  expect(linksOfLine("Paris\t7 8\tParis\t3\tthe city\t2")).toBe(5);
  expect(linksOfLine("Paris\t7")).toBe(0);
});
