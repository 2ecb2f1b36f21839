import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyErrors } from "../errors/error-classes.js";
import type { JudgedDocument, JudgedSet } from "../judged.js";
import { judgedDocument } from "../metrics/judged-samples.contract.js";
import type { DocumentData } from "./document-data.js";
import { measureOf, measuresOf, shownDifference, valueAt } from "./measures.js";
import type { PageIndex } from "./page-index.js";
import { reportHtml } from "./report.js";
import { HOSTILE, sampleFacts } from "./sample.contract.js";
import { sampleEvaluation, sampleSets } from "./sample-run.contract.js";

const write = (sets: readonly JudgedSet[]) => [...reportHtml(sampleEvaluation(sets), sets, sampleFacts)];
const blocks = (page: string, name: string): unknown[] =>
  [...page.matchAll(new RegExp(`<script type="application/json" class="${name}">([^<]*)</script>`, "g"))].map(
    ([, json]) => JSON.parse(json ?? ""),
  );

describe("reportHtml", () => {
  const sets = sampleSets();
  const pieces = write(sets);
  const page = pieces.join("");

  /** Without printing the page where it does not. */
  const shows = (text: string) => expect(page.includes(text), text).toBe(true);

  it("says the headline numbers with their intervals and the baseline", () => {
    const { overall } = sampleEvaluation(sets);
    const shown = (100 * (overall.inKbAccuracy ?? 0)).toFixed(1);
    shows(`In-KB accuracy</span><div class="value">${shown}<small> %`);
    expect(/95 % interval \d+\.\d–\d+\.\d/.test(page)).toBe(true);
    shows("Knowledge base samples (18 entities, <code>0123456789ab</code>)");
    shows("2 data sets, 13 documents, 23 mentions");
    shows("+12.5</td>");
    shows("0.031</td>");
  });

  it("holds every document and what each linker said of it", () => {
    const [index] = blocks(page, "index") as [PageIndex];
    const documents = blocks(page, "judgements") as DocumentData[];
    const texts = blocks(page, "text");
    expect(index.documents.map(({ id }) => id)).toHaveLength(13);
    expect(texts).toHaveLength(13);
    expect(documents.flatMap(({ runs }) => runs)).toHaveLength(13 * 2 * 2);
    for (const { linker, documents: judged } of sets)
      for (const document of judged) {
        const position = index.documents.findIndex(({ id }) => id === document.id);
        expect(texts[position]).toBe(document.text);
        for (const mode of ["given", "found"] as const) {
          const isRun = (run: { linker: number; mode: string }) =>
            index.linkers[run.linker] === linker && run.mode === mode;
          const told = index.documents[position]?.runs.find(isRun);
          const marks = documents[position]?.runs.find(isRun)?.marks ?? [];
          const names = Object.entries(told?.errors ?? {}).map(([at, count]) => [
            index.classes[Number(at)]?.name,
            count,
          ]);
          const { classes } = classifyErrors([document], sampleFacts);
          const expected = Object.entries(classes)
            .filter(([name, { errors }]) => errors > 0 && name.startsWith(mode))
            .map(([name, { errors }]) => [name, errors]);
          expect(names.sort()).toEqual(expected.sort());
          expect(marks.length).toBe(
            Object.values(told?.outcomes ?? {}).reduce((sum, count) => sum + count, 0),
          );
        }
      }
  });

  it("comes in pieces, a document each", () => {
    expect(pieces.length).toBeGreaterThan(13);
    expect(Math.max(...pieces.slice(1, -1).map(({ length }) => length))).toBeLessThan(60_000);
  });

  it("needs nothing else, and permits no script but its own", () => {
    expect(/(?:src|href)="(?!#|data:)/.test(page)).toBe(false);
    expect(/@import|url\(/.test(page)).toBe(false);
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, source]) => source ?? "");
    expect(scripts).toHaveLength(1);
    const hash = createHash("sha256")
      .update(scripts[0] ?? "")
      .digest("base64");
    shows("default-src &#39;none&#39;");
    shows(`sha256-${hash}`);
  });

  it("keeps hostile text as text", () => {
    expect(page.includes(HOSTILE)).toBe(false);
    expect(page.includes("<img")).toBe(false);
    shows("&lt;/script&gt;&lt;img src=x");
  });

  it("writes all that can happen, and no number that is none", () => {
    const unique = (documents: JudgedDocument[]) =>
      documents.map((one, i) => ({ ...one, id: `${one.id}${i}` }));
    fc.assert(
      fc.property(
        fc.array(judgedDocument, { maxLength: 4 }),
        fc.constantFrom("given", "found", "both"),
        (drawn, run) => {
          const documents = unique(drawn).map((one) => ({
            ...one,
            given: run === "found" ? null : one.given,
            found: run === "given" ? null : one.found,
            generated: run === "found" ? null : one.generated,
          }));
          const text = write([{ dataset: "drawn", linker: "one", documents }]).join("");
          expect(text.replace(/<script[\s\S]*?<\/script>/g, "")).not.toMatch(
            /NaN|Infinity|undefined|\[object/,
          );
          expect(blocks(text, "text")).toHaveLength(documents.length);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("measures", () => {
  const overall = {
    inKbAccuracy: 0.5,
    ece: 0.1234,
    candidateRecall: { 1: 0.5, 10: 0.8, 100: 0.9 },
    strict: { precision: 1, recall: 0.5, f1: 2 / 3, tp: 1, fp: 0, fn: 1 },
    intervals: { "candidateRecall.10": { low: 0.7, high: 0.9 } },
  };

  it("are found by their paths", () => {
    expect(valueAt(overall, "strict.f1")).toBe(2 / 3);
    expect(valueAt(overall, "candidateRecall.100")).toBe(0.9);
    expect(valueAt(overall, "weak.f1")).toBeNull();
    expect(valueAt(undefined, "accuracy")).toBeNull();
  });

  it("are those that were measured, with one recall", () => {
    const names = (some: Parameters<typeof measuresOf>[0]) => measuresOf(some).map(({ name }) => name);
    expect(names([overall])).toEqual([
      "inKbAccuracy",
      "candidateRecall.10",
      "strict.f1",
      "strict.precision",
      "strict.recall",
      "ece",
    ]);
    expect(names([{ candidateRecall: { 1: 0.5, 30: 0.8 } }, undefined])).toEqual(["candidateRecall.30"]);
    expect(names([{}])).toEqual([]);
  });

  it("have words, known or not", () => {
    expect(measureOf("candidateRecall.30").title).toBe("Candidate recall @ 30");
    expect(measureOf("new").title).toBe("new");
    expect(shownDifference(measureOf("ece"), -0.0123)).toBe("−0.012");
    expect(shownDifference(measureOf("accuracy"), 0.0123)).toBe("+1.2");
    expect(shownDifference(measureOf("ece"), 0.0001)).toBe("0.000");
  });
});
