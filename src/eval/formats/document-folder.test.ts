import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DocumentFolder, fileNameOf } from "./document-folder.js";
import type { Problem } from "./format.js";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "namesake-documents-"));
  await mkdir(join(root, "b"));
  const files = {
    "x.1.sgm": "one",
    "b/y.mpdf.xml": "two",
    "b/y": "three",
    "z.txt.gz": gzipSync("four"),
    ".z.txt": "five",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  await writeFile(join(root, "notes.tab"), Buffer.of(0, 1, 2));
});
afterAll(() => rm(root, { recursive: true }));

describe("DocumentFolder", () => {
  it("finds files by their names with and without extensions, the full name first", async () => {
    const folder = await DocumentFolder.open(root);
    const found = ["x.1", "x.1.sgm", "y", "y.mpdf", "y.mpdf.xml", "z", "z.txt", "x", ".z"].map((id) => {
      const path = folder.path(id);
      return path?.slice(root.length + 1);
    });
    const y = join("b", "y.mpdf.xml");
    expect(found).toEqual([
      "x.1.sgm",
      "x.1.sgm",
      join("b", "y"),
      y,
      y,
      "z.txt.gz",
      "z.txt.gz",
      undefined,
      undefined,
    ]);
    expect([...folder.ids.values()]).toEqual(["y.mpdf", "x.1", "z"]);
  });

  it("reads texts, and reports those that are none", async () => {
    const folder = await DocumentFolder.open(root);
    const problems: Problem[] = [];
    const text = (id: string) =>
      folder.text(folder.path(id) ?? "", "set.xml", { problem: (one) => void problems.push(one) });
    expect([await text("z"), await text("notes.tab")]).toEqual(["four", undefined]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('set.xml: "document" should be a file of text, found'),
    ]);
  });

  it("says so where there is no folder", async () => {
    await expect(DocumentFolder.open(join(root, "absent"))).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
  });
});

describe("fileNameOf", () => {
  it.each([
    ["APW 1998-01.è", "APW 1998-01.è"],
    ["a/b:c", "a%2Fb%3Ac"],
    ["..", "%2E%2E"],
    ["end.", "end%2E"],
  ])("turns %s into %s", (id, name) => {
    expect(fileNameOf(id)).toBe(name);
  });
});
