import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readLines } from "../../kb/line-files.js";
import { resolveRedirects } from "./redirects.js";
import { testFolder } from "./test-folder.contract.js";

/** Where each redirect leads, one step after the other; none for those that go in circles. */
function naive(redirects: ReadonlyMap<string, string>): string[] {
  const lines: string[] = [];
  for (const from of redirects.keys()) {
    const seen = new Set<string>();
    let at = from;
    for (let to = redirects.get(at); to !== undefined && !seen.has(at); to = redirects.get(at)) {
      seen.add(at);
      at = to;
    }
    if (!seen.has(at)) lines.push(`${from}\t${at}`);
  }
  return lines.sort();
}

const linesOf = (redirects: ReadonlyMap<string, string>) =>
  Array.from(redirects, ([from, to]) => `${from}\t${to}`).sort();

it("leads every redirect to its page, as following it step by step does", () => {
  const title = fc.constantFrom(..."ABCDEFGHIJ");
  fc.assert(
    fc.property(fc.array(fc.tuple(title, title), { maxLength: 12 }), (pairs) => {
      const redirects = new Map(pairs);
      const folder = testFolder();
      const summary = resolveRedirects(linesOf(redirects), folder);
      const expected = naive(redirects);
      expect([...readLines(join(folder, "redirects"))]).toEqual(expected);
      expect(summary.cyclic).toBe(redirects.size - expected.length);
      expect(readdirSync(folder)).toEqual(["redirects"]);
    }),
    { numRuns: 60 },
  );
});

it("follows long chains, and tells of circles and of what leads into them", () => {
  const folder = testFolder();
  const chain = new Map(Array.from({ length: 1000 }, (_, i) => [`chain ${i}`, `chain ${i + 1}`]));
  const circle = new Map([
    ["egg", "hen"],
    ["hen", "egg"],
    ["chick", "egg"],
    ["self", "self"],
  ]);
  const summary = resolveRedirects(linesOf(new Map([...chain, ...circle])), folder);
  expect(summary).toEqual({
    redirects: 1004,
    chained: 1003,
    cyclic: 4,
    examples: ["chick", "egg", "hen", "self"],
    conflicting: 0,
  });
  expect(new Set([...readLines(join(folder, "redirects"))].map((line) => line.split("\t")[1]))).toEqual(
    new Set(["chain 1000"]),
  );
});

it("takes the first of two targets of one title", () => {
  const folder = testFolder();
  const { conflicting } = resolveRedirects(["A\tB", "A\tC", "D\tE", "D\tE"], folder);
  expect(conflicting).toBe(1);
  expect([...readLines(join(folder, "redirects"))]).toEqual(["A\tB", "D\tE"]);
});
