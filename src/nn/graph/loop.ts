import type { Dimension } from "./dimension.js";
import { reshaped } from "./primitives.js";
import { sameShape } from "./shape.js";
import {
  checkShape,
  graphError,
  type LoopBody,
  lengthOf,
  madeFrom,
  makeOperation,
  type Operation,
  operationsBehind,
  type Tensor,
} from "./tensor.js";

/** What one turn of a loop makes. */
export interface Turn {
  /** The next state, of the same types and shapes as the last. */
  state: readonly Tensor[];
  /** Kept of every turn. */
  outputs?: readonly Tensor[];
}

export interface LoopResult {
  /** After the last turn. */
  state: readonly Tensor[];
  /** Those of all turns along a new first axis. */
  outputs: readonly Tensor[];
}

/**
 * Repeats a part of the graph in one run (ONNX `Loop`), which is how several steps of training go without returning to
 * the caller. The body may use any tensor from outside; what does not depend on the turn is made once, before the loop.
 * Derivatives may be taken inside the body, not through the loop: a recurrent network is unrolled.
 *
 * @param turns how often, a number or the name of a length
 * @param initial the state before the first turn
 * @param body given the number of the turn, int64 of shape [] from 0, and the state
 * @example
 * ```ts
 * const { state: [power] } = loop(10, [scalar(1)], (_, [x]) => ({ state: [mul(x, 2)] })); // 1024
 * ```
 */
export function loop(
  turns: Dimension,
  initial: readonly Tensor[],
  body: (turn: Tensor, state: readonly Tensor[]) => Turn,
): LoopResult {
  const [length] = checkShape("loop", [`${turns}`], [turns]) as [Dimension];
  const carried = (name: string, shape: Tensor["shape"], type: Tensor["type"]): Tensor =>
    makeOperation(name, { kind: "carried" }, [], [{ shape, type }]).outputs[0] as Tensor;
  const turn = carried("turn", [], "int64");
  const condition = carried("condition", [], "bool");
  const state = initial.map(({ shape, type }, i) => carried(`state ${i}`, shape, type));

  const next = body(turn, state);
  const kept = next.outputs ?? [];
  const wrong = initial.findIndex(({ shape, type }, i) => {
    const after = next.state[i];
    return after === undefined || !sameShape(after.shape, shape) || after.type !== type;
  });
  if (wrong >= 0 || next.state.length > initial.length)
    throw graphError(
      "loop",
      initial,
      "a body that returns a state like the one it is given",
      next.state.join(", "),
    );

  const parts: LoopBody = {
    inputs: [turn, condition, ...state],
    outputs: [condition, ...next.state, ...kept],
  };
  const result = makeOperation(
    "loop",
    { kind: "loop", body: parts },
    [reshaped(lengthOf(length), []), ...initial, ...capturesOf(parts)],
    [...initial, ...kept.map(({ shape, type }) => ({ shape: [length, ...shape], type }))],
  ).outputs;
  return { state: result.slice(0, initial.length), outputs: result.slice(initial.length) };
}

/** The operations of a body that have to run in every turn, in order. */
export function operationsInside(body: LoopBody): Operation[] {
  const inside = new Set(body.inputs.map(({ operation }) => operation));
  const order = operationsBehind(body.outputs, madeFrom).filter((operation) => {
    if (madeFrom(operation).some((tensor) => inside.has(tensor.operation))) inside.add(operation);
    return inside.has(operation);
  });
  return order.filter(({ source }) => source.kind !== "carried");
}

/** Tensors from outside that the body uses. */
function capturesOf(body: LoopBody): Tensor[] {
  const operations = operationsInside(body);
  const inside = new Set([...operations, ...body.inputs.map(({ operation }) => operation)]);
  const used = [...operations.flatMap((operation) => madeFrom(operation)), ...body.outputs];
  return [...new Set(used.filter(({ operation }) => !inside.has(operation)))];
}
