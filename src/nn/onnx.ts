import { NamesakeError } from "../errors.js";
import type { ExternalData } from "./external-data.js";
import { Message } from "./protobuf.js";

/**
 * Writes ONNX models. An ONNX file is one protocol buffer message, `ModelProto`; the field numbers below are those of
 * onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). Runs in browsers too.
 */

/** The numbers of one tensor; the array's class is the element type, bits of float16 are in a Uint16Array. */
export type TensorData = Float32Array | Int8Array | Uint8Array | Uint16Array | Int32Array | BigInt64Array;

/** The data of "bool" are a Uint8Array of 0 and 1. */
export type ElementType =
  | "float32"
  | "uint8"
  | "int8"
  | "int32"
  | "int64"
  | "uint32"
  | "bool"
  | "float16"
  | "bfloat16";

/** Row-major numbers and their shape; `dims` `[]` is a scalar. */
export interface Tensor {
  dims: readonly number[];
  data: TensorData;
  /** Where the bits in a Uint16Array are of the other kind. */
  type?: "bfloat16";
}

/** Tagged, because ONNX tells `1` from `1.0` and JavaScript does not. */
export type Attribute =
  | { int: number }
  | { float: number }
  | { string: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: Tensor }
  | { graph: Graph };

export interface Node {
  /** The operator: "MatMul". */
  type: string;
  /** The empty name is an optional input that is left out. */
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, Attribute>>;
  /** Operator set; absent = ONNX's own. */
  domain?: string;
}

/** An input or output of the graph. A dimension that is a name may be of any length: `["batch", 512]`. */
export interface ValueInfo {
  name: string;
  type: ElementType;
  dims: readonly (number | string)[];
}

/** As an attribute (the body of a Loop) a graph may also use values of the graph around it. */
export interface Graph {
  name: string;
  /** In an order in which every value is made before it is used. */
  nodes: readonly Node[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  /** Constants by the name that nodes use. */
  initializers: ReadonlyMap<string, Tensor>;
}

/** Version of each operator set in use, by domain; "" is ONNX's own. */
export type OperatorSets = Readonly<Record<string, number>>;

/** The IR version that goes with a version of ONNX's own operators (https://onnx.ai/onnx/repo-docs/Versioning.html). */
const irVersion = (operatorSet: number) => (operatorSet < 19 ? 8 : operatorSet < 21 ? 9 : 10);
/** TensorProto.DataType, what the attribute `to` of Cast wants too. */
export const ELEMENT_TYPE: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  uint32: 12,
  bfloat16: 16,
};
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, graph: 5, floats: 6, ints: 7 } as const;
/** No protocol buffer may be longer. */
const MAX_BYTES = 2 ** 31 - 1;

/** How many numbers a tensor of a shape has. */
export const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/**
 * The element type that an array stands for.
 *
 * @throws {NamesakeError} ARRAY_INVALID where it is of a class that stands for none
 */
export function elementType(data: TensorData): ElementType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Int8Array) return "int8";
  if (data instanceof Uint16Array) return "float16";
  if (data instanceof Int32Array) return "int32";
  if (data instanceof BigInt64Array) return "int64";
  const found = (data as object | null | undefined)?.constructor?.name ?? String(data);
  throw new NamesakeError("ARRAY_INVALID", { found });
}

function tensorMessage(tensor: Tensor, name?: string, external?: ExternalData): Message {
  const { data, dims } = tensor;
  const size = sizeOf(dims);
  if (size !== data.length)
    throw new RangeError(`tensor ${name ?? ""} of shape [${dims}] needs ${size} numbers, has ${data.length}`);
  const message = new Message();
  for (const dim of dims) message.int(1, dim);
  message.int(2, ELEMENT_TYPE[tensor.type ?? elementType(data)]);
  if (name !== undefined) message.string(8, name);
  // raw_data is little-endian, as typed arrays are wherever ONNX Runtime has a build.
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const place = external?.keep(bytes);
  if (place === undefined) return message.bytes(9, bytes);
  for (const [key, value] of Object.entries(place))
    message.message(13, new Message().string(1, key).string(2, String(value)));
  return message.int(14, EXTERNAL);
}

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;

function attributeMessage(name: string, attribute: Attribute): Message {
  const message = new Message().string(1, name);
  const type = (kind: keyof typeof ATTRIBUTE_TYPE) => message.int(20, ATTRIBUTE_TYPE[kind]);
  if ("float" in attribute) {
    message.float(2, attribute.float);
    return type("float");
  }
  if ("int" in attribute) {
    message.int(3, attribute.int);
    return type("int");
  }
  if ("string" in attribute) {
    message.string(4, attribute.string);
    return type("string");
  }
  if ("tensor" in attribute) {
    message.message(5, tensorMessage(attribute.tensor));
    return type("tensor");
  }
  if ("graph" in attribute) {
    message.message(6, graphMessage(attribute.graph));
    return type("graph");
  }
  if ("floats" in attribute) {
    for (const value of attribute.floats) message.float(7, value);
    return type("floats");
  }
  for (const value of attribute.ints) message.int(8, value);
  return type("ints");
}

function nodeMessage(node: Node): Message {
  const message = new Message();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(4, node.type);
  for (const [name, attribute] of Object.entries(node.attributes ?? {}))
    message.message(5, attributeMessage(name, attribute));
  if (node.domain !== undefined) message.string(7, node.domain);
  return message;
}

function valueInfoMessage(value: ValueInfo): Message {
  const shape = new Message();
  for (const dim of value.dims) {
    const dimension = new Message();
    shape.message(1, typeof dim === "number" ? dimension.int(1, dim) : dimension.string(2, dim));
  }
  const tensorType = new Message().int(1, ELEMENT_TYPE[value.type]).message(2, shape);
  return new Message().string(1, value.name).message(2, new Message().message(1, tensorType));
}

function graphMessage(graph: Graph, external?: ExternalData): Message {
  const message = new Message();
  for (const node of graph.nodes) message.message(1, nodeMessage(node));
  message.string(2, graph.name);
  for (const [name, tensor] of graph.initializers) message.message(5, tensorMessage(tensor, name, external));
  for (const input of graph.inputs) message.message(11, valueInfoMessage(input));
  for (const output of graph.outputs) message.message(12, valueInfoMessage(output));
  return message;
}

/** What a model says about itself. */
export interface ModelInfo {
  /** The version of the program that wrote it. */
  version?: string;
  /** Texts that go with it, by their names: its licence, its tokeniser. */
  metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of an `.onnx` file. The graph comes last, so that no file that was cut short looks whole.
 *
 * @param operatorSets e.g. `{ "": 18, "com.microsoft": 1 }`
 * @param external takes large initialisers out of the model; necessary where they have more than 2 GB
 * @throws {RangeError} where an initialiser has another number of elements than its shape, and above 2 GB
 * @example
 * ```ts
 * const bytes = encodeModel({
 *   name: "double", nodes: [{ type: "Add", inputs: ["x", "x"], outputs: ["y"] }], initializers: new Map(),
 *   inputs: [{ name: "x", type: "float32", dims: ["n"] }], outputs: [{ name: "y", type: "float32", dims: ["n"] }],
 * }, { "": 18 });
 * ```
 */
export function encodeModel(
  graph: Graph,
  operatorSets: OperatorSets,
  external?: ExternalData,
  info: ModelInfo = {},
): Uint8Array {
  const model = new Message().int(1, irVersion(operatorSets[""] ?? 0)).string(2, "namesake");
  if (info.version !== undefined) model.string(3, info.version);
  for (const [domain, version] of Object.entries(operatorSets))
    model.message(8, new Message().string(1, domain).int(2, version));
  for (const [key, value] of Object.entries(info.metadata ?? {}))
    model.message(14, metadataMessage(key, value));
  model.message(7, graphMessage(graph, external));
  if (model.length > MAX_BYTES)
    throw new RangeError(
      `the model has ${model.length} bytes, at most ${MAX_BYTES} can be; keep data outside`,
    );
  return model.finish();
}

const metadataMessage = (key: string, value: string): Message =>
  new Message().string(1, key).string(2, value);

/**
 * A `metadata_props` entry. Appended to the bytes of a model it makes a model with that entry, since fields of a
 * message may stand in any order.
 */
export function encodeMetadata(key: string, value: string): Uint8Array {
  return new Message().message(14, metadataMessage(key, value)).finish();
}

/**
 * Collects nodes and constants in order and names their values.
 *
 * @example
 * ```ts
 * const g = new GraphBuilder("halve");
 * const x = g.input("x", "float32", ["n"]);
 * g.output("y", "float32", ["n"], g.op("Mul", [x, g.scalar(0.5)]));
 * encodeModel(g, { "": 18 });
 * ```
 */
export class GraphBuilder implements Graph {
  readonly nodes: Node[] = [];
  readonly inputs: ValueInfo[] = [];
  readonly outputs: ValueInfo[] = [];
  readonly initializers = new Map<string, Tensor>();
  #values = 0;

  constructor(readonly name: string) {}

  /** @returns `name`, to use it in {@link op} */
  input(name: string, type: ElementType, dims: ValueInfo["dims"]): string {
    this.inputs.push({ name, type, dims });
    return name;
  }

  output(name: string, type: ElementType, dims: ValueInfo["dims"], value: string): void {
    this.nodes.push({ type: "Identity", inputs: [value], outputs: [name] });
    this.outputs.push({ name, type, dims });
  }

  /** Adds a constant; `dims` defaults to one dimension, as long as the data. */
  constant(data: TensorData, dims: readonly number[] = [data.length]): string {
    const name = `c${this.#values++}`;
    this.initializers.set(name, { data, dims });
    return name;
  }

  /** A float32 constant of shape []. */
  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** An int64 constant of one dimension, as operators want shapes and axes. */
  ints(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt));
  }

  /** Adds a node with one output and returns the output's name. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute> = {},
    domain?: string,
  ): string {
    return this.#node(type, inputs, 1, attributes, domain)[0] as string;
  }

  /** {@link op} for operators with several outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    count: number,
    attributes: Record<string, Attribute> = {},
    domain?: string,
  ): string[] {
    return this.#node(type, inputs, count, attributes, domain);
  }

  #node(
    type: string,
    inputs: readonly string[],
    count: number,
    attributes: Record<string, Attribute>,
    domain: string | undefined,
  ): string[] {
    const outputs = Array.from({ length: count }, () => `v${this.#values++}`);
    this.nodes.push({ type, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    return outputs;
  }
}
