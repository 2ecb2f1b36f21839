import fc from "fast-check";
import { expect, it } from "vitest";
import { countClasses, hashOfTypes, probabilitiesOf } from "./classified-types.js";

const axes = [
  { name: "kind", classes: ["other", "river", "city"] },
  { name: "life", classes: ["lifeless", "living"] },
];

it("are told apart by the names of axes and classes and their order, and by nothing else", () => {
  const hash = hashOfTypes({ axes });
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  const more = axes.map((axis) => ({ ...axis, classOf: Uint16Array.of(1, 0) }));
  expect(hashOfTypes({ axes: more })).toBe(hash);
  const [kind, life] = axes as [(typeof axes)[0], (typeof axes)[0]];
  const others = [
    [life, kind],
    [kind],
    [kind, { ...life, name: "lives" }],
    [kind, { ...life, classes: ["living", "lifeless"] }],
    [
      { ...kind, classes: [...kind.classes, "living"] },
      { ...life, classes: ["lifeless"] },
    ],
  ];
  expect(new Set([hash, ...others.map((some) => hashOfTypes({ axes: some }))]).size).toBe(6);
  expect(countClasses(axes)).toBe(5);
});

it("have probabilities that sum to 1 on each axis, in the order of the scores, however large these are", () => {
  const scores = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(scores, (numbers) => {
      const all = Float32Array.from(numbers);
      const types = probabilitiesOf(all, axes);
      expect(types.map(({ length }) => length)).toEqual([3, 2]);
      for (const one of types) expect(one.reduce((sum, share) => sum + share)).toBeCloseTo(1, 5);
      const [kind = all] = types;
      for (const [i, j] of [[0, 1] as const, [1, 2] as const])
        if ((all[i] as number) > (all[j] as number))
          expect(kind[i]).toBeGreaterThanOrEqual(kind[j] as number);
      expect(all).toEqual(Float32Array.from(numbers));
    }),
  );
});
