/**
 * The large constants of an ONNX model, kept in a file beside it: a protocol buffer ends at 2 GB
 * (https://github.com/onnx/onnx/blob/main/docs/ExternalData.md).
 *
 * @example
 * ```ts
 * const external = new ExternalData("model.weights");
 * writeFileSync("model.onnx", encodeModel(graph, { "": 18 }, external));
 * for (const chunk of external.chunks) appendFileSync("model.weights", chunk);
 * ```
 */
export class ExternalData {
  /** What the file holds, in order; weights stand here by reference. */
  readonly chunks: Uint8Array[] = [];
  #length = 0;

  /**
   * @param location the file's name, relative to the folder of the model
   * @param threshold constants of fewer bytes stay in the model
   */
  constructor(
    readonly location: string,
    readonly threshold = 65536,
  ) {}

  /** Bytes of the file. */
  get length(): number {
    return this.#length;
  }

  /** Takes the bytes and says where they stand in the file, or leaves them: undefined. */
  keep(bytes: Uint8Array): { location: string; offset: number; length: number } | undefined {
    if (bytes.length < this.threshold) return undefined;
    const gap = (PAGE - (this.#length % PAGE)) % PAGE;
    if (gap > 0) this.chunks.push(new Uint8Array(gap));
    const offset = this.#length + gap;
    this.chunks.push(bytes);
    this.#length = offset + bytes.length;
    return { location: this.location, offset, length: bytes.length };
  }
}

/** Constants begin at pages, so that a runtime may map them into memory. */
const PAGE = 4096;
