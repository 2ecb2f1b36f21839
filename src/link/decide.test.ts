import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, evidenceOf, type Measured, softmax } from "./decide.js";
import { FEATURES, type FeatureName } from "./features.js";
import { scoreOf } from "./link.js";
import type { Weights } from "./weights.js";

const NAMES = Object.keys(FEATURES) as FeatureName[];
const WEIGHTS: Weights = {
  features: Object.fromEntries(NAMES.map((name) => [name, 1])) as Weights["features"],
  nil: -4,
  temperature: 1,
};
const SPAN = { start: 3, end: 9, text: "Jordan" };
const OPTIONS = { typeSystem: "kind", threshold: 0, topK: 10 };

const candidate = (id: string, features: Measured["features"]): Measured => ({
  entity: { id, name: `name of ${id}`, types: { kind: ["place"], ner: ["LOC"] } },
  features,
});

const measured = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 3 }),
    features: fc.dictionary(fc.constantFrom(...NAMES), fc.double({ min: -50, max: 50, noNaN: true })),
  }),
  { selector: ({ id }) => id, maxLength: 12 },
);
const candidatesOf = (list: { id: string; features: Record<string, number> }[]) =>
  list.map(({ id, features }) => candidate(id, features));

describe("evidenceOf", () => {
  it("adds the weighted features of a kind, and leaves out what does not apply", () => {
    const weights = { ...WEIGHTS, features: { ...WEIGHTS.features, prior: 0.5, popularity: 2, sameName: 3 } };
    expect(
      evidenceOf(
        { features: { prior: -2, popularity: 1, sameName: 1, plural: 0, similarity: 0.25 } },
        weights,
      ),
    ).toEqual({
      prior: 1,
      name: 3,
      context: 0.25,
    });
    expect(evidenceOf({ features: {} }, weights)).toEqual({});
  });
});

describe("softmax", () => {
  it("sums to 1, keeps the order, and stays finite for any scores", () => {
    const scores = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0.1, max: 10, noNaN: true }), (scores, temperature) => {
        const powers = softmax(scores, temperature);
        expect(powers.reduce((sum, power) => sum + power, 0)).toBeCloseTo(1, 9);
        for (const [i, a] of scores.entries())
          for (const [j, b] of scores.entries())
            if (a > b) expect(powers[i]).toBeGreaterThanOrEqual(powers[j] ?? Number.NaN);
      }),
    );
  });

  it("is flatter under a higher temperature", () => {
    expect(softmax([0, Math.log(3)], 1)[1]).toBeCloseTo(0.75, 12);
    expect(softmax([0, 2 * Math.log(3)], 2)[1]).toBeCloseTo(0.75, 12);
  });
});

describe("decide", () => {
  it("chooses the best candidate, and gives of it what the KB knows", () => {
    const link = decide<"place">(
      SPAN,
      [candidate("a", { prior: 0 }), candidate("b", { prior: 2 })],
      WEIGHTS,
      OPTIONS,
    );
    expect(link).toMatchObject({ ...SPAN, entity: { id: "b", name: "name of b", types: ["place"] } });
    expect(link.candidates.map(({ id }) => id)).toEqual(["b", "a"]);
    expect(link.confidence).toBe(link.candidates[0]?.probability);
    expect(Object.keys(link.entity ?? {})).not.toContain("url");
  });

  it("is NIL, for sure, where there is no candidate", () => {
    const link = decide(SPAN, [], WEIGHTS, OPTIONS);
    expect(link).toEqual({
      ...SPAN,
      entity: null,
      confidence: 1,
      candidates: [],
      nil: { probability: 1, evidence: { prior: -4 } },
    });
  });

  it("is NIL where that is the likeliest, with the candidates kept", () => {
    const link = decide(SPAN, [candidate("a", { prior: -9 })], WEIGHTS, OPTIONS);
    expect(link.entity).toBeNull();
    expect(link.candidates).toHaveLength(1);
    expect(link.confidence).toBe(link.nil.probability);
  });

  it("orders equal candidates by id, whatever the order they come in", () => {
    const list = ["b", "B", "a", "10", "9"].map((id) => candidate(id, { prior: 1 }));
    const ids = (order: Measured[]) => decide(SPAN, order, WEIGHTS, OPTIONS).candidates.map(({ id }) => id);
    expect(ids(list)).toEqual(["10", "9", "B", "a", "b"]);
    expect(ids(list.toReversed())).toEqual(["10", "9", "B", "a", "b"]);
  });

  it("gives types of the KB's type system only, and no list of the KB's own", () => {
    const entity = candidate("a", { prior: 1 });
    const { candidates } = decide(SPAN, [entity], WEIGHTS, { ...OPTIONS, typeSystem: "ner" });
    expect(candidates[0]?.types).toEqual(["LOC"]);
    expect(candidates[0]?.types).not.toBe(entity.entity.types?.["ner"]);
    expect(decide(SPAN, [entity], WEIGHTS, { ...OPTIONS, typeSystem: "none" }).candidates[0]?.types).toEqual(
      [],
    );
  });

  it("has probabilities of candidates and NIL that sum to 1", () => {
    fc.assert(
      fc.property(measured, (list) => {
        const { candidates, nil } = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, topK: 100 });
        const sum = candidates.reduce((total, { probability }) => total + probability, nil.probability);
        expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  it("has evidence that explains the ranking and the probabilities", () => {
    fc.assert(
      fc.property(measured, (list) => {
        const { candidates, nil } = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, topK: 100 });
        const all = [...candidates.map(({ evidence }) => evidence), nil.evidence].map(scoreOf);
        const expected = softmax(all, WEIGHTS.temperature);
        for (const [i, { probability }] of candidates.entries())
          expect(probability).toBeCloseTo(expected[i] ?? 0, 9);
        for (const [i, score] of all.slice(0, -2).entries())
          expect(score).toBeGreaterThanOrEqual((all[i + 1] ?? 0) - 1e-9);
      }),
    );
  });

  it("never gives an entity below the threshold, and changes nothing else by it", () => {
    fc.assert(
      fc.property(measured, fc.double({ min: 0, max: 1, noNaN: true }), (list, threshold) => {
        const free = decide(SPAN, candidatesOf(list), WEIGHTS, OPTIONS);
        const bound = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, threshold });
        expect(bound.candidates).toEqual(free.candidates);
        expect(bound.nil).toEqual(free.nil);
        const kept = free.entity !== null && free.entity.probability >= threshold;
        expect(bound.entity?.id).toBe(kept ? free.entity?.id : undefined);
      }),
    );
  });

  it("is as sure of a mention and its entity together as of both apart", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(measured, share, share, (list, mention, threshold) => {
        const sure = decide(SPAN, candidatesOf(list), WEIGHTS, OPTIONS);
        const doubtful = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, mention });
        expect(doubtful).toEqual({ ...sure, confidence: mention * sure.confidence });
        const bound = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, mention, threshold });
        const kept = sure.entity !== null && mention * sure.entity.probability >= threshold;
        expect(bound.entity?.id).toBe(kept ? sure.entity?.id : undefined);
      }),
    );
  });

  it("cuts the candidates to topK after everything is decided", () => {
    fc.assert(
      fc.property(measured, fc.integer({ min: 1, max: 12 }), (list, topK) => {
        const whole = decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, topK: 100 });
        expect(decide(SPAN, candidatesOf(list), WEIGHTS, { ...OPTIONS, topK })).toEqual({
          ...whole,
          candidates: whole.candidates.slice(0, topK),
        });
      }),
    );
  });
});
