import { NamesakeError } from "../../errors.js";
import { ResumableFiles } from "../../resumable-files.js";
import { npyHeader } from "./npy-header.js";
import { encodeRows, type RowType } from "./row-types.js";
import { safetensorsHeader } from "./safetensors-header.js";

/** What a row is the vector of. */
export interface RowKey {
  /** Of the entity, or of the document that a mention is in. */
  id: string;
  /** What the entity is called. */
  name?: string;
  /** Where the mention is: UTF-16 offsets, end-exclusive. */
  start?: number;
  end?: number;
}

export interface VectorFileOptions {
  /** Numbers of a vector. */
  dimensions: number;
  /** Default "float32". */
  type?: RowType;
  /**
   * All that the rows and their order depend on, as JSON values, such as the id of the encoder and the hash of the KB. A file that
   * was begun with others is not gone on with; safetensors files carry it.
   */
  run: Readonly<Record<string, unknown>>;
  /** Goes on where an earlier run stopped. Default false: what one has left is an error. */
  resume?: boolean;
  /** Least milliseconds between two checkpoints; default 2000. */
  interval?: number;
}

const EXTENSIONS = [".npy", ".safetensors"] as const;

/** Where the rows' ids and scales are, beside the file of their numbers. */
export interface VectorPaths {
  vectors: string;
  /** `NAME.ids.jsonl`: one line a row, in their order: `{"row": 0, "id": "Q90", "name": "Paris"}`. */
  ids: string;
  /** `NAME.scales.npy` or `.safetensors`, of "int8" alone: what the numbers of each row are to be multiplied by. */
  scales?: string;
}

/**
 * @param path ends in .npy or .safetensors
 * @throws {NamesakeError} OPTION_INVALID
 */
export function vectorPaths(path: string, type: RowType): VectorPaths {
  const { stem, extension } = parts(path);
  const paths = { vectors: path, ids: `${stem}.ids.jsonl` };
  return type === "int8" ? { ...paths, scales: `${stem}.scales${extension}` } : paths;
}

function parts(path: string): { stem: string; extension: (typeof EXTENSIONS)[number] } {
  const extension = EXTENSIONS.find((one) => path.endsWith(one));
  if (extension !== undefined) return { stem: path.slice(0, -extension.length), extension };
  throw new NamesakeError("OPTION_INVALID", {
    option: "the file of vectors",
    expected: `a name that ends in ${EXTENSIONS.join(" or ")}`,
    found: path,
  });
}

/** Positions of the files in {@link ResumableFiles}. */
const [VECTORS, IDS, SCALES] = [0, 1, 2];

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
  private count: number;

  private constructor(
    readonly paths: VectorPaths,
    private readonly files: ResumableFiles<number>,
    private readonly options: VectorFileOptions & { type: RowType },
  ) {
    this.count = files.state ?? 0;
  }

  /**
   * @param path ends in .npy or .safetensors; what is there is replaced at the end
   * @throws {NamesakeError} OPTION_INVALID, WRITE_FAILED; UNFINISHED_EXISTS, UNFINISHED_UNUSABLE
   */
  static async open(path: string, { type = "float32", ...options }: VectorFileOptions): Promise<VectorFile> {
    const { dimensions, run, resume, interval } = options;
    const paths = vectorPaths(path, type);
    const { vectors, ids, scales } = paths;
    const files = await ResumableFiles.open<number>(
      [vectors, ids, ...(scales === undefined ? [] : [scales])],
      {
        run: { ...run, dimensions, type },
        ...(resume === undefined ? {} : { resume }),
        ...(interval === undefined ? {} : { interval }),
      },
    );
    const file = new VectorFile(paths, files, { ...options, type });
    if (files.state === undefined)
      for (const { position, header } of file.headers()) await files.append(position, header);
    return file;
  }

  /** Rows that are there: the next one to be given is this one. */
  get rows(): number {
    return this.count;
  }

  /**
   * Adds rows; those that are kept by now are not lost whatever happens.
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
          what: `Row ${this.count + i} of ${this.paths.vectors}, "${keys[i]?.id}",`,
          expected: `${dimensions} dimensions`,
          found: `${vector.length}`,
        });
    const rows = encodeRows(vectors, dimensions, type);
    const lines = keys.map(({ id, name, start, end }, i) => {
      const line = { row: this.count + i, id, name, start, end };
      return `${JSON.stringify(line)}\n`;
    });
    await this.files.append(VECTORS, rows.vectors);
    await this.files.append(IDS, lines.join(""));
    if (rows.scales !== undefined) await this.files.append(SCALES, rows.scales);
    this.count += vectors.length;
    await this.files.checkpoint(this.count);
  }

  /**
   * Gives the files their names.
   *
   * @param expected rows that there should be
   * @throws {NamesakeError} WRITE_FAILED; {RangeError} where there are more or fewer
   */
  async finish(expected: number): Promise<void> {
    if (this.count !== expected)
      throw new RangeError(`${this.paths.vectors} has ${this.count} rows and should have ${expected}`);
    if (!this.files.complete)
      for (const { position, header } of this.headers()) await this.files.replaceStart(position, header);
    await this.files.finish(this.count);
  }

  /** Leaves what is unfinished for a later run. May be called twice, and after {@link finish}. */
  close(): Promise<void> {
    return this.files.close();
  }

  /** What stands before the numbers; of a length that does not depend on the rows. */
  private headers(): { position: number; header: Uint8Array }[] {
    const { dimensions, type, run } = this.options;
    const { extension } = parts(this.paths.vectors);
    const header = (name: string, of: RowType, shape: readonly number[]) =>
      extension === ".npy"
        ? npyHeader(of, shape)
        : safetensorsHeader(name, of, shape, { run: JSON.stringify(run) });
    return [
      { position: VECTORS, header: header("vectors", type, [this.count, dimensions]) },
      ...(type === "int8" ? [{ position: SCALES, header: header("scales", "float32", [this.count]) }] : []),
    ];
  }
}
