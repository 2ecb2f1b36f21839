import type { ExternalData } from "../external-data.js";
import {
  elementType,
  encodeModel,
  type Graph,
  type Node,
  type OperatorSets,
  type TensorData,
  type Tensor as TensorValue,
  type ValueInfo,
} from "../onnx.js";
import { parseDimension } from "./dimension.js";
import { operationsInside } from "./loop.js";
import { isStatic, sizeOfShape } from "./shape.js";
import { splitBias } from "./split-bias.js";
import {
  checkName,
  graphError,
  type LoopBody,
  madeFrom,
  type Operation,
  operationsBehind,
  type Tensor,
} from "./tensor.js";

/** A graph that ONNX Runtime can run, and what goes in and comes out. */
export interface Program {
  name: string;
  /** The bytes of an `.onnx` file; none where the runtime reads the file itself. */
  model: Uint8Array;
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}

export interface EmitOptions {
  /** Inputs that the program takes whether or not an output depends on them; they come first, in this order. */
  inputs?: readonly Tensor[];
  /** Inputs that become part of the graph: weights, when a trained model is written for use. */
  constants?: ReadonlyMap<string, TensorData>;
  /** Takes large constants out of the model. */
  external?: ExternalData;
  /** What is done with the nodes before they are written, in this order. */
  passes?: readonly Pass[];
}

/**
 * Turns the nodes of a graph into others that compute the same, or nearly: with smaller numbers, say. Inputs and
 * outputs stay as they are.
 */
export type Pass = (graph: Graph) => Graph;

/** The newest version that all runtimes of ONNX Runtime 1.30 know in full; Gelu came with it. */
const OPERATOR_SETS = { "": 20 };
/** Those of ONNX Runtime alone, declared where a pass brought some of them in. */
const OWN_OPERATOR_SETS = { ...OPERATOR_SETS, "com.microsoft": 1 };
/** Constants of fewer numbers are kept once for all that are equal. */
const POOLED = 32;

/**
 * Writes what leads to some tensors as an ONNX model of standard operators.
 *
 * @param outputs tensors by the names they are to have
 * @throws {NamesakeError} GRAPH_INVALID where two inputs, or an input and an output, have one name, and where no input
 * tells the length of an axis that has a name
 * @example
 * ```ts
 * const x = input("x", "float32", ["batch", 3]);
 * const program = emit("double", { y: mul(x, 2) });
 * ```
 */
export function emit(
  name: string,
  outputs: Readonly<Record<string, Tensor>>,
  options: EmitOptions = {},
): Program {
  const graph = emitGraph(name, outputs, options);
  return {
    name,
    model: encodeModel(graph, operatorSetsOf(graph), options.external),
    inputs: graph.inputs,
    outputs: graph.outputs,
  };
}

/** The graph that {@link emit} writes. */
export function emitGraph(
  name: string,
  outputs: Readonly<Record<string, Tensor>>,
  options: EmitOptions = {},
): Graph {
  const tensors = Object.values(outputs);
  const operations = operationsBehind([...(options.inputs ?? []), ...tensors], madeFrom);
  const writer = new Writer(operations, options.constants ?? new Map());
  const names = Object.keys(outputs);
  for (const output of names) {
    checkName("emit", output);
    if (writer.inputs.some((input) => input.name === output) || writer.initializers.has(output))
      throw graphError("emit", [output], "names of outputs that no input has", `the input "${output}"`);
  }
  const nodes = writer.write(operations, tensors, names);
  const infos = names.map((output, i): ValueInfo => {
    const { type, shape } = tensors[i] as Tensor;
    return { name: output, type, dims: shape };
  });
  const graph: Graph = {
    name,
    nodes,
    inputs: writer.inputs,
    outputs: infos,
    initializers: writer.initializers,
  };
  return [...(options.passes ?? []), splitBias].reduce((all, pass) => pass(all), graph);
}

/** The operator sets that a graph is written with. */
export const operatorSetsOf = (graph: Graph): OperatorSets =>
  hasOwnOperators(graph) ? OWN_OPERATOR_SETS : OPERATOR_SETS;

const hasOwnOperators = ({ nodes }: Graph): boolean =>
  nodes.some(
    ({ domain, attributes = {} }) =>
      domain !== undefined ||
      Object.values(attributes).some((attribute) => "graph" in attribute && hasOwnOperators(attribute.graph)),
  );

/** Gives values their names and writes the operations of the graph and of the bodies in it. */
class Writer {
  readonly inputs: ValueInfo[] = [];
  readonly initializers = new Map<string, TensorValue>();
  readonly #names = new Map<Tensor, string>();
  /** Names of constants by what they are, and of lengths by their polynomials. */
  readonly #pool = new Map<string, string>();
  #count = 0;

  constructor(operations: readonly Operation[], constants: ReadonlyMap<string, TensorData>) {
    for (const { source, name, outputs } of operations) {
      if (source.kind !== "input") continue;
      const tensor = outputs[0] as Tensor;
      if (this.inputs.some((input) => input.name === name) || this.initializers.has(name))
        throw graphError("emit", [tensor], "inputs of different names", `two of the name "${name}"`);
      this.#names.set(tensor, name);
      const data = constants.get(name);
      if (data === undefined) this.inputs.push({ name, type: tensor.type, dims: tensor.shape });
      else this.initializers.set(name, { data, dims: shapeOfConstant(tensor, data) });
    }
  }

  /** Writes operations in their order; each result gets a name of its own. */
  write(operations: readonly Operation[], results: readonly Tensor[], names: readonly string[]): Node[] {
    const used = new Set([...operations.flatMap((operation) => [...madeFrom(operation)]), ...results]);
    const nodes = operations.flatMap((operation) => this.#operation(operation, used));
    const copies = results.map((result, i): Node => {
      return { type: "Identity", inputs: [this.#name(result)], outputs: [names[i] as string] };
    });
    return [...nodes, ...copies];
  }

  /** With a colon, which names that callers give do not have. */
  #fresh(word: string): string {
    return `${word}:${this.#count++}`;
  }

  #name(tensor: Tensor): string {
    const name = this.#names.get(tensor) ?? this.#fresh(tensor.operation.name);
    this.#names.set(tensor, name);
    return name;
  }

  #operation(operation: Operation, used: ReadonlySet<Tensor>): Node[] {
    const { source, name, inputs, outputs } = operation;
    const [first] = outputs as [Tensor];
    switch (source.kind) {
      case "input":
      case "carried":
        return [];
      case "constant":
        this.#names.set(first, this.#constant(source.data, first.shape as readonly number[]));
        return [];
      case "length": {
        const nodes: Node[] = [];
        this.#names.set(first, this.#length(name, nodes));
        return nodes;
      }
      case "composite":
        for (const [i, result] of source.results.entries())
          this.#names.set(outputs[i] as Tensor, this.#name(result));
        return [];
      case "loop":
        return [this.#loop(operation, source.body)];
      case "node": {
        // Results at the end that nobody uses need not be made; the pieces of a Split have to be.
        const last =
          source.type === "Split" ? outputs.length : outputs.findLastIndex((one) => used.has(one)) + 1;
        const { type, attributes } = source;
        const made = outputs.slice(0, last).map((output) => this.#name(output));
        return [{ type, inputs: inputs.map((tensor) => this.#name(tensor)), outputs: made, attributes }];
      }
    }
  }

  /** Keeps a constant; of equal small ones just one. */
  #constant(data: TensorData, dims: readonly number[]): string {
    const key = `${data.constructor.name}[${dims}]${data.length < POOLED ? bytesOf(data) : this.#count}`;
    const name = this.#pool.get(key) ?? this.#fresh("constant");
    this.#pool.set(key, name);
    this.initializers.set(name, { data, dims });
    return name;
  }

  /** Adds what makes a length, an int64 of shape [1]: a polynomial of lengths that are read off inputs. */
  #length(polynomial: string, nodes: Node[]): string {
    const known = this.#pool.get(polynomial);
    if (known !== undefined) return known;
    const combine = (type: string, values: readonly string[]): string =>
      values.reduce((a, b) => {
        const outputs = [this.#fresh(type)];
        nodes.push({ type, inputs: [a, b], outputs });
        return outputs[0] as string;
      });
    const terms = [...(parseDimension(polynomial) ?? [])].map(([names, coefficient]) => {
      const factors = names === "" ? [] : names.split("*").map((name) => this.#read(name, nodes));
      if (factors.length === 0 || coefficient !== 1)
        factors.push(this.#constant(BigInt64Array.of(BigInt(coefficient)), [1]));
      return combine("Mul", factors);
    });
    const value = combine("Add", terms);
    this.#pool.set(polynomial, value);
    return value;
  }

  /** Adds what reads the length of a name off an input that has it. */
  #read(name: string, nodes: Node[]): string {
    const known = this.#pool.get(name);
    if (known !== undefined) return known;
    const source = this.inputs.find(({ dims }) => dims.includes(name));
    if (source === undefined) throw graphError("emit", [name], `an input with an axis "${name}"`, "none");
    const axis = source.dims.indexOf(name);
    const outputs = [this.#fresh(name)];
    const attributes = { start: { int: axis }, end: { int: axis + 1 } };
    nodes.push({ type: "Shape", inputs: [source.name], outputs, attributes });
    this.#pool.set(name, outputs[0] as string);
    return outputs[0] as string;
  }

  /** A Loop; its body sees the names from outside, so that only what differs from turn to turn is carried. */
  #loop({ inputs, outputs }: Operation, body: LoopBody): Node {
    const states = body.inputs.length - CARRIED;
    const info = (name: string, { type, shape }: Tensor): ValueInfo => ({ name, type, dims: shape });
    const results = body.outputs.map(() => this.#fresh("result"));
    const graph: Graph = {
      name: this.#fresh("body"),
      inputs: body.inputs.map((tensor) => info(this.#name(tensor), tensor)),
      nodes: this.write(operationsInside(body), body.outputs, results),
      outputs: body.outputs.map((tensor, i) => info(results[i] as string, tensor)),
      initializers: new Map(),
    };
    const [turns, ...initial] = inputs.slice(0, 1 + states).map((tensor) => this.#name(tensor)) as [string];
    const made = outputs.map((output) => this.#name(output));
    // Without a condition it ends after its turns.
    return { type: "Loop", inputs: [turns, "", ...initial], outputs: made, attributes: { body: { graph } } };
  }
}

/** The number of the turn and the condition, which a body is given before its state. */
const CARRIED = 2;

const bytesOf = ({ buffer, byteOffset, byteLength }: TensorData): string =>
  new Uint8Array(buffer, byteOffset, byteLength).join(" ");

function shapeOfConstant(tensor: Tensor, data: TensorData): readonly number[] {
  const { shape, type } = tensor;
  const size = sizeOfShape(shape);
  if (!isStatic(shape) || size !== data.length || elementType(data) !== type)
    throw graphError(
      "emit",
      [tensor],
      `${size} numbers of the type ${type}`,
      `${data.length} of ${elementType(data)}`,
    );
  return shape;
}
