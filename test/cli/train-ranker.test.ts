import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { type Link, scoreOf } from "../../src/link/link.js";
import { linkerParts } from "../../src/linker-parts.js";
import { inFolder, kb, namesake, withSmallKb } from "./program.js";

withSmallKb();

/** Thirty texts of two mentions: Jordan is the player where a club is named, and the river where somebody swims. */
beforeAll(() => {
  const documents = Array.from({ length: 30 }, (_, i) => {
    const plays = i % 2 === 0;
    const text = plays
      ? `Jordan scored ${i} points for EvilCo.`
      : `They swam ${i} miles up the Jordan near EvilCo.`;
    const at = (name: string) => ({ start: text.indexOf(name), end: text.indexOf(name) + 6 });
    const mentions = [
      { ...at("Jordan"), entity: plays ? "per:jordan" : "loc:jordan" },
      { ...at("EvilCo"), entity: "org:evil" },
    ];
    return JSON.stringify({ id: `${i}`, text, mentions: mentions.sort((a, b) => a.start - b.start) });
  });
  writeFileSync(inFolder("texts.jsonl"), `${documents.join("\n")}\n`);
});

const train = (out: string, ...more: string[]) =>
  namesake(["train", "ranker", "texts.jsonl", ...kb, "--out", out, "--trees", "5", ...more]);

describe.concurrent("train ranker", () => {
  it("makes a model that decides, with reasons that add up", async () => {
    const { code, stderr } = await train("ranked", "--absent", "0.1");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toMatch(/trees\. Right of \d+ mentions held back/);
    const { weights } = linkerParts(inFolder("ranked"));
    expect(weights?.first?.features.cohere).toBe(0);
    expect(weights?.ranker).toBeDefined();
    const linked = await namesake([
      "link",
      "--model",
      "ranked",
      ...kb,
      "--format",
      "json",
      "Jordan left EvilCo.",
    ]);
    expect(linked.code).toBe(0);
    const [document] = JSON.parse(linked.stdout) as { links: Link[] }[];
    const link = document?.links[0];
    const [first, second] = link?.candidates ?? [];
    // The difference of two scores is that of the log-odds, times the temperature.
    const odds = Math.log((first?.probability ?? 0) / (second?.probability ?? 0));
    expect(scoreOf(first?.evidence ?? {}) - scoreOf(second?.evidence ?? {})).toBeCloseTo(
      odds * (weights?.temperature ?? 0),
      3,
    );
  });

  it("writes the same bytes again, and others with another seed", async () => {
    await Promise.all([train("first"), train("second"), train("third", "--seed", "2", "--absent", "0.5")]);
    for (const file of ["linker.json", "ranker.json"])
      expect(readFileSync(inFolder(`first/${file}`), "utf8")).toBe(
        readFileSync(inFolder(`second/${file}`), "utf8"),
      );
    expect(readFileSync(inFolder("first/linker.json"), "utf8")).not.toBe(
      readFileSync(inFolder("third/linker.json"), "utf8"),
    );
  });

  it("reads no more of each data set than is asked for", async () => {
    const { stderr } = await train("few", "--mentions", "20");
    expect(stderr).toMatch(/of 20 mentions right/);
  });

  it("refuses texts of which nothing can be learned", async () => {
    writeFileSync(inFolder("one.jsonl"), readFileSync(inFolder("texts.jsonl"), "utf8").split("\n")[0] ?? "");
    const { code, stderr } = await namesake(["train", "ranker", "one.jsonl", ...kb, "--out", "one"]);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/at least two texts .* 0 mentions to learn of/s),
    });
    expect(existsSync(inFolder("one/linker.json"))).toBe(false);
  });

  it.each([
    ["without a place to write to", ["train", "ranker", "texts.jsonl", ...kb], /--out/],
    ["with no tree", ["train", "ranker", "texts.jsonl", ...kb, "-o", "x", "--trees", "0"], /--trees/],
    ["without the data", ["train", "ranker", "missing.jsonl", ...kb, "-o", "x"], /missing\.jsonl/],
  ])("refuses to run %s", async (_, args, message) => {
    const { code, stderr } = await namesake(args);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
    expect(existsSync(inFolder("x/linker.json"))).toBe(false);
  });
});
