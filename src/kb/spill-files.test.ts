import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { LineSorter } from "./line-sorter.js";
import { spillFiles } from "./spill-files.js";

it("tells of a folder that cannot be written", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-spill-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sorter = new LineSorter(spillFiles(folder, "test"), 2);
  sorter.add("b");
  sorter.add("a");
  expect([...sorter.sorted()]).toEqual(["a", "b"]);
  rmSync(folder, { recursive: true });
  sorter.add("d");
  expect(() => sorter.add("c")).toThrow(expect.objectContaining({ code: "WRITE_FAILED" }));
});
