import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allRows, chainCase, chanceThat, scoreOfRow } from "./chain.contract.js";
import { bestLabels, bioRules, FORBIDDEN, scoresOfRules } from "./chain.js";
import { ChainProbabilities } from "./chain-probabilities.js";

describe("the best labels of a chain", () => {
  it("are the best of all rows", () => {
    fc.assert(
      fc.property(chainCase(1), ({ chain, scores, length }) => {
        const { labels, score } = bestLabels(chain, scores);
        const all = allRows(chain.start.length, length).map((row) => scoreOfRow(chain, scores, row));
        expect(score).toBeCloseTo(Math.max(...all), 6);
        expect(scoreOfRow(chain, scores, [...labels])).toBeCloseTo(score, 6);
      }),
    );
  });

  it("are the first of equals, and none of a text without tokens", () => {
    const chain = { start: new Float32Array(3), transitions: new Float32Array(9), end: new Float32Array(3) };
    expect([...bestLabels(chain, new Float32Array(6)).labels]).toEqual([0, 0]);
    expect(bestLabels(chain, new Float32Array(0))).toEqual({ labels: new Int32Array(0), score: 0 });
    expect(() => bestLabels(chain, new Float32Array(7))).toThrow(
      'The model "chain" takes as "scores" 3 numbers for each token, found 7 numbers in all.',
    );
  });

  it("obey rules however high the scores of others are", () => {
    const names = ["O", "B-person", "I-person", "B-place", "I-place"];
    const chain = scoresOfRules(bioRules(names), names.length);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -500, max: 500, noNaN: true }), { minLength: 30, maxLength: 30 }),
        (scores) => {
          const labels = [...bestLabels(chain, Float32Array.from(scores)).labels].map((i) => names[i]);
          labels.forEach((label, i) => {
            if (label?.startsWith("I-")) expect(labels[i - 1]?.slice(2)).toBe(label.slice(2));
          });
        },
      ),
    );
    // O after itself, and I-place after B-person.
    expect([chain.transitions[0], chain.transitions[1 * 5 + 4]]).toEqual([0, FORBIDDEN]);
  });
});

describe("the probabilities of labels in a chain", () => {
  it("are the shares of all rows that have them", () => {
    fc.assert(
      fc.property(chainCase(1), fc.nat(), (one, at) => {
        const { chain, scores, length } = one;
        const count = chain.start.length;
        const chances = new ChainProbabilities(chain, scores);
        for (let t = 0; t < length; t++) {
          const all = Array.from({ length: count }, (_, label) => chances.ofLabel(t, label));
          expect(all.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 10);
          all.forEach((chance, label) => {
            expect(chance).toBeCloseTo(
              chanceThat(one, (row) => row[t] === label),
              10,
            );
          });
        }
        const from = at % length;
        const stretch = [at % count, (at + 1) % count].slice(0, length - from);
        const after = from + stretch.length;
        const has = (row: readonly number[]) => stretch.every((label, i) => row[from + i] === label);
        expect(chances.ofStretch(from, stretch)).toBeCloseTo(chanceThat(one, has), 10);
        expect(chances.ofStretch(from, stretch, [0])).toBeCloseTo(
          chanceThat(one, (row) => has(row) && row[after] !== 0),
          10,
        );
      }),
    );
  });

  it("do not lose long texts", () => {
    const chain = {
      start: Float32Array.of(0, -1),
      transitions: Float32Array.of(1, -1, 0.5, 2),
      end: Float32Array.of(0, 3),
    };
    const scores = Float32Array.from({ length: 20_000 }, (_, i) => 30 * Math.sin(i));
    const chances = new ChainProbabilities(chain, scores);
    const { labels, score } = bestLabels(chain, scores);
    expect(chances.logPartition).toBeGreaterThan(score);
    expect(chances.ofLabel(9_999, 0) + chances.ofLabel(9_999, 1)).toBeCloseTo(1, 8);
    expect(chances.ofStretch(0, [...labels])).toBeCloseTo(Math.exp(score - chances.logPartition), 8);
  });
});
