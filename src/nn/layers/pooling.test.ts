import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { emit } from "../graph/emit.js";
import { input } from "../graph/tensor.js";
import type { Tensor as Numbers } from "../onnx.js";
import { Session } from "../session.js";
import { firstToken, maxOverTokens, meanOverSpans, meanOverTokens } from "./pooling.js";

const WIDTH = 3;
let session: Session;

beforeAll(async () => {
  const x = input("x", "float32", ["batch", "tokens", WIDTH]);
  const mask = input("mask", "bool", ["batch", "tokens"]);
  const [starts, ends] = [
    input("starts", "int32", ["batch", "spans"]),
    input("ends", "int32", ["batch", "spans"]),
  ];
  const pooled = {
    first: firstToken(x),
    mean: meanOverTokens(x),
    max: maxOverTokens(x),
    maskedMean: meanOverTokens(x, mask),
    maskedMax: maxOverTokens(x, mask),
    spans: meanOverSpans(x, starts, ends),
  };
  session = await Session.open(emit("pooling", pooled));
});
afterAll(() => session.close());

const textOf = (tokens: number, spans: number) =>
  fc.record({
    rows: fc.array(fc.tuple(...Array.from({ length: WIDTH }, () => fc.integer({ min: -100, max: 100 }))), {
      minLength: tokens,
      maxLength: tokens,
    }),
    mask: fc.array(fc.boolean(), { minLength: tokens, maxLength: tokens }),
    spans: fc.array(fc.tuple(fc.nat(tokens), fc.nat(tokens)), { minLength: spans, maxLength: spans }),
  });
const texts = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .chain(([tokens, spans, batch]) => fc.array(textOf(tokens, spans), { minLength: batch, maxLength: batch }));

const columns = (rows: number[][], of: (column: number[]) => number): number[] =>
  Array.from({ length: WIDTH }, (_, i) => of(rows.map((row) => row[i] as number)));
const meanOf = (column: number[]) =>
  column.reduce((sum, value) => sum + value, 0) / Math.max(column.length, 1);
const maxOf = (column: number[]) => Math.max(-1e9, ...column);

it("pools as written down in plain arithmetic, of any lengths", async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (batch) => {
      const [tokens, spans] = [batch[0]?.rows.length ?? 0, batch[0]?.spans.length ?? 0];
      const ordered = batch.map((text) =>
        text.spans.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
      );
      const whole = (values: number[]): Numbers => ({
        dims: [batch.length, spans],
        data: Int32Array.from(values),
      });
      const results = await session.run({
        x: {
          dims: [batch.length, tokens, WIDTH],
          data: Float32Array.from(batch.flatMap(({ rows }) => rows.flat())),
        },
        mask: {
          dims: [batch.length, tokens],
          data: Uint8Array.from(batch.flatMap(({ mask }) => mask.map(Number))),
        },
        starts: whole(ordered.flat().map(([start]) => start)),
        ends: whole(ordered.flat().map(([, end]) => end)),
      });
      const chosen = batch.map(({ rows, mask }) => rows.filter((_, i) => mask[i]));
      const expected = {
        first: batch.flatMap(({ rows }) => rows[0] as number[]),
        mean: batch.flatMap(({ rows }) => columns(rows, meanOf)),
        max: batch.flatMap(({ rows }) => columns(rows, maxOf)),
        maskedMean: chosen.flatMap((rows) => columns(rows, meanOf)),
        maskedMax: chosen.flatMap((rows) => columns(rows, maxOf)),
        spans: batch.flatMap(({ rows }, i) =>
          (ordered[i] ?? []).flatMap(([start, end]) => columns(rows.slice(start, end), meanOf)),
        ),
      };
      for (const [name, values] of Object.entries(expected)) {
        const found = results[name]?.data as Float32Array;
        expect(found).toHaveLength(values.length);
        for (const [i, value] of values.entries()) expect(found[i], name).toBeCloseTo(value, 3);
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});
