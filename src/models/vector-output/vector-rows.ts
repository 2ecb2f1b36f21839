import { NamesakeError } from "../../errors.js";
import type { ResumableFiles } from "../../resumable-files.js";
import { npyHeader } from "./npy-header.js";
import { encodeRows, type RowType } from "./row-types.js";
import { safetensorsHeader } from "./safetensors-header.js";
import { type VectorPaths, vectorExtension } from "./vector-paths.js";

/** What a row is the vector of. */
export interface RowKey {
  /** Of the entity, or of the document that a mention is in. */
  id: string;
  /** What the entity is called. */
  name?: string;
  /** Where the mention is: UTF-16 offsets, end-exclusive. */
  start?: number;
  end?: number;
  /** What the mention says. */
  text?: string;
}

export interface RowOptions {
  /** Numbers of a vector. */
  dimensions: number;
  type: RowType;
  /** What the vectors were made by and of, as JSON values; safetensors files carry it. */
  run: Readonly<Record<string, unknown>>;
}

/**
 * Writes rows into files that are resumed together, perhaps with others: the numbers, what they are of, and for "int8" the scales,
 * in the order of {@link vectorPathList}.
 */
export class VectorRows {
  /**
   * @param files those of the paths, maybe among others
   * @param first position of the first of them
   * @param count rows that they have by now; `undefined` for files that were begun just now
   */
  static async open(
    paths: VectorPaths,
    files: ResumableFiles<unknown>,
    first: number,
    count: number | undefined,
    options: RowOptions,
  ): Promise<VectorRows> {
    const rows = new VectorRows(paths, files, first, count ?? 0, options);
    if (count === undefined)
      for (const { position, header } of rows.headers()) await files.append(position, header);
    return rows;
  }

  private constructor(
    private readonly paths: VectorPaths,
    private readonly files: ResumableFiles<unknown>,
    private readonly first: number,
    private written: number,
    private readonly options: RowOptions,
  ) {}

  /** Rows that are there: the next one is this one. */
  get count(): number {
    return this.written;
  }

  /**
   * Adds rows.
   *
   * @param vectors [dimensions] each
   * @param keys as many
   * @throws {NamesakeError} VECTORS_MISMATCH where a vector has another number of dimensions, WRITE_FAILED
   */
  async append(vectors: readonly Float32Array[], keys: readonly RowKey[]): Promise<void> {
    if (vectors.length !== keys.length)
      throw new RangeError(`${vectors.length} vectors are given, and what ${keys.length} of them are of`);
    const { dimensions, type } = this.options;
    for (const [i, vector] of vectors.entries())
      if (vector.length !== dimensions)
        throw new NamesakeError("VECTORS_MISMATCH", {
          what: `Row ${this.written + i} of ${this.paths.vectors}, "${keys[i]?.id}",`,
          expected: `${dimensions} dimensions`,
          found: `${vector.length}`,
        });
    const rows = encodeRows(vectors, dimensions, type);
    const lines = keys.map(({ id, name, start, end, text }, i) => {
      const line = { row: this.written + i, id, name, start, end, text };
      return `${JSON.stringify(line)}\n`;
    });
    await this.files.append(this.first, rows.vectors);
    await this.files.append(this.first + 1, lines.join(""));
    if (rows.scales !== undefined) await this.files.append(this.first + 2, rows.scales);
    this.written += vectors.length;
  }

  /** Tells the files how many rows they have. To be called before they get their names. */
  async end(): Promise<void> {
    for (const { position, header } of this.headers()) await this.files.replaceStart(position, header);
  }

  /** What stands before the numbers; of a length that does not depend on the rows. */
  private headers(): { position: number; header: Uint8Array }[] {
    const { dimensions, type, run } = this.options;
    const isNpy = vectorExtension(this.paths.vectors) === ".npy";
    const header = (name: string, of: RowType, shape: readonly number[]) =>
      isNpy ? npyHeader(of, shape) : safetensorsHeader(name, of, shape, { run: JSON.stringify(run) });
    const vectors = { position: this.first, header: header("vectors", type, [this.written, dimensions]) };
    if (type !== "int8") return [vectors];
    return [vectors, { position: this.first + 2, header: header("scales", "float32", [this.written]) }];
  }
}
