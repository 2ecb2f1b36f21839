import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { type GoldDocument, type GoldMention, OPTIONAL_FIELDS, type Span } from "../dataset.js";
import type { DatasetFormat, Piece, Problem } from "./format.js";
import { FORMATS, sampleOf } from "./index.js";
import { documents, type Limits, sampleDocuments } from "./sample-documents.contract.js";

export interface ContractOptions extends Limits {
  /** One mention a record: reading back gives a document for each mention, with an id of its own. */
  perMention?: boolean;
  /** White space of the text is not kept: texts and mentions are compared without it. */
  tokenised?: boolean;
  /** For a format that is only read: what a file (or the files of a folder) of it may look like, without a fault. */
  sample?: readonly Piece[];
}

/** The documents of a file or folder, and what was reported of it. */
export async function readAll(
  format: DatasetFormat,
  path: string,
  files?: Readonly<Record<string, string>>,
): Promise<{ documents: GoldDocument[]; problems: Problem[] }> {
  const problems: Problem[] = [];
  const problem = (one: Problem) => void problems.push(one);
  const all: GoldDocument[] = [];
  for await (const one of format.read(path, files === undefined ? { problem } : { problem, files }))
    all.push(one);
  return { documents: all, problems };
}

/** Writes pieces as files, below `folder`; returns what is to be read. */
export async function store(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  folder: string,
  gzip = false,
): Promise<string> {
  const files = new Map<string, string>();
  for await (const { file, text } of pieces) files.set(file, (files.get(file) ?? "") + text);
  const single = files.has("") || files.size === 0;
  for (const [file, text] of files) {
    const path = single ? join(folder, "data") : join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, gzip ? gzipSync(text) : text);
  }
  if (files.size === 0) await writeFile(join(folder, "data"), "");
  return single ? join(folder, "data") : folder;
}

const squeezed = (text: string) => text.replace(/\s+/gu, "");

/** A document, or what of it a format keeps, in a form to compare. */
function kept(document: GoldDocument, format: DatasetFormat, options: ContractOptions) {
  const { id, text, mentions, ignore, evaluationSpan, ...rest } = document;
  const span = ({ start, end }: Span) =>
    options.tokenised ? squeezed(text.slice(start, end)) : { start, end, surface: text.slice(start, end) };
  const fields = {
    ...rest,
    ...(options.perMention ? {} : { id }),
    text: options.tokenised ? squeezed(text) : text,
    ...(ignore === undefined ? {} : { ignore: ignore.map(span) }),
    ...(evaluationSpan === undefined ? {} : { evaluationSpan: span(evaluationSpan) }),
    mentions: mentions.map(({ start, end, ...about }) => ({
      span: span({ start, end }),
      ...keeping(about, format),
    })),
  };
  return keeping(fields, format);
}

const isLost = (name: string, { keeps }: DatasetFormat): boolean =>
  OPTIONAL_FIELDS.some((field) => field === name && !keeps.includes(field));
const keeping = (fields: object, format: DatasetFormat) =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !isLost(name, format)));

/** One document a mention. */
const perMention = (document: GoldDocument): GoldDocument[] =>
  document.mentions.map(({ parent: _, ...mention }) => ({ ...document, mentions: [mention] }));

function checkSound(all: readonly GoldDocument[]): void {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, text, mentions, ignore = [], evaluationSpan } of all) {
    const spans: Span[] = [...mentions, ...ignore, ...(evaluationSpan === undefined ? [] : [evaluationSpan])];
    for (const { start, end } of spans)
      expect(Number.isInteger(start) && start >= 0 && start < end && end <= text.length, id).toBe(true);
    const before = (a: GoldMention, b: GoldMention) => a.start - b.start || b.end - a.end;
    expect(mentions, id).toEqual([...mentions].sort(before));
    for (const [i, { parent }] of mentions.entries())
      expect(parent === undefined || (parent !== i && parent in mentions), id).toBe(true);
    expect(
      mentions.every(({ entity }) => entity === null || entity !== ""),
      id,
    ).toBe(true);
  }
}

/** Part of `pieces`' text is cut out, doubled or replaced. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 30 }),
  insert: fc.constantFrom(
    "",
    "",
    "\n",
    '"',
    "{",
    "]",
    ",",
    "\t",
    "<",
    "null",
    "-1",
    "99999",
    "\u0000",
    "ÿ",
    "[]",
    "{}",
  ),
  file: fc.nat({ max: 9 }),
});

/**
 * What every format does: reads back what it writes, but for what it says it loses; is told from all others; and passes over
 * whatever is broken without a fault of its own.
 */
export function formatContract(format: DatasetFormat, options: ContractOptions = {}): void {
  describe(`the contract of ${format.name}`, () => {
    let root = "";
    let number = 0;
    const fresh = async () => {
      const folder = join(root, String(number++));
      await mkdir(folder);
      return folder;
    };
    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), `namesake-${format.name}-`));
    });
    afterAll(() => rm(root, { recursive: true }));

    const { write } = format;
    const pieces = (all: readonly GoldDocument[]) => write?.call(format, all) ?? options.sample ?? [];
    const expected = (all: readonly GoldDocument[]) =>
      (options.perMention ? all.flatMap(perMention) : all).map((one) => kept(one, format, options));

    async function checkRoundTrip(all: readonly GoldDocument[], gzip = false): Promise<void> {
      const { documents: read, problems } = await readAll(
        format,
        await store(pieces(all), await fresh(), gzip),
      );
      expect(problems.map(({ message }) => message)).toEqual([]);
      checkSound(read);
      expect(read.map((one) => kept(one, format, options))).toEqual(expected(all));
    }

    it("has a name for the command line, and is in the list", () => {
      expect(format.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(FORMATS).toContain(format);
    });

    it.runIf(write !== undefined)("reads back what it writes", async () => {
      await checkRoundTrip(sampleDocuments(options));
      await fc.assert(
        fc.asyncProperty(documents(options), (all) => checkRoundTrip(all)),
        { numRuns: 60 },
      );
    });

    it.runIf(write !== undefined)(
      "writes control characters so that the file is still one of text",
      async () => {
        const text = "A\u0000 tram\u0007 to Lyon.";
        const start = text.indexOf("Lyon");
        const mention = { start, end: start + 4, entity: "Q456" };
        const { documents: read } = await readAll(
          format,
          await store(pieces([{ id: "a\u0000b", text, mentions: [mention] }]), await fresh()),
        );
        const surfaces = read.flatMap((one) => one.mentions.map((m) => one.text.slice(m.start, m.end)));
        expect(surfaces).toEqual(["Lyon"]);
      },
    );

    it.runIf(write !== undefined)("leaves out what it says it omits, and nothing else", async () => {
      const text = "To the University of Lyon.";
      const at = (start: number, end: number, entity: string) => ({ start, end, entity });
      const mentions = [at(7, 25, "Q1"), at(7, 25, "Q2"), at(21, 25, "Q3")];
      const { documents: read } = await readAll(
        format,
        await store(
          pieces([
            { id: "marked", text, mentions },
            { id: "bare", text: "Nothing", mentions: [] },
          ]),
          await fresh(),
        ),
      );
      const left = { "overlapping mentions": 1, "mentions on one span": 2, "documents without mentions": 3 };
      expect(read.reduce((sum, one) => sum + one.mentions.length, 0)).toBe(
        left[format.omits ?? "documents without mentions"],
      );
      const isThere = read.some((one) => one.text === "Nothing");
      expect(isThere).toBe(format.omits !== "documents without mentions");
    });

    // A folder is not packed.
    const single = write !== undefined && !format.folder;
    if (single)
      it("reads gzip", async () => {
        await checkRoundTrip(sampleDocuments(options), true);
      });

    it("knows its own, and better than any other format", async () => {
      const sample = await sampleOf(await store(pieces(sampleDocuments(options)), await fresh()));
      const scores = FORMATS.map((one) => ({ name: one.name, score: one.detect(sample) }));
      expect(format.detect(sample)).toBeGreaterThan(0);
      const best = Math.max(...scores.map(({ score }) => score));
      expect(scores.filter(({ score }) => score === best).map(({ name }) => name)).toEqual([format.name]);
    });

    it("is not sure of what it cannot know", () => {
      const check = (head: string, names: string[] = []) => {
        const score = format.detect({ path: "data", head, names });
        expect(score >= 0 && score <= 1).toBe(true);
        return score;
      };
      for (const head of ["", "\n\n", "{}", "{}\n{}\n", "[]", "null\n", "Just a sentence.\nAnd another.\n"])
        expect(check(head), JSON.stringify(head)).toBe(0);
      expect(check("", ["notes.md", "photo.jpg"])).toBe(0);
      fc.assert(
        fc.property(
          fc.uint8Array({ maxLength: 200 }),
          fc.array(fc.string(), { maxLength: 3 }),
          (bytes, names) => {
            check(Buffer.from(bytes).toString("utf8"));
            check(Buffer.from(bytes).toString("latin1"));
            check("", names);
          },
        ),
      );
      fc.assert(fc.property(fc.json(), (json) => void check(`${json}\n${json}`)));
    });

    it("tells of no beginning that it is broken by throwing", async () => {
      for await (const { text } of pieces(sampleDocuments(options)))
        for (let end = 0; end < text.length; end += 1 + (end >> 5))
          format.detect({ path: "data", head: text.slice(0, end), names: [] });
    });

    it("passes over what is damaged", async () => {
      const files = new Map<string, string>();
      for await (const { file, text } of pieces(sampleDocuments(options)))
        files.set(file, (files.get(file) ?? "") + text);
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
          const broken = [...files].map(([file, text], i) => {
            let result = text;
            for (const { at, length, insert, file: n } of damages) {
              if (n % files.size !== i) continue;
              const start = Math.floor(at * result.length);
              result = result.slice(0, start) + insert + result.slice(start + length);
            }
            return { file, text: result };
          });
          try {
            const { documents: read, problems } = await readAll(format, await store(broken, await fresh()));
            expect(problems.every((problem) => problem instanceof NamesakeError)).toBe(true);
            checkSound(read);
          } catch (error) {
            if (!(error instanceof NamesakeError)) throw error;
          }
        }),
        { numRuns: 150 },
      );
    });

    it("says so where nothing is of it", async () => {
      const folder = await fresh();
      await expect(readAll(format, join(folder, "absent"))).rejects.toMatchObject({
        code: "SOURCE_NOT_FOUND",
      });
      const path = join(folder, "letter.txt");
      await writeFile(path, "Dear all,\n\nplease find nothing enclosed.\n");
      await expect(readAll(format, path)).rejects.toBeInstanceOf(NamesakeError);
    });
  });
}
