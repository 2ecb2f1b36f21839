import { NamesakeError } from "../errors.js";
import { type ProtobufField, protobufFields } from "../text/subword/protobuf.js";
import { isDimensionName } from "./graph/dimension.js";
import { ELEMENT_TYPE, type ElementType, type OperatorSets, type ValueInfo } from "./onnx.js";
import { type LazyField, lazyFields, type Range } from "./protobuf-reader.js";
import { type ByteSource, readBytes } from "./weights/byte-source.js";

/** What an ONNX model says about itself, without its nodes and weights. */
export interface ModelHeader {
  /** Of the graph. */
  name: string;
  /** What has to be fed: inputs that the model has values for are left out. */
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  metadata: ReadonlyMap<string, string>;
  operatorSets: OperatorSets;
  /** The program that wrote it and its version: "pytorch 2.4"; empty where it does not say. */
  producer: string;
  /** Files beside it that hold weights, and how many bytes of each are used. */
  externalFiles: ReadonlyMap<string, number>;
}

/** Numbers of the fields that are read (onnx.proto). */
const MODEL = { irVersion: 1, producer: 2, producerVersion: 3, graph: 7, operatorSet: 8, metadata: 14 };
const GRAPH = { name: 2, initialiser: 5, input: 11, output: 12 };
const TENSOR = { name: 8, externalData: 13 };
const OPERATOR_SET = { domain: 1, version: 2 };
const ENTRY = { key: 1, value: 2 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { length: 1, name: 2 };

/**
 * Reads the header of an `.onnx` file, whoever wrote it. Nodes and weights are skipped, not read, so that a model of a
 * gigabyte takes no memory.
 *
 * @param path for messages
 * @throws {NamesakeError} MODEL_INVALID where the file is cut short, no model, or one with inputs or outputs of a type
 * that no array stands for
 */
export async function readHeader(source: ByteSource, path = source.name): Promise<ModelHeader> {
  try {
    return await headerOf(source);
  } catch (error) {
    // What the parts below throw where bytes are not as they should be.
    if (!(error instanceof RangeError) && !(error instanceof TypeError)) throw error;
    throw new NamesakeError("MODEL_INVALID", { path, why: error.message }, { cause: error });
  }
}

async function headerOf(source: ByteSource): Promise<ModelHeader> {
  const text = async (field: LazyField) => textOf(await bytesOf(source, field));
  const operatorSets: Record<string, number> = {};
  const metadata = new Map<string, string>();
  const producer = ["", ""];
  let irVersion = 0;
  let graph: GraphHeader | undefined;
  for await (const field of lazyFields(source, { start: 0, end: source.size })) {
    if (field.number === MODEL.irVersion) irVersion = numberOf(field);
    if (field.number === MODEL.producer) producer[0] = await text(field);
    if (field.number === MODEL.producerVersion) producer[1] = await text(field);
    if (field.number === MODEL.graph) graph = await readGraph(source, rangeOf(field));
    if (field.number === MODEL.operatorSet) {
      const entry = fieldsOf(await bytesOf(source, field));
      operatorSets[textIn(entry, OPERATOR_SET.domain)] = Number(last(entry, OPERATOR_SET.version) ?? 0);
    }
    if (field.number === MODEL.metadata) {
      const entry = fieldsOf(await bytesOf(source, field));
      metadata.set(textIn(entry, ENTRY.key), textIn(entry, ENTRY.value));
    }
  }
  if (irVersion === 0 || graph === undefined || Object.keys(operatorSets).length === 0)
    throw new RangeError("it is no ONNX model, or the end of it is missing");
  if (graph.outputs.length === 0) throw new RangeError("its graph has no outputs");

  let free = 0;
  // No name that a writer would choose, so that each of them may be another length.
  const nameLength = () => `?${free++}`;
  const inputs = graph.inputs.map(readValue).filter(({ name }) => !graph.initialised.has(name));
  return {
    name: graph.name,
    inputs: inputs.map((value) => known("input", value, nameLength)),
    outputs: graph.outputs.map((bytes) => known("output", readValue(bytes), nameLength)),
    metadata,
    operatorSets,
    producer: producer.join(" ").trim(),
    externalFiles: graph.externalFiles,
  };
}

interface GraphHeader {
  name: string;
  inputs: Uint8Array[];
  outputs: Uint8Array[];
  /** Names of values that the model brings along. */
  initialised: Set<string>;
  externalFiles: Map<string, number>;
}

async function readGraph(source: ByteSource, range: Range): Promise<GraphHeader> {
  const graph: GraphHeader = {
    name: "",
    inputs: [],
    outputs: [],
    initialised: new Set(),
    externalFiles: new Map(),
  };
  for await (const field of lazyFields(source, range)) {
    if (field.number === GRAPH.name) graph.name = textOf(await bytesOf(source, field));
    if (field.number === GRAPH.input) graph.inputs.push(await bytesOf(source, field));
    if (field.number === GRAPH.output) graph.outputs.push(await bytesOf(source, field));
    if (field.number === GRAPH.initialiser) await readInitialiser(source, rangeOf(field), graph);
  }
  return graph;
}

/** Notes what a constant is called and where its numbers are; the numbers themselves are skipped. */
async function readInitialiser(source: ByteSource, range: Range, graph: GraphHeader): Promise<void> {
  const place = new Map<string, string>();
  for await (const field of lazyFields(source, range)) {
    if (field.number === TENSOR.name) graph.initialised.add(textOf(await bytesOf(source, field)));
    if (field.number !== TENSOR.externalData) continue;
    const entry = fieldsOf(await bytesOf(source, field));
    place.set(textIn(entry, ENTRY.key), textIn(entry, ENTRY.value));
  }
  const file = place.get("location");
  if (file === undefined) return;
  const end = Number(place.get("offset") ?? 0) + Number(place.get("length") ?? 0);
  graph.externalFiles.set(file, Math.max(graph.externalFiles.get(file) ?? 0, end));
}

/** An input or output as it stands in the file. */
interface RawValue {
  name: string;
  /** TensorProto.DataType; undefined where it is no tensor. */
  elementType: number | undefined;
  /** Undefined where lengths are not told. */
  dims: (number | string | undefined)[] | undefined;
}

function readValue(bytes: Uint8Array): RawValue {
  const value = fieldsOf(bytes);
  const name = textIn(value, VALUE.name);
  const type = last(fieldsOf(bytesIn(value, VALUE.type)), TYPE.tensor);
  if (!(type instanceof Uint8Array)) return { name, elementType: undefined, dims: undefined };
  const tensor = fieldsOf(type);
  const elementType = Number(last(tensor, TENSOR_TYPE.elementType) ?? 0);
  if (last(tensor, TENSOR_TYPE.shape) === undefined) return { name, elementType, dims: undefined };
  const shape = fieldsOf(bytesIn(tensor, TENSOR_TYPE.shape));
  const dims = shape
    .filter(({ number }) => number === SHAPE.dimension)
    .map(({ value: dimension }) => {
      if (typeof dimension === "number") throw new RangeError(`the shape of "${name}" is none`);
      const parts = fieldsOf(dimension);
      const length = last(parts, DIMENSION.length);
      // Some writers say -1, which is a huge number here, or 0 for a length that may differ.
      if (typeof length === "number") return length > 0 && length < 2 ** 53 ? length : undefined;
      return textIn(parts, DIMENSION.name) || undefined;
    });
  return { name, elementType, dims };
}

const ELEMENT_TYPE_NAMES = new Map(
  Object.entries(ELEMENT_TYPE).map(([name, number]) => [number, name as ElementType]),
);

/** A value of which all is known that feeding it needs. */
function known(kind: string, { name, elementType, dims }: RawValue, nameLength: () => string): ValueInfo {
  const type = ELEMENT_TYPE_NAMES.get(elementType ?? 0);
  if (name === "") throw new RangeError(`an ${kind} of it has no name`);
  if (type === undefined)
    throw new RangeError(
      `its ${kind} "${name}" is ${elementType === undefined ? "no tensor" : `of ONNX's element type ${elementType}`}, and only tensors of ${[...ELEMENT_TYPE_NAMES.values()].join(", ")} can be used`,
    );
  if (dims === undefined && kind === "input")
    throw new RangeError(`its input "${name}" does not tell how many axes it has`);
  // Such as "past + 1", of which other writers do not say where "past" is from.
  const isFree = (dimension: number | string | undefined) =>
    dimension === undefined || (typeof dimension === "string" && !isDimensionName(dimension));
  return {
    name,
    type,
    dims: (dims ?? []).map((dimension) =>
      isFree(dimension) ? nameLength() : (dimension as number | string),
    ),
  };
}

const fieldsOf = (bytes: Uint8Array): ProtobufField[] => [...protobufFields(bytes)];

/** Of a field that is there several times the last one counts. */
const last = (fields: readonly ProtobufField[], number: number): ProtobufField["value"] | undefined =>
  fields.findLast((field) => field.number === number)?.value;

function bytesIn(fields: readonly ProtobufField[], number: number): Uint8Array {
  const value = last(fields, number) ?? new Uint8Array();
  if (typeof value === "number") throw new RangeError(`field ${number} is a number where bytes should be`);
  return value;
}

const textIn = (fields: readonly ProtobufField[], number: number): string => textOf(bytesIn(fields, number));

const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

function numberOf({ number, value }: LazyField): number {
  if (typeof value !== "number") throw new RangeError(`field ${number} is not the number it should be`);
  return value;
}

function rangeOf({ number, value }: LazyField): Range {
  if (typeof value === "number") throw new RangeError(`field ${number} is a number where bytes should be`);
  return value;
}

/** More than any name or text has; a tokeniser in the metadata has some megabytes. */
const LONGEST = 1 << 28;

async function bytesOf(source: ByteSource, field: LazyField): Promise<Uint8Array> {
  const { start, end } = rangeOf(field);
  if (end - start > LONGEST) throw new RangeError(`field ${field.number} has ${end - start} bytes`);
  return readBytes(source, start, end - start);
}
