import { randomFractions } from "../../random.js";
import { sizeOf } from "../onnx.js";

/** The numbers that a parameter begins with. */
export type Initial =
  | { kind: "constant"; value: number }
  /** Normal numbers around 0. */
  | { kind: "normal"; deviation: number }
  /** Numbers from -limit to limit, all as likely. */
  | { kind: "uniform"; limit: number };

export const ZEROS: Initial = { kind: "constant", value: 0 };
export const ONES: Initial = { kind: "constant", value: 1 };

export const normal = (deviation: number): Initial => ({ kind: "normal", deviation });

/**
 * Keeps the variance of what goes through a layer about the same, forwards and backwards (Glorot and Bengio 2010,
 * https://proceedings.mlr.press/v9/glorot10a.html).
 */
export const glorot = (inputs: number, outputs: number): Initial => ({
  kind: "uniform",
  limit: Math.sqrt(6 / (inputs + outputs)),
});

/**
 * Makes the first numbers of a parameter. They depend on the seed and on the name alone, so that a model that gains a
 * layer begins with the same numbers everywhere else.
 */
export function initialNumbers(
  name: string,
  { shape, initial }: { shape: readonly number[]; initial: Initial },
  seed: number,
): Float32Array {
  const size = sizeOf(shape);
  const numbers = new Float32Array(size);
  if (initial.kind === "constant") return numbers.fill(initial.value);
  const next = randomFractions(hashOf(`${seed} ${name}`));
  if (initial.kind === "uniform") return numbers.map(() => (2 * next() - 1) * initial.limit);
  for (let i = 0; i < size; i += 2) {
    // Two normal numbers of two uniform ones (Box and Muller 1958); 1 - next() is never 0.
    const radius = initial.deviation * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    numbers[i] = radius * Math.cos(angle);
    if (i + 1 < size) numbers[i + 1] = radius * Math.sin(angle);
  }
  return numbers;
}

/** FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
