import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openStarter } from "../../src/starter.js";
import { readClassLexicon } from "../../src/types/classes/class-lexicon.js";
import { classifyRecord } from "../../src/types/classes/classify-record.js";
import { NER_CLASSES } from "../../src/types/ner-classes.js";

/**
 * 400 entities of the starter KB, half drawn with equal chances and half by popularity (`bench/types/sample.ts`, seed 1, version 1 of the KB), with the class that a
 * person gave them by name and description; `also` names classes that are as good by the definitions of the 18. The KB's own classes are
 * hidden from the classifier.
 */
interface Label {
  id: string;
  half: "uniform" | "popular";
  class: string;
  also?: string[];
}

const labels = readFileSync(new URL("starter-classes.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Label);

describe("the classes of 400 entities of the starter KB", () => {
  const found: { label: Label; class: string | undefined }[] = [];
  beforeAll(async () => {
    const [kb, lexicon] = [await openStarter(), await readClassLexicon()];
    const recordOf = (id: string) => kb.entity(id);
    for (const label of labels) {
      const record = kb.entity(label.id);
      if (record === undefined) throw new Error(`the starter KB has no "${label.id}"`);
      const { class: given } = classifyRecord(record, lexicon, { without: ["given"], recordOf }) ?? {};
      found.push({ label, class: given });
    }
    await kb.close();
  });

  it("are labelled with the 18 classes, each entity once", () => {
    expect(new Set(labels.map(({ id }) => id)).size).toBe(400);
    expect(labels.filter(({ half }) => half === "popular")).toHaveLength(200);
    for (const { class: name, also = [] } of labels)
      for (const given of [name, ...also]) expect(Object.keys(NER_CLASSES)).toContain(given);
  });

  it("are found for at least 85 %, and right for at least 95 % of those", () => {
    const covered = found.filter(({ class: given }) => given !== undefined);
    expect(covered.length / found.length).toBeGreaterThanOrEqual(0.85);
    const right = covered.filter(({ label, class: given }) => given === label.class);
    const good = covered.filter(
      ({ label, class: given = "" }) => given === label.class || label.also?.includes(given) === true,
    );
    expect(right.length / covered.length).toBeGreaterThanOrEqual(0.94);
    expect(good.length / covered.length).toBeGreaterThanOrEqual(0.95);
  });
});
