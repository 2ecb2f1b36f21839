/**
 * Writes ONNX models. An ONNX file is one protocol buffer message, `ModelProto`; the field numbers below are those of
 * onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), the encoding that of
 * https://protobuf.dev/programming-guides/encoding/. Runs in browsers too.
 */

/** The numbers of one tensor; the array's class is the element type. */
export type TensorData = Float32Array | Int8Array | Uint8Array | Int32Array | BigInt64Array;

export type ElementType = "float32" | "uint8" | "int8" | "int32" | "int64";

/** Row-major numbers and their shape; `dims` `[]` is a scalar. */
export interface Tensor {
  dims: readonly number[];
  data: TensorData;
}

/** Tagged, because ONNX tells `1` from `1.0` and JavaScript does not. */
export type Attribute =
  | { int: number }
  | { float: number }
  | { string: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: Tensor };

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

/** Opset 18 goes with IR version 8 (https://onnx.ai/onnx/repo-docs/Versioning.html). */
const IR_VERSION = 8;
const ELEMENT_TYPE: Record<ElementType, number> = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7 };
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;
/** Byte strings longer than this are kept by reference, so that weights are copied once, at the very end. */
const INLINE_BYTES = 64;

/** One protocol buffer message in the making. Fields are written in the order of the calls. */
export class Message {
  readonly #chunks: Uint8Array[] = [];
  #pending: number[] = [];
  #length = 0;

  /** An integer field (int32, int64, enum, bool). Negative numbers take ten bytes, as the format has it. */
  int(field: number, value: number | bigint): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  /** A float field: 4 bytes, little-endian. */
  float(field: number, value: number): this {
    this.#varint(field * 8 + 5);
    const four = new DataView(new ArrayBuffer(4));
    four.setFloat32(0, value, true);
    for (let i = 0; i < 4; i++) this.#byte(four.getUint8(i));
    return this;
  }

  /** A bytes field. The bytes are not copied before {@link finish}. */
  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.length);
    if (value.length <= INLINE_BYTES) for (const byte of value) this.#byte(byte);
    else this.#chunk(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.#varint(field * 8 + 2);
    this.#varint(value.#length);
    value.#flush();
    for (const chunk of value.#chunks) this.#chunk(chunk);
    return this;
  }

  finish(): Uint8Array {
    this.#flush();
    const all = new Uint8Array(this.#length);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  #byte(byte: number): void {
    this.#pending.push(byte);
    this.#length++;
  }

  #chunk(chunk: Uint8Array): void {
    this.#flush();
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#chunks.push(Uint8Array.from(this.#pending));
    this.#pending = [];
  }

  /** Seven bits a byte, lowest first; the high bit says that more follow. */
  #varint(value: number | bigint): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 127n) {
      this.#byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }
}

function elementType(data: TensorData): ElementType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint8Array) return "uint8";
  if (data instanceof Int8Array) return "int8";
  return data instanceof Int32Array ? "int32" : "int64";
}

function tensorMessage(tensor: Tensor, name?: string): Message {
  const { data, dims } = tensor;
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length)
    throw new RangeError(`tensor ${name ?? ""} of shape [${dims}] needs ${size} numbers, has ${data.length}`);
  const message = new Message();
  for (const dim of dims) message.int(1, dim);
  message.int(2, ELEMENT_TYPE[elementType(data)]);
  if (name !== undefined) message.string(8, name);
  // raw_data is little-endian, as typed arrays are wherever ONNX Runtime has a build.
  return message.bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

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

/**
 * The bytes of an `.onnx` file.
 *
 * @param operatorSets e.g. `{ "": 18, "com.microsoft": 1 }`
 * @throws {RangeError} where an initialiser has another number of elements than its shape
 * @example
 * ```ts
 * const bytes = encodeModel({
 *   name: "double", nodes: [{ type: "Add", inputs: ["x", "x"], outputs: ["y"] }], initializers: new Map(),
 *   inputs: [{ name: "x", type: "float32", dims: ["n"] }], outputs: [{ name: "y", type: "float32", dims: ["n"] }],
 * }, { "": 18 });
 * ```
 */
export function encodeModel(graph: Graph, operatorSets: OperatorSets): Uint8Array {
  const body = new Message();
  for (const node of graph.nodes) body.message(1, nodeMessage(node));
  body.string(2, graph.name);
  for (const [name, tensor] of graph.initializers) body.message(5, tensorMessage(tensor, name));
  for (const input of graph.inputs) body.message(11, valueInfoMessage(input));
  for (const output of graph.outputs) body.message(12, valueInfoMessage(output));

  const model = new Message().int(1, IR_VERSION).string(2, "namesake").message(7, body);
  for (const [domain, version] of Object.entries(operatorSets))
    model.message(8, new Message().string(1, domain).int(2, version));
  return model.finish();
}

/**
 * A `metadata_props` entry. Appended to the bytes of a model it makes a model with that entry, since fields of a
 * message may stand in any order.
 */
export function encodeMetadata(key: string, value: string): Uint8Array {
  return new Message().message(14, new Message().string(1, key).string(2, value)).finish();
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
