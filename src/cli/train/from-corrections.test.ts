import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { withCorrections } from "./from-corrections.js";

const kb = mkdtempSync(join(tmpdir(), "namesake-from-"));
const path = join(kb, "corrections.jsonl");
afterAll(() => rmSync(kb, { recursive: true, force: true }));

const corrected = (id: number) =>
  JSON.stringify({
    id: `t${id}`,
    text: "Jordan.",
    mentions: [{ start: 0, end: 6, entity: null }],
    corrected: { time: "2026-01-01T00:00:00Z" },
  });
const write = (count: number) =>
  writeFileSync(path, Array.from({ length: count }, (_, i) => `${corrected(i % 25)}\n`).join(""));

it("adds the KB's corrections to what is trained on, and says where they are too few", async () => {
  expect(await withCorrections(["a"], { kb })).toEqual(["a"]);
  const few = (files: string[]) =>
    withCorrections(files, { kb, from: "corrections" }).catch((error: { code: string; details: object }) => ({
      code: error.code,
      ...error.details,
    }));
  expect(await few([])).toEqual({ code: "CORRECTIONS_FEW", kb, found: 0, wanted: 20 });
  expect(await few(["a"])).toEqual({ code: "CORRECTIONS_FEW", kb, found: 0, wanted: 1 });
  write(19);
  expect(await few([])).toMatchObject({ found: 19 });
  expect(await few(["a", "b"])).toEqual(["a", "b", path]);
  write(20);
  expect(await few([])).toEqual([path]);
  // What was corrected again counts once.
  write(50);
  writeFileSync(path, `${corrected(1)}\n`.repeat(30));
  expect(await few([])).toMatchObject({ found: 1 });
});
