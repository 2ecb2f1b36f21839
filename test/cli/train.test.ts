import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseWeights } from "../../src/link/weights.js";
import { inFolder, namesake } from "./program.js";

const sample = readFileSync(new URL("../../examples/sample/sentences.jsonl", import.meta.url), "utf8").split(
  "\n",
);

it("fits weights to labelled texts, which link then uses", async () => {
  const [labelled, weights] = [inFolder("labelled.jsonl"), inFolder("weights.json")];
  writeFileSync(labelled, sample.slice(0, 15).join("\n"));
  const trained = await namesake(["train", "weights", labelled, "--out", weights]);
  expect(trained.code).toBe(0);
  expect(trained.stderr).toMatch(/mentions of 15 documents; \d+ left out/);
  expect(trained.stderr).toMatch(/5-fold cross-validation: \d+\.\d %/);
  const { means } = parseWeights(readFileSync(weights, "utf8"), weights);
  expect(means?.context).toHaveLength(512);
  const linked = await namesake([
    "link",
    "--model",
    weights,
    "--format",
    "json",
    "Jordan left the Chicago Bulls.",
  ]);
  expect(linked.code).toBe(0);
  expect(JSON.parse(linked.stdout)[0].links.length).toBeGreaterThan(0);
});

it("says what it wants where it is given something else", async () => {
  const wrong = inFolder("unlabelled.jsonl");
  writeFileSync(wrong, '{"id":"1","text":"Jordan left."}\n');
  const unlabelled = await namesake(["train", "weights", wrong]);
  expect(unlabelled.code).toBe(1);
  expect(unlabelled.stderr).toMatch(/labelled mentions/);
  const frozen = await namesake(["train", "weights", wrong, "--freeze", "luck"]);
  expect(frozen.code).toBe(2);
  expect(frozen.stderr).toMatch(/popularity/);
  const model = await namesake(["link", "--model", inFolder("nowhere.json"), "Jordan"]);
  expect(model.code).toBe(1);
  expect(model.stderr.trim().split("\n")).toHaveLength(1);
});
