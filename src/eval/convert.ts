import { NamesakeError } from "../errors.js";
import type { GoldDocument } from "./dataset.js";
import type { DatasetFormat, Piece, Problem } from "./formats/format.js";
import type { Dataset } from "./read-dataset.js";

export interface ConvertOptions {
  /** Told of each thing in the data that was left out; it may throw, which ends the conversion. */
  problem(problem: Problem): void;
  /** Told after each document how many are done. */
  progress?(documents: number): void;
}

/** What became of a data set. */
export interface Converted {
  documents: number;
  mentions: number;
  /** What the data has and the new format cannot hold, by field names of documents and mentions. */
  lost: string[];
}

/** A data set on its way into another format. */
export class Conversion {
  private documents = 0;
  private mentions = 0;
  private problems = 0;
  private readonly fields = new Set<string>();

  constructor(
    private readonly input: Dataset,
    private readonly format: DatasetFormat & { write: NonNullable<DatasetFormat["write"]> },
    private readonly options: ConvertOptions,
  ) {}

  /**
   * The files of the new format, piece by piece; holds no more of the data than its formats need.
   *
   * @throws {NamesakeError} DATASET_EMPTY after the last piece, where there was no document; and what reading throws
   */
  async *pieces(): AsyncGenerator<Piece> {
    yield* this.format.write(this.read());
    const { path, format } = this.input;
    if (this.documents === 0)
      throw new NamesakeError("DATASET_EMPTY", { path, format, problems: this.problems });
  }

  private async *read(): AsyncGenerator<GoldDocument> {
    const problem = (one: Problem) => {
      this.problems++;
      this.options.problem(one);
    };
    for await (const document of this.input.read({ problem })) {
      this.note(document);
      yield document;
      this.options.progress?.(this.documents);
    }
  }

  private note(document: GoldDocument): void {
    this.documents++;
    this.mentions += document.mentions.length;
    for (const part of [document, ...document.mentions])
      for (const [name, value] of Object.entries(part)) if (hasContent(value)) this.fields.add(name);
  }

  /** To be asked when the last piece is taken. */
  get result(): Converted {
    const lost = this.format.loses.filter((name) => this.fields.has(name));
    return { documents: this.documents, mentions: this.mentions, lost };
  }
}

const hasContent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
