import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { EmbeddingFile } from "../../src/link/coherence/embedding-file.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

beforeAll(() => {
  const mentions = [
    { start: 0, end: 6, entity: "per:jordan" },
    { start: 13, end: 19, entity: "org:evil" },
    { start: 25, end: 31, entity: null },
  ];
  writeFileSync(
    inFolder("pages.jsonl"),
    `${JSON.stringify({ id: "page: per:jordan", text: "Jordan joined EvilCo with Nobody.", mentions })}\n`,
  );
});

const train = (out: string, ...more: string[]) =>
  namesake(["train", "entities", "pages.jsonl", ...kb, "--out", out, "--dimensions", "4", ...more]);

describe.concurrent("train entities", () => {
  it("writes vectors of what is linked together, of words, and classes, and says which entities have none", async () => {
    const { code, stdout, stderr } = await train("some");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("2 links are read");
    expect(stderr).toMatch(
      /Wrote to some: vectors of 4 entities \(0 are together with no other and have none\) and of 0 words, the classes of [1-9]/,
    );
    expect(readdirSync(inFolder("some")).sort()).toEqual([
      "entities.classes",
      "entities.vectors",
      "words.vectors",
    ]);
    const file = new EmbeddingFile(inFolder("some/entities.vectors"));
    expect(file).toMatchObject({ dimensions: 4, size: 4 });
    // One pair is linked in a text, the other related in the knowledge base.
    const of = (id: string) => file.vector(id) as Float32Array;
    const cosine = (a: string, b: string) =>
      of(a).reduce((sum, value, i) => sum + value * (of(b)[i] ?? 0), 0);
    expect(Math.abs(cosine("loc:jordan", "per:jordan"))).toBeLessThan(0.05);
    file.close();
  });

  it("writes the same bytes again", async () => {
    await Promise.all([train("first"), train("second")]);
    for (const name of ["entities.vectors", "words.vectors", "entities.classes"])
      expect(readFileSync(inFolder(`first/${name}`))).toEqual(readFileSync(inFolder(`second/${name}`)));
  });

  it.each([
    [
      "with half a dimension",
      ["train", "entities", "pages.jsonl", ...kb, "-o", "x", "--dimensions", "0.5"],
      /--dimensions/,
    ],
    ["without the data", ["train", "entities", "missing.jsonl", ...kb, "-o", "x"], /missing\.jsonl/],
  ])("refuses to run %s", async (_, args, message) => {
    const { code, stderr } = await namesake(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});
