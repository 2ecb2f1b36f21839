import fc from "fast-check";
import { expect, it } from "vitest";
import { cutPieces, type Piece } from "./pieces.js";

async function* chunked(text: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield text.subarray(from, Math.max(from, cut));
    from = Math.max(from, cut);
  }
  yield text.subarray(from);
}

async function piecesOf(text: Buffer, cuts: readonly number[], size: number): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for await (const piece of cutPieces(chunked(text, cuts), 3, size))
    pieces.push({ ...piece, pages: Buffer.from(piece.pages) });
  return pieces;
}

const page = (length: number) => `<page>${"x".repeat(length)}</page>\n`;

it("cuts at pages, wherever the chunks end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(60), { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(1500)),
      fc.integer({ min: 10, max: 100 }),
      fc.nat(200),
      async (lengths, cuts, size, more) => {
        const start = `<head>${"h".repeat(more)}`;
        const text = Buffer.from(`${start}${lengths.map(page).join("")}</mediawiki>`);
        const whole = await piecesOf(text, [], size);
        expect(await piecesOf(text, cuts, size)).toEqual(whole);
        expect(Buffer.concat(whole.map(({ pages }) => pages)).toString()).toBe(
          text.toString().slice(start.length),
        );
        expect(whole.map(({ number }) => number)).toEqual(whole.map((_, i) => i + 3));
        for (const { head, pages } of whole) {
          expect(head).toBe(start);
          expect(pages.toString().startsWith("<page>")).toBe(true);
        }
        for (const { pages } of whole.slice(0, -1)) expect(pages.length).toBeGreaterThanOrEqual(size);
      },
    ),
  );
});

it("cuts a page that does not end, so that memory stays bounded", async () => {
  const pieces = await piecesOf(Buffer.from(`<head>${page(1000)}${page(5)}`), [100, 700], 50);
  expect(pieces.map(({ pages }) => pages.length)).toEqual([400, 400, 214, 19]);
});

it("gives one piece where there are no pages", async () => {
  expect(await piecesOf(Buffer.from("<mediawiki/>"), [3], 10)).toEqual([
    { number: 3, head: "<mediawiki/>", pages: Buffer.alloc(0) },
  ]);
});

it.each([
  ["as long as the pages", 100],
  ["longer than it may be", 1 << 20],
])("finds the pages behind a head %s that arrives alone", async (_, length) => {
  const head = Buffer.from("h".repeat(length));
  const pages = Buffer.from(page(5) + page(6));
  const text = Buffer.concat([head, pages]);
  const whole = await piecesOf(text, [], 1 << 22);
  expect(await piecesOf(text, [length], 1 << 22)).toEqual(whole);
  expect(whole).toHaveLength(1);
  expect(whole[0]?.pages.toString().endsWith(pages.toString())).toBe(true);
});
