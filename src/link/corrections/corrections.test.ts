import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { buildKnowledgeBase } from "../../kb/folder.js";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { CORRECTIONS_FILE } from "../../kb/lasting-files.js";
import type { EntityRecord } from "../../kb/record.js";
import { shippedWeights } from "../../linker-parts.js";
import { AliasSpotter } from "../../mentions/alias-spotter.js";
import { Linker } from "../linker.js";
import { Corrections, readCorrections } from "./corrections.js";

const RECORDS: EntityRecord[] = [
  { id: "loc:jordan", name: "Jordan", count: 90 },
  { id: "per:jordan", name: "Michael Jordan", aliases: ["Jordan"], sameAs: ["Q41421"] },
];
const TEXT = "Jordan met 😀 Ann. Jordan left.";
const folder = mkdtempSync(join(tmpdir(), "namesake-corrections-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const linkerOver = (kb: KnowledgeBase) =>
  new Linker(kb, new AliasSpotter(kb), () => Promise.reject(new Error("not wanted")), shippedWeights());

let built = 0;
async function onDisk(store: "memory" | "lmdb" = "memory") {
  const path = join(folder, `kb-${++built}`);
  const { knowledgeBase } = await buildKnowledgeBase(RECORDS, path, () => [], { store });
  const linker = linkerOver(knowledgeBase);
  onTestFinished(() => linker.close());
  return { path: join(path, CORRECTIONS_FILE), folder: path, linker };
}
const answer = { start: 0, end: 6, entity: "Q41421" };
const prior = { budget: "prior" } as const;

describe("Linker.correct", () => {
  it("answers the rest, and keeps what was said as a labelled document", async () => {
    const { linker, path } = await onDisk();
    const { version } = linker.kb;
    const links = await linker.correct(TEXT, [answer], { ...prior, author: "ann" });
    expect(links).toEqual(await linker.link(TEXT, { ...prior, fixed: [answer] }));
    expect(links.map(({ entity }) => entity?.id)).toEqual(["per:jordan", "per:jordan"]);
    const [document, ...others] = readCorrections(path);
    expect(others).toEqual([]);
    expect(document).toEqual({
      id: expect.stringMatching(/^text-[0-9a-f]{32}$/) as string,
      text: TEXT,
      mentions: [{ start: 0, end: 6, entity: "per:jordan" }],
      ignore: [[6, TEXT.length]],
      corrected: {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
        author: "ann",
        kbVersion: version,
      },
    });
  });

  it("lets the last word of a document count, by its id or its text", async () => {
    const { linker, path } = await onDisk();
    const last = TEXT.lastIndexOf("Jordan");
    await linker.correct(TEXT, [answer], prior);
    await linker.correct("Jordan.", [answer], { ...prior, id: "own" });
    await linker.correct(TEXT, [{ start: last, end: last + 6, entity: null }], prior);
    await linker.correct("Jordan again.", [{ ...answer, entity: null }], { ...prior, id: "own" });
    const found = new Corrections(linker.kb).documents();
    expect(found.map(({ text, mentions }) => [text, mentions])).toEqual([
      [TEXT, [{ start: last, end: last + 6, entity: null }]],
      ["Jordan again.", [{ start: 0, end: 6, entity: null }]],
    ]);
    expect(found[0]?.ignore).toEqual([
      [0, last],
      [last + 6, TEXT.length],
    ]);
    expect(readFileSync(path, "utf8").split("\n")).toHaveLength(5);
  });

  it("keeps nothing of what it refuses", async () => {
    const { linker, path } = await onDisk();
    const wrong = [
      linker.correct(TEXT, [], prior),
      linker.correct(TEXT, [{ ...answer, entity: "nobody" }], prior),
      linker.correct(TEXT, [{ ...answer, end: 99 }], prior),
      linker.correct(TEXT, [answer], { ...prior, author: "" }),
      linker.correct(TEXT, [answer], { ...prior, id: 5 as unknown as string }),
    ];
    const codes = await Promise.all(wrong.map((one) => one.catch((error: { code: string }) => error.code)));
    expect(codes).toEqual([
      "OPTION_INVALID",
      "CANDIDATE_UNKNOWN",
      "SPAN_INVALID",
      "OPTION_INVALID",
      "OPTION_INVALID",
    ]);
    expect(readCorrections(path)).toEqual([]);
  });

  it("keeps those of a KB in memory in memory, for all its linkers", async () => {
    const kb = await createKnowledgeBase(RECORDS);
    await linkerOver(kb).correct(TEXT, [answer], prior);
    await linkerOver(kb).correct(TEXT, [{ ...answer, entity: null }], prior);
    expect(new Corrections(kb).documents()).toMatchObject([{ mentions: [{ entity: null }] }]);
    expect(new Corrections(await createKnowledgeBase(RECORDS)).documents()).toEqual([]);
  });
});

describe("the file of corrections", () => {
  it("loses the line that a kill cut short, and nothing else", async () => {
    const { linker, path } = await onDisk();
    await linker.correct("Jordan one.", [answer], prior);
    const whole = readFileSync(path, "utf8");
    const cuts = [1, 40, whole.length - 2];
    for (const cut of cuts) {
      appendFileSync(path, whole.slice(0, cut));
      await linker.correct(`Jordan ${cut}.`, [answer], prior);
      appendFileSync(path, whole.slice(0, cut));
    }
    const texts = readCorrections(path, () => {}).map(({ text }) => text);
    expect(texts).toEqual(["Jordan one.", ...cuts.map((cut) => `Jordan ${cut}.`)]);
  });

  it("names the lines that it passes over, and reads all others", async () => {
    const { linker, path } = await onDisk();
    await linker.correct("Jordan one.", [answer], prior);
    const mention = { start: 0, end: 6, entity: "loc:jordan" };
    const wrong = [{ ...mention, end: 99 }, { ...mention, entity: 5 }, { ...mention, start: "0" }, null];
    const junk = wrong.map((one) => JSON.stringify({ id: "x", text: "Jordan", mentions: [one] }));
    appendFileSync(path, ["<html>", "", "[]", ...junk, ""].join("\r\n"));
    await linker.correct("Jordan two.", [answer], prior);
    const passedOver = vi.fn();
    const texts = () => readCorrections(path, passedOver).map(({ text }) => text);
    expect(texts()).toEqual(["Jordan one.", "Jordan two."]);
    expect(passedOver).toHaveBeenCalledExactlyOnceWith([2, 4, 5, 6, 7, 8], 8);
    const warning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    onTestFinished(() => warning.mockRestore());
    for (let i = 0; i < 2; i++) expect(new Corrections(linker.kb).documents()).toHaveLength(2);
    expect(warning).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining("6 of 8 lines are no corrections and are passed over: 2, 4, 5, 6, 7, 8."),
      "NamesakeWarning",
    );
  });

  it.each(["memory", "lmdb"] as const)("outlives that its KB is built again: %s", async (store) => {
    const { linker, path, folder: kb } = await onDisk(store);
    await linker.correct(TEXT, [answer], prior);
    const again = await buildKnowledgeBase(RECORDS.slice(1), kb, () => [], { store });
    await linkerOver(again.knowledgeBase).correct("Jordan.", [answer], prior);
    await again.knowledgeBase.close();
    expect(readCorrections(path).map(({ text }) => text)).toEqual([TEXT, "Jordan."]);
  });

  it("says where it cannot be written", async () => {
    const { linker, folder: kb } = await onDisk();
    rmSync(kb, { recursive: true });
    await expect(linker.correct(TEXT, [answer], prior)).rejects.toMatchObject({ code: "WRITE_FAILED" });
  });
});
