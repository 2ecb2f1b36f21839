import { random } from "../../random.js";
import { cast, equal } from "../graph/compare.js";
import { dropout } from "../graph/dropout.js";
import { tanh } from "../graph/elementwise.js";
import { crossEntropy } from "../graph/losses.js";
import { argMax, mean } from "../graph/reduce.js";
import { embedding } from "../layers/embedding.js";
import { linearLayer } from "../layers/linear.js";
import type { Model } from "../layers/model.js";
import type { Task } from "./task.js";

/** A small task for tests of training: of which of three kinds are most tokens? Kinds are ids modulo 3. */

export interface Example {
  ids: number[];
  label: number;
}

const ROWS = 30;

export const kindModel = (rate = 0): Model<"ids" | "labels"> => ({
  name: "kinds",
  batch: { ids: { type: "int32", shape: ["batch", "tokens"] }, labels: { type: "int32", shape: ["batch"] } },
  loss(scope, { ids, labels }) {
    const tokens = embedding(scope.at("tokens"), ids, { rows: ROWS, width: 8, deviation: 0.3 });
    const text = dropout(
      tanh(linearLayer(scope.at("hidden"), mean(tokens, { axes: [1] }), 8)),
      rate,
      scope.random,
    );
    const logits = linearLayer(scope.at("out"), text, 3);
    const right = cast(equal(argMax(logits, -1), cast(labels, "int64")), "float32");
    return { loss: crossEntropy(logits, labels), measures: { accuracy: mean(right) } };
  },
});

/** Examples of 2 to 10 tokens of which at least half are of the label's kind. */
export function* examples(count: number, seed: number): Generator<Example> {
  const next = random(seed);
  for (let i = 0; i < count; i++) {
    const label = next() % 3;
    const ids = Array.from({ length: 2 + (next() % 9) }, (_, k) => {
      const kind = k % 2 === 0 ? label : next() % 3;
      return 3 * (next() % (ROWS / 3)) + kind;
    });
    yield { ids, label };
  }
}

/** Short ones are repeated until they fill the batch, which leaves their mean about as it was. */
export function kindTask(count = 600, rate = 0): Task<Example, "ids" | "labels"> {
  return {
    model: kindModel(rate),
    examples: () => examples(count, 1),
    lengthOf: ({ ids }) => ids.length,
    collate: (batch, length) => ({
      ids: {
        dims: [batch.length, length],
        data: Int32Array.from(
          batch.flatMap(({ ids }) => Array.from({ length }, (_, i) => ids[i % ids.length] as number)),
        ),
      },
      labels: { dims: [batch.length], data: Int32Array.from(batch, ({ label }) => label) },
    }),
  };
}
