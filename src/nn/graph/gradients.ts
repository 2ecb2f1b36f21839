import { plus } from "./primitives.js";
import { functionOf, graphError, operationsBehind, scalar, type Tensor } from "./tensor.js";

/**
 * Derivatives by reverse accumulation: from the loss back to its inputs, each operation turns the derivatives by its
 * outputs into those by its inputs, and a tensor that is used more than once sums up what it gets. They are more
 * operations of the same kind, so that the whole step is one graph. Derivatives of derivatives are not defined.
 *
 * @param loss float32 of shape []
 * @param by float32 tensors on which the loss depends: inputs, or anything that was made on the way
 * @returns one tensor for each of `by`, of its shape
 * @throws {NamesakeError} GRAPH_INVALID where the loss does not depend on one of `by`, or only through an operator
 * without a derivative
 * @example
 * ```ts
 * const rows = gather(table, ids);
 * const [dRows, dWeights] = gradients(lossOf(rows, weights), [rows, weights]); // rows of the table, not all of it
 * ```
 */
export function gradients(loss: Tensor, by: readonly Tensor[]): Tensor[] {
  return derivativesBy(loss, by).map((derivative, i) => {
    if (derivative === undefined)
      throw graphError("gradients", [loss], `a loss that depends on ${by[i]}`, "one that does not");
    return derivative;
  });
}

/** {@link gradients}, undefined for those of `by` on which the loss does not depend. */
export function derivativesBy(loss: Tensor, by: readonly Tensor[]): (Tensor | undefined)[] {
  if (loss.type !== "float32" || loss.rank !== 0)
    throw graphError("gradients", [loss], "a loss of shape [] and type float32", `${loss}`);
  const order = operationsBehind([loss], functionOf);
  const depending = new Set<Tensor>(by);
  for (const { inputs, outputs } of order)
    if (inputs.some((input) => depending.has(input)))
      for (const output of outputs) if (output.type === "float32") depending.add(output);

  const derivatives = new Map<Tensor, Tensor>([[loss, scalar(1)]]);
  for (const { inputs, outputs, gradient } of order.reverse()) {
    const reached = outputs.map((output) => derivatives.get(output));
    if (!inputs.some((input) => depending.has(input)) || reached.every((one) => one === undefined)) continue;
    if (gradient === undefined)
      throw graphError("gradients", [loss], "operators that have a derivative", `${outputs.join(", ")}`);
    gradient(reached).forEach((derivative, i) => {
      const input = inputs[i] as Tensor;
      if (derivative === undefined || !depending.has(input)) return;
      const known = derivatives.get(input);
      derivatives.set(input, known === undefined ? derivative : plus(known, derivative));
    });
  }
  return by.map((tensor) => derivatives.get(tensor));
}
