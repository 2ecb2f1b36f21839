import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { LinkedDocument } from "../../src/cli/formats/format.js";
import { inFolder, kb, namesake, prior, withSmallKb } from "./program.js";

const TEXT = "Jordan scored. Then Jordan rested.";

withSmallKb();

const FILE = inFolder("kb/corrections.jsonl");
const idsOf = ({ links }: LinkedDocument) => links.map(({ entity }) => entity?.id ?? null);

it("link --fix steers the rest of the text, and says what followed", async () => {
  const fix = ["--fix", "Jordan=per:jordan"];
  const [plain, fixed, explained] = await Promise.all([
    namesake(["link", ...prior, "--format", "jsonl", TEXT]),
    namesake(["link", ...prior, "--format", "jsonl", ...fix, TEXT]),
    namesake(["link", ...prior, "--explain", ...fix, TEXT]),
  ]);
  expect(idsOf(JSON.parse(plain.stdout))).toEqual(["loc:jordan", "loc:jordan"]);
  const document = JSON.parse(fixed.stdout) as LinkedDocument;
  expect(idsOf(document)).toEqual(["per:jordan", "per:jordan"]);
  expect(document).toMatchObject({ kbVersion: 0, links: [{ fixed: true, confidence: 1 }, {}] });
  expect(explained.stdout).toMatch(/^ {8}fixed +\+12\.00 +│█+$/m);
  expect(await namesake(["link", ...prior, "--save", TEXT])).toMatchObject({ code: 2, stdout: "" });
  expect(await namesake(["link", ...prior, "--fix", "Jordan=nobody", TEXT])).toMatchObject({ code: 1 });
});

it("corrections are kept, and read by what evaluates and trains", async () => {
  const kept = await namesake([
    "link",
    ...prior,
    "--fix",
    "20:26=per:jordan",
    "--save",
    "--author",
    "ann",
    TEXT,
  ]);
  expect(kept.code).toBe(0);
  expect(kept.stderr).toMatch(/^Kept in .*corrections\.jsonl\.\n$/);
  expect(JSON.parse(readFileSync(FILE, "utf8"))).toMatchObject({
    corrected: { author: "ann", kbVersion: 0 },
  });
  const run = await namesake(["eval", "kb/corrections.jsonl", ...prior, "--json"]);
  const evaluation = JSON.parse(run.stdout) as { datasets: object; overall: object };
  expect(evaluation.datasets).toMatchObject({ corrections: { documents: 1, mentions: 1, problems: 0 } });
  // What nobody has looked at is neither right nor wrong: the first Jordan is not counted.
  expect(evaluation.overall).toMatchObject({ strict: { tp: 0, fp: 1, fn: 1 } });
  const more = Array.from({ length: 20 }, (_, i) => ({
    id: `t${i}`,
    text: `The kingdom of Jordan, said ${i}.`,
    mentions: [{ start: 15, end: 21, entity: "loc:jordan" }],
    corrected: { time: "2026-01-01T00:00:00Z" },
  }));
  writeFileSync(FILE, more.map((one) => `${JSON.stringify(one)}\n`).join(""), { flag: "a" });
  const trained = await namesake(["train", "weights", "--from", "corrections", ...kb, "--out", "tuned.json"]);
  expect(trained.stderr).toMatch(/^21 mentions of 21 documents; 0 left out/);
  expect(trained.code).toBe(0);
  const link = await namesake([
    "link",
    ...kb,
    "--model",
    "tuned.json",
    "--format",
    "jsonl",
    "Jordan is a kingdom.",
  ]);
  expect(idsOf(JSON.parse(link.stdout))).toEqual(["loc:jordan"]);
});
