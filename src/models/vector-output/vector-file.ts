import { ResumableFiles, type ResumableOptions } from "../../resumable-files.js";
import type { RowType } from "./row-types.js";
import { type VectorPaths, vectorPathList, vectorPaths } from "./vector-paths.js";
import { type RowKey, VectorRows } from "./vector-rows.js";

/** `run` is all that the rows and their order depend on, such as the id of the encoder and the hash of the KB. */
export interface VectorFileOptions extends ResumableOptions {
  /** Numbers of a vector. */
  dimensions: number;
  /** Default "float32". */
  type?: RowType;
}

/**
 * Vectors on their way into a file that other programs read: one array [rows, dimensions] as `.npy`, which
 * `numpy.load(path, mmap_mode="r")` maps, or as the tensor "vectors" of a safetensors file; and beside it what each row is the
 * vector of ({@link VectorPaths}). Rows go to the disk as they come, so that memory does not grow with them. The files are there
 * when {@link finish} was called, together; a run that is killed is gone on with.
 *
 * @example
 * ```ts
 * const file = await VectorFile.open("entities.npy", { dimensions: encoder.dimensions, run: { encoder: encoder.id }, resume: true });
 * for (let row = file.rows; row < entities.length; row += 256) {
 *   const batch = entities.slice(row, row + 256);
 *   await file.append(await encoder.encodeEntities(batch.map(textOf)), batch);
 * }
 * await file.finish(entities.length);
 * ```
 */
export class VectorFile {
  private constructor(
    readonly paths: VectorPaths,
    private readonly files: ResumableFiles<number>,
    private readonly content: VectorRows,
  ) {}

  /**
   * @param path ends in .npy or .safetensors; what is there is replaced at the end
   * @throws {NamesakeError} OPTION_INVALID, WRITE_FAILED; UNFINISHED_EXISTS, UNFINISHED_UNUSABLE
   */
  static async open(
    path: string,
    { dimensions, type = "float32", ...options }: VectorFileOptions,
  ): Promise<VectorFile> {
    const paths = vectorPaths(path, type);
    const { run } = options;
    const files = await ResumableFiles.open<number>(vectorPathList(paths), {
      ...options,
      run: { ...run, dimensions, type },
    });
    try {
      const content = await VectorRows.open(paths, files, 0, files.state, { dimensions, type, run });
      return new VectorFile(paths, files, content);
    } catch (error) {
      await files.close();
      throw error;
    }
  }

  /** Rows that are there: the next one is this one. */
  get rows(): number {
    return this.content.count;
  }

  /**
   * Adds rows.
   *
   * @param vectors [dimensions] each
   * @param keys as many
   * @throws {NamesakeError} VECTORS_MISMATCH where a vector has another number of dimensions, WRITE_FAILED
   */
  async append(vectors: readonly Float32Array[], keys: readonly RowKey[]): Promise<void> {
    await this.content.append(vectors, keys);
    await this.files.checkpoint(this.rows);
  }

  /**
   * Gives the files their names.
   *
   * @param expected rows that there should be
   * @throws {NamesakeError} WRITE_FAILED; {RangeError} where there are more or fewer
   */
  async finish(expected: number): Promise<void> {
    if (this.rows !== expected)
      throw new RangeError(`${this.paths.vectors} has ${this.rows} rows and should have ${expected}`);
    if (!this.files.complete) await this.content.end();
    await this.files.finish(this.rows);
  }

  /** Leaves what is unfinished for a later run. May be called twice, and after {@link finish}. */
  close(): Promise<void> {
    return this.files.close();
  }
}
