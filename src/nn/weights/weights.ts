import { stat } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { type ByteSource, fileSource, readBytes } from "./byte-source.js";
import { type Numbers, toFloat32 } from "./dtypes.js";
import { invalid, shown } from "./invalid.js";
import { nearest } from "./nearest.js";
import { isNpy, readNpy } from "./npy.js";
import { isSafetensors, type Metadata, readSafetensors } from "./safetensors.js";
import { isIndex, pick, readIndex } from "./shards.js";
import { type Rows, readTensor, type StoredTensor, type TensorInfo } from "./stored-tensor.js";
import { isPickle, readTorchStream } from "./torch-stream.js";
import { isTorchZip, readTorchZip } from "./torch-zip.js";

/** What a folder of Hugging Face calls its weights, the best first. */
const FILES = [
  "model.safetensors",
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
];

/** Enough to tell the formats apart. */
const START_BYTES = 512;

/** The file itself, or the one of weights in a folder. */
async function weightsFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return path; // opening it says what is wrong
  for (const name of FILES) {
    const file = join(path, name);
    if (await stat(file).catch(() => undefined)) return file;
  }
  throw new NamesakeError("SOURCE_NOT_FOUND", { path, why: `the folder has none of ${FILES.join(", ")}` });
}

/** The tensors of a model; their numbers stay in the file until they are read. */
export class Weights {
  readonly #tensors = new Map<string, StoredTensor>();
  #closed = false;

  constructor(
    /** For messages. */
    readonly name: string,
    private readonly sources: readonly ByteSource[],
    tensors: readonly StoredTensor[],
    /** Texts beside the tensors; only safetensors has them. */
    readonly metadata: Metadata,
  ) {
    for (const tensor of tensors) {
      if (this.#tensors.has(tensor.name))
        throw invalid(name, `it has the tensor "${shown(tensor.name)}" twice`);
      this.#tensors.set(tensor.name, tensor);
    }
  }

  /** All tensors, in the order of the file. */
  get tensors(): readonly TensorInfo[] {
    return [...this.#tensors.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  }

  has(name: string): boolean {
    return this.#tensors.has(name);
  }

  /** @throws {NamesakeError} TENSOR_UNKNOWN, which names the nearest */
  info(name: string): TensorInfo {
    const { dtype, shape } = this.#get(name);
    return { name, dtype, shape };
  }

  /**
   * Reads a tensor, row-major whatever the order in the file. Floats of 16 and of 8 bits become float32, bool becomes
   * 0 and 1; integers stay what they are.
   *
   * @param rows indexes of the first dimension; absent = all
   * @throws {NamesakeError} TENSOR_UNKNOWN, OPTION_INVALID for rows that it does not have, WEIGHTS_INVALID where it does not fit into
   *   memory or the file has changed, CLOSED
   * @example
   * ```ts
   * const some = await weights.read("embeddings", { start: 1_000_000, end: 1_000_100 });
   * ```
   */
  async read(name: string, rows?: Rows): Promise<Numbers> {
    if (this.#closed) throw new NamesakeError("CLOSED", { what: this.name });
    return readTensor(this.#get(name), rows);
  }

  /** {@link read}, with numbers of any type as float32. */
  async readFloat32(name: string, rows?: Rows): Promise<Float32Array> {
    return toFloat32(await this.read(name, rows));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all(this.sources.map((source) => source.close()));
  }

  #get(name: string): StoredTensor {
    const tensor = this.#tensors.get(name);
    if (tensor !== undefined) return tensor;
    const near = nearest(name, this.#tensors.keys());
    const some = near.length > 0 ? near : [...this.#tensors.keys()].slice(0, 3);
    throw new NamesakeError("TENSOR_UNKNOWN", {
      path: this.name,
      tensor: shown(name),
      near: some.map((other) => `"${shown(other)}"`).join(", "),
    });
  }
}

interface Content {
  tensors: StoredTensor[];
  metadata?: Metadata;
}

/** Reads what describes the tensors, in any of the formats; the content tells which. */
async function readContent(source: ByteSource): Promise<Content> {
  const start = await readBytes(source, 0, Math.min(source.size, START_BYTES));
  if (isSafetensors(start)) return readSafetensors(source);
  if (isTorchZip(start)) return { tensors: await readTorchZip(source) };
  if (isPickle(start)) return { tensors: await readTorchStream(source) };
  if (isNpy(start)) return { tensors: [await readNpy(source)] };
  throw invalid(source.name, whatElse(start));
}

/** Files that are often taken for weights. */
function whatElse(start: Uint8Array): string {
  const text = Buffer.from(start).toString("latin1");
  if (text === "") return "it is empty";
  if (text.startsWith("version https://git-lfs"))
    return 'it only says where Git LFS keeps the weights; "git lfs pull" fetches them';
  if (/^\s*<(!doctype|html|\?xml)/i.test(text))
    return "it is a web page, so it was probably not downloaded right";
  if (text.startsWith("\x89HDF")) return "it is HDF5, as TensorFlow and Keras write it";
  if (text.startsWith("GGUF")) return "it is GGUF";
  if (text.slice(257, 262) === "ustar")
    return "it is a tar archive, as PyTorch wrote before version 0.1.10, or to be unpacked";
  return "it is neither safetensors nor a file of torch.save or numpy.save";
}

/**
 * Weights of one file, opened already; tests and browsers have them in memory.
 *
 * @throws {NamesakeError} as {@link openWeights}
 */
export async function readWeights(source: ByteSource): Promise<Weights> {
  const { tensors, metadata } = await readContent(source);
  return new Weights(source.name, [source], tensors, metadata ?? new Map());
}

/**
 * Opens the weights of a model: safetensors; PyTorch's `.bin`, `.pt`, `.pth` and `.t7`, as zip or as the older stream;
 * the `.index.json` of a model in several files; NumPy's `.npy`, whose only tensor is called "tensor"; or a folder with one of these under the name that Hugging Face gives
 * it. Only the descriptions are read, and code that a file may hold is never run.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, WEIGHTS_INVALID for what is none of these, damaged or cut off, WEIGHTS_UNSAFE for
 *   a pickle that asks for more than tensors
 * @example
 * ```ts
 * const weights = await openWeights("bert-base-uncased");
 * for (const { name, dtype, shape } of weights.tensors) console.log(name, dtype, shape);
 * const table = await weights.readFloat32("bert.embeddings.word_embeddings.weight");
 * await weights.close();
 * ```
 */
export async function openWeights(path: string): Promise<Weights> {
  const file = await weightsFile(path);
  const source = await fileSource(file);
  const opened = [source];
  try {
    const start = await readBytes(source, 0, Math.min(source.size, START_BYTES));
    if (!isIndex(start)) return await readWeights(source);
    const tensors: StoredTensor[] = [];
    const metadata = new Map<string, string>();
    for (const shard of await readIndex(source, file)) {
      const part = await fileSource(shard.path);
      opened.push(part);
      const content = await readContent(part);
      for (const tensor of pick(shard, content.tensors, part.name)) tensors.push(tensor);
      for (const [key, value] of content.metadata ?? []) metadata.set(key, value);
    }
    return new Weights(source.name, opened, tensors, metadata);
  } catch (error) {
    await Promise.all(opened.map((part) => part.close()));
    throw error;
  }
}
