import { readFileSync, writeFileSync } from "node:fs";
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
  it("writes vectors of what is linked together, and says which entities have none", async () => {
    const { code, stdout, stderr } = await train("some.vectors");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("2 links are read");
    expect(stderr).toContain("Wrote vectors of 4 entities to some.vectors; 0 are together with no other");
    const file = new EmbeddingFile(inFolder("some.vectors"));
    expect(file).toMatchObject({ dimensions: 4, size: 4 });
    // One pair is linked in a text, the other related in the knowledge base.
    const of = (id: string) => file.vector(id) as Float32Array;
    const cosine = (a: string, b: string) =>
      of(a).reduce((sum, value, i) => sum + value * (of(b)[i] ?? 0), 0);
    expect(Math.abs(cosine("loc:jordan", "per:jordan"))).toBeLessThan(0.05);
    file.close();
  });

  it("writes the same bytes again", async () => {
    await Promise.all([train("first.vectors"), train("second.vectors")]);
    expect(readFileSync(inFolder("first.vectors"))).toEqual(readFileSync(inFolder("second.vectors")));
  });

  it.each([
    ["without a place to write to", ["train", "entities", "pages.jsonl", ...kb], /--out/],
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
