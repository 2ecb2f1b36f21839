import { describe, expect, it } from "vitest";
import { cast } from "../graph/compare.js";
import { emit } from "../graph/emit.js";
import { binaryCrossEntropy } from "../graph/losses.js";
import { input } from "../graph/tensor.js";
import { Session } from "../session.js";
import { expectDerivatives } from "./derivatives.contract.js";
import { meanOverSpans } from "./pooling.js";
import { Scope } from "./scope.js";
import { bestSpans, spanMask, spanScores } from "./spans.js";

const [BATCH, TOKENS, WIDTH, LONGEST] = [2, 5, 3, 3];
/** How many tokens each text has. */
const LENGTHS = [5, 2];

const wave = (length: number, start: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + start) * (i + start)));
const states = { dims: [BATCH, TOKENS, WIDTH], data: wave(BATCH * TOKENS * WIDTH, 1) };
const mask = {
  dims: [BATCH, TOKENS],
  data: Uint8Array.from(LENGTHS.flatMap((length) => [0, 1, 2, 3, 4].map((t) => (t < length ? 1 : 0)))),
};
const weights = { "scores.weight": wave(3 * WIDTH, 50), "scores.bias": Float32Array.of(0.1, -0.2, 0.3) };

/** The score of a token as a first one (0), a last one (1) or a part (2) of a mention. */
const tokenScore = (b: number, t: number, kind: number): number =>
  [0, 1, 2].reduce(
    (sum, k) =>
      sum +
      (states.data[(b * TOKENS + t) * WIDTH + k] as number) *
        (weights["scores.weight"][kind * WIDTH + k] as number),
    weights["scores.bias"][kind] as number,
  );

/** All spans of tokens, from the one of the highest score down. */
const spans = (b: number) => {
  const all: { start: number; end: number; score: number }[] = [];
  for (let start = 0; start < (LENGTHS[b] as number); start++)
    for (let end = start + 1; end <= Math.min(start + LONGEST, LENGTHS[b] as number); end++) {
      let score = tokenScore(b, start, 0) + tokenScore(b, end - 1, 1);
      for (let t = start; t < end; t++) score += tokenScore(b, t, 2);
      all.push({ start, end, score });
    }
  return all.sort((x, y) => y.score - x.score);
};

describe("scores of spans", () => {
  it("are those of the first token, of the last and of all, for any lengths", async () => {
    const x = input("x", "float32", ["batch", "tokens", WIDTH]);
    const scores = spanScores(new Scope(), x, LONGEST);
    const here = spanMask(input("mask", "bool", ["batch", "tokens"]), LONGEST);
    const best = bestSpans(scores, here, 4);
    const means = meanOverSpans(x, best.starts, best.ends);
    const { scores: bestScores, starts, ends } = best;
    const program = emit("spans", { scores, here, bestScores, starts, ends, means });
    const session = await Session.open(program);
    const found = await session.run({ ...weights, x: states, mask });
    await session.close();
    expect(found["scores"]?.dims).toEqual([BATCH, TOKENS, LONGEST]);
    const number = (name: string, i: number): number => Number(found[name]?.data[i]);
    for (let b = 0; b < BATCH; b++) {
      const expected = spans(b);
      for (let start = 0; start < TOKENS; start++)
        for (let w = 0; w < LONGEST; w++) {
          const span = expected.find((one) => one.start === start && one.end === start + w + 1);
          const at = (b * TOKENS + start) * LONGEST + w;
          expect(number("here", at)).toBe(span === undefined ? 0 : 1);
          if (span !== undefined) expect(number("scores", at)).toBeCloseTo(span.score, 5);
        }
      for (let i = 0; i < 4; i++) {
        const span = expected[i];
        if (span === undefined) expect(number("bestScores", b * 4 + i)).toBe(-1e9);
        else {
          expect([number("starts", b * 4 + i), number("ends", b * 4 + i)]).toEqual([span.start, span.end]);
          expect(number("bestScores", b * 4 + i)).toBeCloseTo(span.score, 5);
          // Their vectors: the means of their tokens.
          const total = Array.from({ length: span.end - span.start }, (_, t) => span.start + t).reduce(
            (sum, t) => sum + (states.data[(b * TOKENS + t) * WIDTH] as number),
            0,
          );
          expect(number("means", (b * 4 + i) * WIDTH)).toBeCloseTo(total / (span.end - span.start), 5);
        }
      }
    }
  });

  it("have derivatives", async () => {
    const scope = new Scope();
    const x = scope.parameter("x", [BATCH, TOKENS, WIDTH], { kind: "normal", deviation: 1 });
    const scores = spanScores(scope, x, LONGEST);
    const here = cast(spanMask(input("mask", "bool", [BATCH, TOKENS]), LONGEST), "float32");
    const targets = input("targets", "float32", [BATCH, TOKENS, LONGEST]);
    const feed = Float32Array.from({ length: BATCH * TOKENS * LONGEST }, (_, i) => (i % 4 === 1 ? 1 : 0));
    await expectDerivatives(scope, binaryCrossEntropy(scores, targets, here), { mask, targets: feed });
  });

  it("need spans of at least a token", () => {
    const x = input("x", "float32", ["batch", 4, 3]);
    expect(() => spanScores(new Scope(), x, 0)).toThrow(
      "spanScores(x float32[batch, 4, 3]): expected spans of at least 1 token, found 0.",
    );
  });
});
