import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TypeEvidence, type TypeWeights, typeTerm } from "./type-evidence.js";
import type { JudgedAxis, KnownClasses } from "./type-judge.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Probabilities of two to five classes. */
const probabilities = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 5 })
  .map((weights) => {
    const sum = weights.reduce((total, weight) => total + weight + 1e-9, 0);
    return weights.map((weight) => (weight + 1e-9) / sum);
  });

interface Case {
  axes: JudgedAxis[];
  said: (number[] | undefined)[];
  classes: KnownClasses;
  weights: TypeWeights;
}

/** A mention and an entity under a type system of up to six axes, on some of which nothing is known. */
const cases: fc.Arbitrary<Case> = fc
  .array(
    fc.record({
      shares: probabilities,
      says: fc.boolean(),
      place: fc.option(fc.nat(4), { nil: undefined }),
      alpha: share,
    }),
    { minLength: 1, maxLength: 6 },
  )
  .chain((rows) => share.map((beta) => ({ rows, beta })))
  .map(({ rows, beta }) => ({
    axes: rows.map(({ shares }, i) => ({ name: `axis ${i}`, classes: shares.map((_, k) => `class ${k}`) })),
    said: rows.map(({ shares, says }) => (says ? shares : undefined)),
    classes: rows.map(({ shares, place }) => (place === undefined ? undefined : place % shares.length)),
    weights: { beta, alphas: Object.fromEntries(rows.map(({ alpha }, i) => [`axis ${i}`, alpha])) },
  }));

const evidence = ({ axes, said, weights }: Omit<Case, "classes">) => new TypeEvidence(axes, said, weights);
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Equation 6 of DeepType as it is written, without the floor of probabilities. */
function asWritten({ axes, said, classes, weights }: Case): number {
  const factor = (i: number, place: number | undefined) => {
    const [shares, alpha] = [said[i], weights.alphas[axes[i]?.name ?? ""] ?? 0];
    if (shares === undefined) return 1;
    const p = place === undefined ? sum(shares.map((one) => one ** 2)) : (shares[place] ?? 0);
    return 1 - alpha + alpha * p;
  };
  const term = (known: KnownClasses) => {
    const product = axes.reduce((all, _, i) => all * factor(i, known[i]), 1);
    return Math.log(1 - weights.beta + weights.beta * product);
  };
  return term(classes) - term([]);
}

describe("typeTerm", () => {
  it("is the logarithm that it is the name of, at both ends of beta too", () => {
    for (const beta of [0, 0.3, 0.999, 1])
      for (const logProduct of [0, -0.1, -3])
        expect(typeTerm(beta, logProduct)).toBeCloseTo(Math.log(1 - beta + beta * Math.exp(logProduct)), 12);
    expect(typeTerm(0, -5)).toBe(0);
    expect(typeTerm(1, -5000)).toBe(-5000);
    expect(typeTerm(0.5, -5000)).toBeCloseTo(Math.log(0.5), 12);
  });
});

describe("TypeEvidence", () => {
  it("is DeepType's equation above what is expected of the unknown", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const moderate = { ...one, weights: { ...one.weights, beta: 0.9 * one.weights.beta } };
        expect(evidence(moderate).of(one.classes)).toBeCloseTo(asWritten(moderate), 4);
      }),
    );
  });

  it("is made of shares of axes, which sum to it", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const found = evidence(one);
        const shares = found.shares(one.classes).map(({ share }) => share);
        expect(sum(shares)).toBeCloseTo(found.of(one.classes), 9);
        for (const share of shares) expect(Number.isFinite(share)).toBe(true);
      }),
    );
  });

  it("gives an axis a share for what it says alone: more than 0 where the class is likelier than expected", () => {
    fc.assert(
      fc.property(cases, ({ weights, ...one }) => {
        const { axes, said } = one;
        for (const { axis, class: name, probability, share } of evidence({ ...one, weights }).shares(
          one.classes,
        )) {
          const i = axes.findIndex((other) => other.name === axis);
          const shares = said[i] ?? [];
          expect(probability).toBe(shares[axes[i]?.classes.indexOf(name) ?? -1]);
          const above = probability - sum(shares.map((one) => one ** 2));
          if (Math.abs(above) > 1e-9) expect(share * above).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it("is the same in whatever order axes are", () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat()), (one, keys) => {
        const order = one.axes.map((_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || b - a);
        const moved = <T>(list: readonly T[]): T[] => order.map((i) => list[i] as T);
        const other = evidence({ ...one, axes: moved(one.axes), said: moved(one.said) });
        const found = evidence(one);
        expect(other.of(moved(one.classes))).toBeCloseTo(found.of(one.classes), 9);
        const byName = (shares: ReturnType<TypeEvidence["shares"]>) =>
          [...shares].sort((a, b) => (a.axis < b.axis ? -1 : 1)).map(({ axis, share }) => [axis, share]);
        const [here, there] = [byName(found.shares(one.classes)), byName(other.shares(moved(one.classes)))];
        expect(there.map(([axis]) => axis)).toEqual(here.map(([axis]) => axis));
        for (const [i, [, share]] of here.entries()) expect(there[i]?.[1]).toBeCloseTo(share as number, 9);
      }),
    );
  });

  it("says nothing with a beta of 0, of what is unknown, and on axes that count nothing", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const none = evidence({ ...one, weights: { ...one.weights, beta: 0 } });
        expect(none.of(one.classes)).toBe(0);
        for (const { share } of none.shares(one.classes)) expect(Math.abs(share)).toBe(0);
        expect(evidence(one).of([])).toBe(0);
        const alphas = Object.fromEntries(one.axes.map(({ name }) => [name, 0]));
        expect(Math.abs(evidence({ ...one, weights: { beta: 1, alphas } }).of(one.classes))).toBe(0);
      }),
    );
  });

  it("is greater the likelier the class, and stays a number where a class is impossible", () => {
    const axes = [{ name: "kind", classes: ["other", "river", "person"] }];
    const weights = { beta: 1, alphas: { kind: 1 } };
    const found = new TypeEvidence(axes, [[0, 0.9, 0.1]], weights);
    expect(found.of([1])).toBeGreaterThan(0);
    expect(found.of([2])).toBeLessThan(0);
    expect(found.of([0])).toBeLessThan(found.of([2]));
    expect(found.of([0])).toBeGreaterThan(-20);
    const certain = new TypeEvidence(axes, [[0, 1, 0]], weights);
    // What is certain speaks against others, and for no entity more than for one of which nothing is known.
    expect(certain.of([1])).toBeCloseTo(0, 12);
    expect(certain.of([2])).toBeLessThan(-10);
  });

  it("counts an axis that no weights were fitted for as where fitting starts", () => {
    const axes = [{ name: "new", classes: ["no", "yes"] }];
    const found = (alphas: TypeWeights["alphas"]) =>
      new TypeEvidence(axes, [[0.8, 0.2]], { beta: 0.9, alphas }).of([1]);
    expect(found({})).toBe(found({ new: 0.9 }));
    expect(found({})).not.toBe(found({ new: 0.5 }));
  });
});
