import { add } from "./graph/elementwise.js";
import { range } from "./graph/gather.js";
import { crossEntropy } from "./graph/losses.js";
import { embedding } from "./layers/embedding.js";
import { linearLayer } from "./layers/linear.js";
import { int32, type Model } from "./layers/model.js";
import { firstToken } from "./layers/pooling.js";
import { transformer } from "./layers/transformer.js";
import type { Batch } from "./training/stepper.js";

/**
 * A transformer of two layers that classifies sequences of ids: small, but with every kind of operator that large ones
 * are made of. Tests train it on different devices and in different precisions.
 */
const [VOCABULARY, WIDTH, TOKENS, CLASSES, BATCH] = [50, 16, 6, 3, 8];
const LAYERS = { layers: 2, heads: 2, inner: 32, dropout: 0.1, attentionDropout: 0.1 };

export const tinyTransformer: Model<"ids" | "mask" | "labels"> = {
  name: "tiny transformer",
  batch: {
    ids: int32("batch", "tokens"),
    mask: { type: "bool", shape: ["batch", "tokens"] },
    labels: int32("batch"),
  },
  loss(scope, { ids, mask, labels }) {
    const size = { width: WIDTH, deviation: 0.3 };
    const words = embedding(scope.at("words"), ids, { rows: VOCABULARY, ...size });
    const places = embedding(scope.at("places"), range(ids.shape[1] ?? 0), { rows: TOKENS, ...size });
    const states = transformer(scope, add(words, places), mask, LAYERS);
    return crossEntropy(linearLayer(scope.at("classes"), firstToken(states), CLASSES), labels);
  },
};

/** Ids repeat, so that derivatives of rows are sums; the class is told by the second. */
export function tinyBatch(number: number, tokens = TOKENS): Batch<"ids" | "mask" | "labels"> {
  const ids = Int32Array.from(
    { length: BATCH * tokens },
    (_, i) => (i * i + 3 * number * i + number) % VOCABULARY,
  );
  const mask = Uint8Array.from(ids, (_, i) => (i % tokens < 2 + ((i / tokens) | 0) ? 1 : 0));
  const labels = Int32Array.from({ length: BATCH }, (_, row) => (ids[row * tokens + 1] as number) % CLASSES);
  const inputs = {
    ids: { dims: [BATCH, tokens], data: ids },
    mask: { dims: [BATCH, tokens], data: mask },
    labels: { dims: [BATCH], data: labels },
  };
  return { inputs, examples: BATCH };
}
