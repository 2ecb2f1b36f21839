import { NamesakeError } from "../../errors.js";
import { type Attribute, type ElementType, elementType, sizeOf, type TensorData } from "../onnx.js";
import { canonicalDimension, type Dimension, isDimensionName } from "./dimension.js";
import { formatShape, isStatic, type Shape } from "./shape.js";

/**
 * Symbolic tensors: what a computation will make of its inputs, before any number is known. An operator takes tensors
 * and makes a new one that remembers them, so that a tensor is the end of a graph without cycles. Nothing is changed
 * after it was made; `emit` writes what leads to the tensors asked for, and nothing else.
 */
export class Tensor {
  constructor(
    readonly operation: Operation,
    readonly shape: Shape,
    readonly type: ElementType,
  ) {}

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** What it is called in messages: `scores float32[batch, 4]`, or `matmul() float32[2, 3]` for what matmul made. */
  toString(): string {
    const { name, source } = this.operation;
    const made = source.kind === "node" || source.kind === "composite" || source.kind === "loop";
    const label = made ? `${name}()` : name;
    return `${label} ${this.type}${formatShape(this.shape)}`;
  }
}

/** One step of a computation. */
export interface Operation {
  /** The operator in the words of its caller, "matmul", or the name of an input. */
  readonly name: string;
  readonly source: Source;
  /** What the outputs are a function of. */
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** Absent where none is defined; to ask for a derivative through the operation is an error then. */
  readonly gradient?: Gradient;
}

/** Where the outputs of an operation come from. */
export type Source =
  | { kind: "input" }
  | { kind: "constant"; data: TensorData }
  /** The length of an axis that has a name, found when the graph runs. */
  | { kind: "length" }
  /** An ONNX operator. */
  | { kind: "node"; type: string; attributes: Readonly<Record<string, Attribute>> }
  /** Made by other operations; this one adds a name and a derivative. */
  | { kind: "composite"; results: readonly Tensor[] }
  | { kind: "loop"; body: LoopBody }
  /** What the body of a loop is given in each turn. */
  | { kind: "carried" };

/** The body of an ONNX Loop: given the number of the turn, the condition and the state, it makes the next ones. */
export interface LoopBody {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
}

/**
 * Makes the derivatives by the inputs out of those by the outputs, as more operations. Where nothing depends on an
 * output, its derivative is undefined; an undefined result says that the input has no influence.
 */
export type Gradient = (outputs: readonly (Tensor | undefined)[]) => readonly (Tensor | undefined)[];

/** Shape and element type of a tensor. */
export interface TensorType {
  readonly shape: Shape;
  readonly type: ElementType;
}

/** The error of an operator that was given operands it cannot work with. */
export function graphError(
  operator: string,
  operands: readonly (Tensor | string)[],
  expected: string,
  found: string,
): NamesakeError<"GRAPH_INVALID"> {
  return new NamesakeError("GRAPH_INVALID", { operator, operands: operands.join(", "), expected, found });
}

export function makeOperation(
  name: string,
  source: Source,
  inputs: readonly Tensor[],
  types: readonly TensorType[],
  gradient?: Gradient,
): Operation {
  const outputs: Tensor[] = [];
  const operation = { name, source, inputs, outputs, ...(gradient === undefined ? {} : { gradient }) };
  for (const { shape, type } of types) outputs.push(new Tensor(operation, shape, type));
  return operation;
}

/** The first output, of operations that have just one. */
const only = (operation: Operation): Tensor => operation.outputs[0] as Tensor;

/**
 * A standard ONNX operator (https://onnx.ai/onnx/operators) of which the caller knows what it makes, without checks and
 * without a derivative; see {@link differentiable}.
 */
export function nodes(
  type: string,
  inputs: readonly Tensor[],
  outputs: readonly TensorType[],
  attributes: Readonly<Record<string, Attribute>> = {},
): readonly Tensor[] {
  return makeOperation(type, { kind: "node", type, attributes }, inputs, outputs).outputs;
}

/**
 * {@link nodes} for operators with one output.
 *
 * @param type absent = that of the first input
 */
export function node(
  operator: string,
  inputs: readonly Tensor[],
  shape: Shape,
  attributes: Readonly<Record<string, Attribute>> = {},
  type: ElementType = inputs[0]?.type ?? "float32",
): Tensor {
  return nodes(operator, inputs, [{ shape, type }], attributes)[0] as Tensor;
}

/**
 * Results as a function of some inputs, with its derivative: however the results were made, derivatives are taken
 * through this function and not through its making.
 */
export function differentiableAll(
  name: string,
  inputs: readonly Tensor[],
  results: readonly Tensor[],
  gradient: Gradient,
): readonly Tensor[] {
  return makeOperation(name, { kind: "composite", results }, inputs, results, gradient).outputs;
}

/**
 * {@link differentiableAll} for one result.
 *
 * @param gradient makes the derivatives by the inputs out of the one by the result
 * @example
 * ```ts
 * const square = (x: Tensor) => differentiable("square", [x], times(x, x), (g) => [times(g, times(x, 2))]);
 * ```
 */
export function differentiable(
  name: string,
  inputs: readonly Tensor[],
  result: Tensor,
  gradient: (result: Tensor) => readonly (Tensor | undefined)[],
): Tensor {
  const all = differentiableAll(name, inputs, [result], ([derivative]) =>
    derivative === undefined ? [] : gradient(derivative),
  );
  return all[0] as Tensor;
}

/** Checks a shape that a caller wrote, and brings its polynomials into their canonical form. */
export function checkShape(operator: string, operands: readonly (Tensor | string)[], shape: Shape): Shape {
  return shape.map((dimension): Dimension => {
    const canonical = canonicalDimension(dimension);
    if (canonical === undefined || (typeof canonical === "number" && canonical < 1))
      throw graphError(
        operator,
        operands,
        'lengths that are whole numbers of at least 1, or names like "batch", or such as "2*batch+1"',
        formatShape(shape),
      );
    return canonical;
  });
}

/** Checks a name of an input or output. */
export function checkName(operator: string, name: string): void {
  if (!/^[\w./-]+$/.test(name))
    throw graphError(operator, [JSON.stringify(name)], "a name of letters, digits and _ . / -", "another");
}

/**
 * A tensor that is given when the graph runs.
 *
 * @param name letters, digits and any of `_ . / -`; the name under which it is fed
 * @param shape lengths, or names for those that may differ from run to run: `["batch", 128]`
 * @example
 * ```ts
 * const ids = input("ids", "int32", ["batch", "tokens"]);
 * ```
 */
export function input(name: string, type: ElementType, shape: Shape): Tensor {
  checkName("input", name);
  for (const dimension of checkShape("input", [name], shape))
    if (typeof dimension === "string" && !isDimensionName(dimension))
      throw graphError("input", [name], "lengths that are numbers or names", `"${dimension}"`);
  return only(makeOperation(name, { kind: "input" }, [], [{ shape, type }]));
}

/**
 * Numbers that are part of the graph; the array's class is the element type.
 *
 * @param shape absent = one axis, as long as the data
 */
export function constant(data: TensorData, shape: readonly number[] = [data.length]): Tensor {
  const size = sizeOf(shape);
  if (size !== data.length)
    throw graphError("constant", [formatShape(shape)], `${size} numbers`, `${data.length}`);
  return only(
    makeOperation("constant", { kind: "constant", data }, [], [{ shape, type: elementType(data) }]),
  );
}

/** One number, of shape []. */
export function scalar(value: number, type: "float32" | "int32" | "int64" = "float32"): Tensor {
  if (type === "float32") return constant(Float32Array.of(value), []);
  if (!Number.isInteger(value)) throw graphError("scalar", [type], "a whole number", `${value}`);
  return constant(type === "int32" ? Int32Array.of(value) : BigInt64Array.of(BigInt(value)), []);
}

/** Whole numbers as operators want axes and shapes: int64, one axis. */
export const ints = (values: readonly number[]): Tensor => constant(BigInt64Array.from(values, BigInt));

/** The length of an axis as an int64 of shape [1]; made by the graph where it is not known before. */
export function lengthOf(dimension: Dimension): Tensor {
  if (typeof dimension === "number") return ints([dimension]);
  const type = { shape: [1], type: "int64" } as const;
  return only(makeOperation(dimension, { kind: "length" }, [], [type]));
}

/** A shape as an int64 of one axis. */
export function shapeTensor(shape: Shape): Tensor {
  if (isStatic(shape)) return ints(shape);
  return shape.length === 1
    ? lengthOf(shape[0] as Dimension)
    : node("Concat", shape.map(lengthOf), [shape.length], { axis: { int: 0 } });
}

/** The tensors that have to be made before an operation, to run it. */
export const madeFrom = ({ source, inputs }: Operation): readonly Tensor[] =>
  source.kind === "composite" ? source.results : inputs;

/** The tensors that an operation is a function of, for its derivative. */
export const functionOf = ({ inputs }: Operation): readonly Tensor[] => inputs;

/**
 * The operations that lead to some tensors, each after those that lead to it.
 *
 * @param before {@link madeFrom} or {@link functionOf}
 */
export function operationsBehind(
  tensors: readonly Tensor[],
  before: (operation: Operation) => readonly Tensor[],
): Operation[] {
  const ordered: Operation[] = [];
  const entered = new Set<Operation>();
  // A stack of its own: graphs of unrolled recurrent networks are deeper than the stack of calls.
  const open: { operation: Operation; inputs: readonly Tensor[]; next: number }[] = [];
  const enter = (operation: Operation): void => {
    if (entered.has(operation)) return;
    entered.add(operation);
    open.push({ operation, inputs: before(operation), next: 0 });
  };
  for (const tensor of tensors) {
    enter(tensor.operation);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const input = top.inputs[top.next++];
      if (input !== undefined) enter(input.operation);
      else {
        ordered.push(top.operation);
        open.pop();
      }
    }
  }
  return ordered;
}
