import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NamesakeError } from "../../errors.js";
import { createKnowledgeBase } from "../../kb/in-memory.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { checkListedMentions, openCandidateLists } from "./candidate-lists-file.js";
import { type CandidateList, HEADER_BYTES } from "./candidate-lists-format.js";
import type { LinkedText } from "./linked-texts.js";
import { type ListsToWrite, type WriteOptions, writeCandidateLists } from "./write-candidate-lists.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-lists-"));
afterAll(() => rmSync(folder, { recursive: true }));
let kb: KnowledgeBase;
beforeAll(async () => {
  kb = await createKnowledgeBase([{ id: "a", name: "A" }], { name: "one" });
});

const MOST = 2;
/** A text whose mentions are its first letters; what is found for each says which it is. */
const textOf = (number: number, mentions: number): LinkedText => ({
  text: `${number}`.repeat(mentions + 1),
  mentions: Array.from({ length: mentions }, (_, start) => ({ start, end: start + 1, row: number })),
});
const TEXTS = [textOf(0, 3), textOf(1, 0), textOf(2, 1), textOf(3, 4)];
const listOf = (row: number | null, start: number): CandidateList => ({
  rows: [10 * (row ?? 0) + start, 7].slice(0, 1 + (start % 2)),
  scores: [0.5, -1].slice(0, 1 + (start % 2)),
});
const listsOf = ({ mentions }: LinkedText): CandidateList[] =>
  mentions.map(({ row, start }) => listOf(row, start));
const WHOLE = TEXTS.flatMap(listsOf);

let files = 0;
const newPath = (): string => join(folder, `${files++}.lists`);
const write = (path: string, lists: Partial<ListsToWrite> = {}, options: WriteOptions = {}) =>
  writeCandidateLists(
    path,
    { kb, texts: () => TEXTS, most: MOST, encoders: ["e"], find: async (text) => listsOf(text), ...lists },
    { interval: 0, ...options },
  );
function read(path: string): CandidateList[] {
  const lists = openCandidateLists(path, kb);
  const all = Array.from({ length: lists.mentions }, (_, mention) => ({
    rows: lists.rows(mention),
    scores: lists.scores(mention),
  }));
  lists.close();
  return all;
}
const codeOf = (action: () => unknown): Promise<string> =>
  Promise.resolve()
    .then(action)
    .then(
      () => "none",
      ({ code }: NamesakeError) => code,
    );

describe("candidate lists in a file", () => {
  it("are those that were written, in whatever order they are read", async () => {
    const score = fc.float({ noNaN: true });
    const list = fc
      .array(fc.record({ row: fc.nat(0xffff_fffe), score }), { maxLength: 5 })
      .map((all) => ({ rows: all.map((one) => one.row), scores: all.map((one) => one.score) }));
    const path = newPath();
    await fc.assert(
      fc.asyncProperty(fc.array(list, { minLength: 1, maxLength: 9 }), async (lists) => {
        const texts = () => [textOf(0, lists.length)];
        await write(path, { texts, most: 5, find: async () => lists });
        const file = openCandidateLists(path, kb);
        expect(file).toMatchObject({ mentions: lists.length, most: 5 });
        for (let mention = lists.length - 1; mention >= 0; mention--)
          expect(file.list(mention)).toEqual(lists[mention]);
        file.close();
      }),
      { numRuns: 30 },
    );
  });

  it("keep as many candidates of a mention as was said, the first", async () => {
    const path = newPath();
    await write(path, { most: 1 });
    expect(read(path)).toEqual(
      WHOLE.map(({ rows, scores }) => ({ rows: rows.slice(0, 1), scores: scores.slice(0, 1) })),
    );
  });

  it("are read a page at a time, from anywhere", async () => {
    const path = newPath();
    const count = 20_000;
    await write(path, { texts: () => [textOf(3, count)] });
    const lists = openCandidateLists(path, kb);
    for (const mention of [0, count - 1, 4095, 4096, 12_345, 4095])
      expect(lists.list(mention)).toEqual(listOf(3, mention));
    expect(() => lists.rows(count)).toThrow(RangeError);
    lists.close();
    expect(await codeOf(() => lists.rows(0))).toBe("CLOSED");
  });

  it("may be of the first mentions alone", async () => {
    const path = newPath();
    expect(await write(path, { mentions: 5 })).toEqual({ mentions: 5, stopped: false });
    expect(read(path)).toEqual(WHOLE.slice(0, 5));
    const lists = openCandidateLists(path, kb);
    await checkListedMentions(lists, () => TEXTS);
    const [begun] = textOf(3, 4).mentions;
    const others = { ...textOf(3, 4), mentions: begun === undefined ? [] : [begun] };
    await checkListedMentions(lists, () => [...TEXTS.slice(0, 3), others, textOf(8, 2)]);
    lists.close();
  });

  it("need mentions", async () => {
    expect(await codeOf(() => write(newPath(), { texts: () => [textOf(1, 0)] }))).toBe("OPTION_INVALID");
  });
});

describe("the writing of candidate lists", () => {
  /** Writes until some texts with mentions are done, then fails as a kill would. */
  const interrupted = async (path: string, after: number) => {
    let done = 0;
    const find = async (text: LinkedText) => {
      if (done++ === after) throw new Error("killed");
      return listsOf(text);
    };
    await expect(write(path, { find })).rejects.toThrow("killed");
  };

  it.each([1, 2])("goes on where it was killed, behind text %d", async (after) => {
    const [path, whole] = [newPath(), newPath()];
    await write(whole);
    await interrupted(path, after);
    expect(await codeOf(() => read(path))).toBe("SOURCE_NOT_FOUND");
    expect(await codeOf(() => read(`${path}.part`))).toBe("CANDIDATES_INVALID");
    expect(await codeOf(() => write(path))).toBe("UNFINISHED_EXISTS");
    const asked: string[] = [];
    const find = async (text: LinkedText) => {
      asked.push(text.text);
      return listsOf(text);
    };
    await write(path, { find }, { resume: true });
    expect(asked).toEqual([TEXTS[0], TEXTS[2], TEXTS[3]].slice(after).map((text) => text?.text));
    expect(readFileSync(path)).toEqual(readFileSync(whole));
    expect(readdirSync(folder).filter((name) => name.startsWith(`${basename(path)}.`))).toEqual([]);
  });

  it("stops behind a text when it is asked to, also before it has come to where it was", async () => {
    const path = newPath();
    const stop = new AbortController();
    const onProgress = (mentions: number) => mentions === 4 && stop.abort();
    expect(await write(path, {}, { signal: stop.signal, onProgress })).toEqual({
      mentions: 4,
      stopped: true,
    });
    expect(await write(path, {}, { signal: AbortSignal.abort(), resume: true })).toEqual({
      mentions: 4,
      stopped: true,
    });
    expect(await write(path, {}, { resume: true })).toEqual({ mentions: 8, stopped: false });
    expect(read(path)).toEqual(WHOLE);
  });

  it("goes on where it was stopped before its first text", async () => {
    const path = newPath();
    const stopped = await write(path, {}, { signal: AbortSignal.abort() });
    expect(stopped).toEqual({ mentions: 0, stopped: true });
    await write(path, {}, { resume: true });
    expect(read(path)).toEqual(WHOLE);
  });

  it("does not go on with what is of other texts or other encoders", async () => {
    const path = newPath();
    await interrupted(path, 2);
    const resumed = (lists: Partial<ListsToWrite>) => codeOf(() => write(path, lists, { resume: true }));
    expect(await resumed({ texts: () => [textOf(0, 3), textOf(4, 1), textOf(3, 4)] })).toBe(
      "UNFINISHED_UNUSABLE",
    );
    expect(await resumed({ texts: () => [textOf(0, 3), textOf(2, 2)] })).toBe("UNFINISHED_UNUSABLE");
    expect(await resumed({ texts: () => [textOf(0, 3)] })).toBe("UNFINISHED_UNUSABLE");
    expect(await resumed({ encoders: ["other"] })).toBe("UNFINISHED_UNUSABLE");
    expect(await resumed({ most: 3 })).toBe("UNFINISHED_UNUSABLE");
    expect(await resumed({})).toBe("none");
    expect(read(path)).toEqual(WHOLE);
  });
});

describe("a file that does not belong to what it is used with", () => {
  let path = "";
  beforeAll(() => {
    path = newPath();
    return write(path);
  });
  const damaged = (damage: (copy: string) => void): string => {
    const copy = newPath();
    copyFileSync(path, copy);
    damage(copy);
    return copy;
  };
  const opened = (of: string, by = kb) => codeOf(() => openCandidateLists(of, by).close());

  it("is noticed by its KB, but not where that was only edited", async () => {
    const other = await createKnowledgeBase([{ id: "b", name: "B" }], { name: "one" });
    expect(await opened(path, other)).toBe("CANDIDATES_MISMATCH");
    const edited = await createKnowledgeBase([{ id: "a", name: "A" }], { name: "one" });
    edited.edit([{ put: { id: "c", name: "C" } }]);
    expect(await opened(path, edited)).toBe("none");
  });

  it.each<[string, (texts: LinkedText[]) => LinkedText[]]>([
    ["another text", (texts) => [textOf(7, 3), ...texts.slice(1)]],
    [
      "another entity",
      (texts) => [...texts.slice(0, 3), { ...textOf(3, 4), mentions: textOf(2, 4).mentions }],
    ],
    ["texts in another order", (texts) => [...texts].reverse()],
    ["fewer mentions", (texts) => texts.slice(0, 3)],
    ["a mention more within", (texts) => [textOf(0, 4), ...texts.slice(1)]],
  ])("is noticed by %s", async (_, change) => {
    const lists = openCandidateLists(path, kb);
    expect(await codeOf(() => checkListedMentions(lists, () => TEXTS))).toBe("none");
    expect(await codeOf(() => checkListedMentions(lists, () => change(TEXTS)))).toBe("CANDIDATES_MISMATCH");
    lists.close();
  });

  it("is noticed where it is damaged, foreign or newer", async () => {
    expect(await opened(damaged((copy) => truncateSync(copy, HEADER_BYTES + 8)))).toBe("CANDIDATES_INVALID");
    expect(await opened(damaged((copy) => truncateSync(copy, 10)))).toBe("CANDIDATES_INVALID");
    expect(await opened(damaged((copy) => writeFileSync(copy, "x", { flag: "a" })))).toBe(
      "CANDIDATES_INVALID",
    );
    expect(await opened(damaged((copy) => writeFileSync(copy, '{"format":"other"}'.padEnd(9000))))).toBe(
      "CANDIDATES_INVALID",
    );
    const newer = damaged((copy) =>
      writeFileSync(copy, readFileSync(copy, "latin1").replace('"version":1', '"version":2'), "latin1"),
    );
    expect(await opened(newer)).toBe("CANDIDATES_NEWER");
    expect(await opened(folder)).toBe("CANDIDATES_INVALID");
    expect(await opened(join(folder, "nothing"))).toBe("SOURCE_NOT_FOUND");
  });
});
