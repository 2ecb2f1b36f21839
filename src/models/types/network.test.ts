import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { emit } from "../../nn/graph/emit.js";
import { gradients } from "../../nn/graph/gradients.js";
import { input } from "../../nn/graph/tensor.js";
import { Session } from "../../nn/session.js";
import { probabilitiesOf } from "./classified-types.js";
import { typeLoss } from "./network.js";

/** Two neighbours of one length, one of another, and one as the first again. */
const axes = [2, 2, 3, 2].map((classes, axis) => ({
  name: `axis ${axis}`,
  classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
}));
const CLASSES = 9;
const SPANS = 2;

const [scores, labels, weights] = [
  input("scores", "float32", ["batch", SPANS, CLASSES]),
  input("labels", "int32", ["batch", SPANS, axes.length]),
  input("weights", "float32", ["batch", SPANS, axes.length]),
] as const;
const loss = typeLoss(scores, labels, weights, axes);
const [derivative] = gradients(loss, [scores]);
const session = await Session.open(
  emit("loss", { loss, derivative: derivative as typeof loss }, { inputs: [scores, labels, weights] }),
);

afterAll(() => session.close());

const number = fc.double({ min: -5, max: 5, noNaN: true });
/** One mention: scores, and of each axis a label and a weight. */
const mention = fc.record({
  scores: fc.array(number, { minLength: CLASSES, maxLength: CLASSES }),
  answers: fc.tuple(
    ...axes.map(({ classes }) => fc.tuple(fc.nat(classes.length - 1), fc.constantFrom(0, 0.5, 1, 3))),
  ),
});

it("is the mean of minus the logarithms of what is right, by their weights; where nothing is known, 0", async () => {
  const batches = fc
    .array(mention, { minLength: 1, maxLength: 3 })
    .map((many) => [...many, ...many.slice(0, many.length % SPANS)]);
  await fc.assert(
    fc.asyncProperty(batches, async (mentions) => {
      let [sum, all] = [0, 0];
      for (const { scores: own, answers } of mentions) {
        const probabilities = probabilitiesOf(Float32Array.from(own), axes);
        for (const [axis, [label, weight]] of answers.entries()) {
          sum -= weight * Math.log(probabilities[axis]?.[label] as number);
          all += weight;
        }
      }
      const batch = mentions.length / SPANS;
      const made = await session.run({
        scores: {
          data: Float32Array.from(mentions.flatMap((one) => one.scores)),
          dims: [batch, SPANS, CLASSES],
        },
        labels: {
          data: Int32Array.from(mentions.flatMap(({ answers }) => answers.map(([label]) => label))),
          dims: [batch, SPANS, axes.length],
        },
        weights: {
          data: Float32Array.from(mentions.flatMap(({ answers }) => answers.map(([, weight]) => weight))),
          dims: [batch, SPANS, axes.length],
        },
      });
      expect(Number(made["loss"]?.data[0])).toBeCloseTo(all === 0 ? 0 : sum / all, 4);
      // What is not known moves nothing.
      const moved = made["derivative"]?.data as Float32Array;
      for (const [i, { answers }] of mentions.entries()) {
        let at = i * CLASSES;
        for (const [axis, { classes }] of axes.entries()) {
          const own = moved.subarray(at, at + classes.length);
          if (answers[axis]?.[1] === 0) expect(own.every((one) => one === 0)).toBe(true);
          at += classes.length;
        }
      }
    }),
    { numRuns: 30 },
  );
});
