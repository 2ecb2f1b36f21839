import { readFile } from "node:fs/promises";
import { NamesakeError, reason } from "../../errors.js";
import { protobufFields } from "../../text/subword/protobuf.js";
import type { Parameters } from "../layers/model.js";
import { ELEMENT_TYPE } from "../onnx.js";

/** Numbers of the fields that are read (onnx.proto). */
const MODEL = { graph: 7 };
const GRAPH = { initialiser: 5 };
const TENSOR = { dims: 1, elementType: 2, name: 8, raw: 9 };

interface Stored {
  dims: number[];
  elementType: number;
  raw: Uint8Array;
}

/**
 * The parameters of a model that `exportModel` wrote, as float32: those that `quantiseWeights` made int8 are multiplied by
 * their scales, so that a shipped model can be trained further. What it keeps in files beside it is left out.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, MODEL_INVALID
 */
export async function readModelParameters(path: string): Promise<Parameters> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: reason(cause) }, { cause });
  });
  try {
    return parametersOf(initialisersOf(bytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new NamesakeError("MODEL_INVALID", { path, why: error.message }, { cause: error });
  }
}

function initialisersOf(model: Uint8Array): ReadonlyMap<string, Stored> {
  const stored = new Map<string, Stored>();
  for (const graph of messages(model, MODEL.graph))
    for (const tensor of messages(graph, GRAPH.initialiser)) {
      const one: Stored = { dims: [], elementType: 0, raw: new Uint8Array() };
      let name = "";
      for (const { number, value } of protobufFields(tensor)) {
        if (number === TENSOR.dims) one.dims.push(Number(value));
        if (number === TENSOR.elementType) one.elementType = Number(value);
        if (typeof value === "number") continue;
        if (number === TENSOR.name) name = new TextDecoder().decode(value);
        if (number === TENSOR.raw) one.raw = value;
      }
      stored.set(name, one);
    }
  return stored;
}

function* messages(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { number, value } of protobufFields(bytes))
    if (number === wanted && typeof value !== "number") yield value;
}

/** How `quantiseWeights` names what it makes of a matrix, and whether its scales are of rows. */
const QUANTISED = [
  { numbers: ":turned:int8", scales: ":turned:scales", byRow: false, isTurned: true },
  { numbers: ":turned:uint8", scales: ":turned:scales", byRow: false, isTurned: true },
  { numbers: ":int8", scales: ":scales", byRow: false, isTurned: false },
  { numbers: ":uint8", scales: ":scales", byRow: false, isTurned: false },
  { numbers: ":rows", scales: ":row scales", byRow: true, isTurned: false },
] as const;

function parametersOf(stored: ReadonlyMap<string, Stored>): Parameters {
  const parameters = new Map<string, Float32Array>();
  for (const [name, tensor] of stored) {
    const kind = QUANTISED.find(({ numbers }) => name.endsWith(numbers));
    if (kind === undefined) {
      // Only what the writer adds has a colon in its name.
      if (tensor.elementType === ELEMENT_TYPE.float32 && !name.includes(":"))
        parameters.set(name, float32(tensor));
      continue;
    }
    const parameter = name.slice(0, -kind.numbers.length);
    const scales = scalesOf(`${parameter}${kind.scales}`, stored);
    if (scales === undefined) throw new RangeError(`the scales of "${parameter}" are missing`);
    const values = multiplied(tensor, scales, kind.byRow);
    parameters.set(parameter, kind.isTurned ? turned(values, tensor.dims) : values);
  }
  return parameters;
}

/** Where the left operand has a scale a row, those of the weights are kept multiplied by its step, 1 / 127. */
function scalesOf(name: string, stored: ReadonlyMap<string, Stored>): Float32Array | undefined {
  const stepped = stored.get(`${name}:stepped`);
  if (stepped !== undefined) return float32(stepped).map((scale) => 127 * scale);
  const scales = stored.get(name);
  return scales === undefined ? undefined : float32(scales);
}

/** A copy, since bytes in a file are aligned to nothing. */
const float32 = ({ raw }: Stored): Float32Array => new Float32Array(Uint8Array.from(raw).buffer);

function multiplied({ dims, elementType, raw }: Stored, scales: Float32Array, byRow: boolean): Float32Array {
  const columns = dims[1] ?? 0;
  const isSigned = elementType === ELEMENT_TYPE.int8;
  const numbers = isSigned ? new Int8Array(raw.buffer, raw.byteOffset, raw.length) : raw;
  const zero = isSigned ? 0 : 128;
  return Float32Array.from(numbers, (value, i) => {
    const line = byRow ? Math.floor(i / columns) : i % columns;
    return (value - zero) * (scales[line] as number);
  });
}

/** Columns become rows. */
function turned(values: Float32Array, dims: readonly number[]): Float32Array {
  const [rows = 0, columns = 0] = dims;
  return values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] as number);
}
