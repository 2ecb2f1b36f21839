import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeLines } from "../../kb/line-files.js";
import { SPLITS, splitDays, splitOfDay, splitOfPage } from "./split.js";
import { testFolder } from "./test-folder.contract.js";
import { writeDocuments } from "./training-files.js";

it("divides pages 8 : 1 : 1 by their ids", () => {
  const counts = { train: 0, dev: 0, test: 0 };
  for (let id = 1; id <= 20_000; id++) counts[splitOfPage(id)]++;
  expect(counts.train / 20_000).toBeCloseTo(0.8, 1.9);
  expect(counts.dev / 20_000).toBeCloseTo(0.1, 1.9);
  expect(counts.test / 20_000).toBeCloseTo(0.1, 1.9);
});

it("divides pages by time, the newest for judging", () => {
  const days = new Map(
    Array.from({ length: 20 }, (_, i) => [`2020-01-${String(i + 1).padStart(2, "0")}`, 5]),
  );
  const from = splitDays(days);
  expect(from).toEqual({ dev: "2020-01-17", test: "2020-01-19" });
  expect(
    ["2020-01-16", "2020-01-17", "2020-01-18", "2020-01-19", ""].map((day) => splitOfDay(day, from)),
  ).toEqual(["train", "dev", "dev", "test", "train"]);
  // All on one day: none of them is newer.
  expect(splitOfDay("2020-01-01", splitDays(new Map([["2020-01-01", 9]])))).toBe("train");
});

it("writes each document once, in the order of the dump", async () => {
  const folder = testFolder();
  const lines = Array.from(
    { length: 200 },
    (_, i) => `${i}\t2020-01-${10 + (i % 20)}T00:00:00Z\t{"id":"${i}"}`,
  );
  const [first, second] = [join(folder, "a"), join(folder, "b")];
  writeLines(first, lines.slice(0, 90));
  writeLines(second, lines.slice(90));
  const counts = await writeDocuments([first, second], join(folder, "out"), "page", []);
  const all: number[] = [];
  for (const split of SPLITS) {
    const ids = readFileSync(join(folder, "out", `${split}.jsonl`), "utf8")
      .trim()
      .split("\n")
      .map((line) => Number((JSON.parse(line) as { id: string }).id));
    expect(ids).toHaveLength(counts[split]);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    all.push(...ids);
  }
  expect(all.sort((a, b) => a - b)).toEqual(lines.map((_, i) => i));
});
