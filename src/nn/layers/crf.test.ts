import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emit } from "../graph/emit.js";
import { input } from "../graph/tensor.js";
import { Session } from "../session.js";
import { type ChainCase, chainCase, chanceThat } from "./chain.contract.js";
import { bestLabels, bioRules } from "./chain.js";
import { chainOf, crfLoss, partialCrfLoss } from "./crf.js";
import { expectDerivatives } from "./derivatives.contract.js";
import { initialParameters } from "./model.js";
import { Scope } from "./scope.js";

const [BATCH, TOKENS, LABELS] = [3, 4, 3];

const scores = input("scores", "float32", [BATCH, TOKENS, LABELS]);
const labels = input("labels", "int32", [BATCH, TOKENS]);
const mask = input("mask", "bool", [BATCH, TOKENS]);

/** Three texts of 4, 1 and 0 tokens, or of other lengths. */
function feedsOf(numbers: Float32Array, lengths: readonly number[], right: readonly number[]) {
  const places = Array.from({ length: BATCH * TOKENS }, (_, i) => i);
  const isToken = (i: number): boolean => i % TOKENS < (lengths[Math.floor(i / TOKENS)] as number);
  return {
    scores: numbers,
    labels: Int32Array.from(right),
    mask: Uint8Array.from(places, (i) => (isToken(i) ? 1 : 0)),
  };
}

describe("the loss of a conditional random field", () => {
  it("is minus the logarithm of the probability of the right labels", async () => {
    const scope = new Scope();
    const rules = bioRules(["O", "B-person", "I-person"]);
    const free = crfLoss(scope, scores, labels, mask);
    const ruled = crfLoss(scope, scores, labels, mask, rules);
    const session = await Session.open(emit("crf", { free, ruled }));
    const names = [...scope.parameters].map(([name, { shape }]) => [name, ...shape]);
    expect(names).toEqual([
      ["start", LABELS],
      ["transitions", LABELS, LABELS],
      ["end", LABELS],
    ]);
    const label = fc.integer({ min: 0, max: LABELS - 1 });
    const chain = chainCase(1).filter(({ chain }) => chain.start.length === LABELS);
    const number = fc.integer({ min: -64, max: 64 }).map((i) => i / 16);
    await fc.assert(
      fc.asyncProperty(
        chain,
        fc.array(number, { minLength: BATCH * TOKENS * LABELS, maxLength: BATCH * TOKENS * LABELS }),
        fc.array(label, { minLength: BATCH * TOKENS, maxLength: BATCH * TOKENS }),
        fc.array(fc.integer({ min: 0, max: TOKENS }), { minLength: BATCH, maxLength: BATCH }),
        async ({ chain }, numbers, right, lengths) => {
          const all = Float32Array.from(numbers);
          const { start, transitions, end } = chain;
          const found = await session.run({ ...feedsOf(all, lengths, right), start, transitions, end });
          const parameters = new Map(Object.entries({ ...chain }));
          for (const [name, one] of Object.entries({ free: chain, ruled: chainOf(parameters, "", rules) })) {
            const losses = lengths.flatMap((length, b) => {
              const from = b * TOKENS * LABELS;
              const text: ChainCase = {
                chain: one,
                scores: all.slice(from, from + length * LABELS),
                length,
              };
              const gold = right.slice(b * TOKENS, b * TOKENS + length);
              return length === 0 ? [] : [-Math.log(chanceThat(text, (row) => row.join() === gold.join()))];
            });
            const expected = losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length);
            const loss = found[name]?.data[0] as number;
            // Scores of hundreds are rounded in float32; only the plain computation makes a probability 0.
            if (Number.isFinite(expected))
              expect(Math.abs(loss - expected)).toBeLessThan(2e-3 + 2e-4 * expected);
            else expect(loss).toBeGreaterThan(200);
          }
        },
      ),
      { numRuns: 60 },
    );
    await session.close();
  });

  it("has derivatives, by the chain and by the scores, with rules too", async () => {
    const scope = new Scope();
    const rules = bioRules(["O", "B-person", "I-person"]);
    const given = scope.parameter("scores", [BATCH, TOKENS, LABELS], { kind: "normal", deviation: 1 });
    const loss = crfLoss(scope.at("chain"), given, labels, mask, rules);
    const { scores: _, ...feeds } = feedsOf(
      new Float32Array(0),
      [4, 1, 0],
      [0, 1, 2, 2, 1, 2, 2, 2, 2, 2, 2, 2],
    );
    const transitions = Float32Array.from({ length: LABELS * LABELS }, (_, i) => Math.sin(i * i + 1));
    await expectDerivatives(scope, loss, feeds, new Map([["chain.transitions", transitions]]));
  });

  it("has derivatives of texts of one token, too", async () => {
    const scope = new Scope();
    const given = scope.parameter("scores", [2, 1, LABELS], { kind: "normal", deviation: 1 });
    const [right, here] = [input("labels", "int64", [2, 1]), input("mask", "bool", [2, 1])];
    const loss = crfLoss(scope.at("chain"), given, right, here);
    await expectDerivatives(scope, loss, { labels: BigInt64Array.of(2n, 0n), mask: Uint8Array.of(1, 1) });
  });

  it("trains the chain that finds labels", async () => {
    const scope = new Scope();
    crfLoss(scope.at("chain"), scores, labels, mask);
    const parameters = initialParameters(scope.parameters, 1);
    (parameters.get("chain.transitions") as Float32Array).set([0, 5, 0, 0, 0, 5, 5, 0, 0]);
    const flat = new Float32Array(4 * LABELS);
    expect([...bestLabels(chainOf(parameters, "chain."), flat).labels]).toEqual([0, 1, 2, 0]);
    const rules = bioRules(["O", "B-x", "I-y"]);
    expect([...bestLabels(chainOf(parameters, "chain.", rules), flat).labels]).not.toContain(2);
    expect(() => chainOf(parameters, "chains.")).toThrow('No parameter is called "chains.start".');
  });

  it("says what it needs", () => {
    const named = input("scores", "float32", ["batch", "tokens", 3]);
    expect(() => crfLoss(new Scope(), named, labels, mask)).toThrow("the last two numbers");
    expect(() => crfLoss(new Scope(), scores, input("l", "int32", [2, 2]), mask)).toThrow(
      "expected labels and a mask of shape [3, 4]",
    );
  });
});

describe("the loss of labels that are known in part", () => {
  const allowed = input("allowed", "bool", [BATCH, TOKENS, LABELS]);

  it("is minus the logarithm of the probability of all rows that are allowed", async () => {
    const scope = new Scope();
    const session = await Session.open(
      emit("partial", { free: partialCrfLoss(scope, scores, allowed, mask) }),
    );
    const size = BATCH * TOKENS * LABELS;
    const number = fc.integer({ min: -64, max: 64 }).map((i) => i / 16);
    // Of three labels any but none.
    const set = fc.integer({ min: 1, max: 7 });
    await fc.assert(
      fc.asyncProperty(
        chainCase(1).filter(({ chain }) => chain.start.length === LABELS),
        fc.array(number, { minLength: size, maxLength: size }),
        fc.array(set, { minLength: BATCH * TOKENS, maxLength: BATCH * TOKENS }),
        fc.array(fc.integer({ min: 0, max: TOKENS }), { minLength: BATCH, maxLength: BATCH }),
        async ({ chain }, numbers, allSets, lengths) => {
          const all = Float32Array.from(numbers);
          const { labels: _, ...feeds } = feedsOf(all, lengths, []);
          const bits = Uint8Array.from(
            { length: size },
            (_, i) => ((allSets[Math.floor(i / LABELS)] as number) >> (i % LABELS)) & 1,
          );
          const { free } = await session.run({ ...feeds, allowed: bits, ...chain });
          const losses = lengths.flatMap((length, b) => {
            const from = b * TOKENS;
            const own = all.slice(from * LABELS, (from + length) * LABELS);
            const fits = (row: readonly number[]) =>
              row.every((label, t) => (((allSets[from + t] as number) >> label) & 1) === 1);
            return length === 0 ? [] : [-Math.log(chanceThat({ chain, scores: own, length }, fits))];
          });
          const expected = losses.reduce((sum, loss) => sum + loss, 0) / Math.max(1, losses.length);
          const loss = free?.data[0] as number;
          if (Number.isFinite(expected))
            expect(Math.abs(loss - expected)).toBeLessThan(2e-3 + 2e-4 * Math.abs(expected));
          else expect(loss).toBeGreaterThan(200);
        },
      ),
      { numRuns: 60 },
    );
    await session.close();
  });

  it("has derivatives, with rules too", async () => {
    const scope = new Scope();
    const rules = bioRules(["O", "B-person", "I-person"]);
    const given = scope.parameter("scores", [BATCH, TOKENS, LABELS], { kind: "normal", deviation: 1 });
    const loss = partialCrfLoss(scope.at("chain"), given, allowed, mask, rules);
    const { mask: here } = feedsOf(new Float32Array(0), [4, 2, 0], []);
    // One label, two, all; and the same in the second text.
    const sets = [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 1],
    ];
    const bits = Uint8Array.from([...sets, ...Array(6).fill([1, 1, 1])].flat() as number[]);
    const transitions = Float32Array.from({ length: LABELS * LABELS }, (_, i) => Math.sin(i * i + 1));
    await expectDerivatives(
      scope,
      loss,
      { allowed: bits, mask: here },
      new Map([["chain.transitions", transitions]]),
    );
  });

  it("is that of known labels where each token has one, and nothing where each has all", async () => {
    const scope = new Scope();
    const [known, part] = [
      crfLoss(scope, scores, labels, mask),
      partialCrfLoss(scope, scores, allowed, mask),
    ];
    const session = await Session.open(emit("both", { known, part }));
    const right = [0, 1, 2, 2, 1, 0, 0, 0, 2, 1, 0, 0];
    const numbers = Float32Array.from({ length: BATCH * TOKENS * LABELS }, (_, i) => Math.sin(i));
    const chain = {
      start: Float32Array.of(1, 0, 2),
      transitions: Float32Array.from({ length: 9 }, (_, i) => Math.cos(i)),
      end: Float32Array.of(0, 1, 0),
    };
    const bits = Uint8Array.from({ length: numbers.length }, (_, i) =>
      right[Math.floor(i / LABELS)] === i % LABELS ? 1 : 0,
    );
    const run = (allowed: Uint8Array) =>
      session.run({ ...feedsOf(numbers, [4, 2, 3], right), allowed, ...chain });
    const one = await run(bits);
    expect(one["part"]?.data[0]).toBeCloseTo(one["known"]?.data[0] as number, 4);
    expect((await run(bits.fill(1)))["part"]?.data[0]).toBeCloseTo(0, 5);
    await session.close();
  });

  it("says what it needs", () => {
    const wrong = input("allowed", "bool", [BATCH, TOKENS, 2]);
    expect(() => partialCrfLoss(new Scope(), scores, wrong, mask)).toThrow(
      "allowed labels of shape [3, 4, 3]",
    );
  });
});
