import { NamesakeError } from "../errors.js";
import { type GoldDocument, OPTIONAL_FIELDS } from "./dataset.js";
import type { DatasetFormat, Omission, Piece, Problem } from "./formats/format.js";
import type { Dataset } from "./read-dataset.js";

export interface ConvertOptions {
  /** Told of each thing in the data that was left out; it may throw, which ends the conversion. */
  problem(problem: Problem): void;
  /** Told after each document how many are done. */
  progress?(documents: number): void;
}

/** What became of a data set. */
export interface Converted {
  /** What was written. */
  documents: number;
  mentions: number;
  /** What the new format has no room for, and how many were left out. */
  omitted: { what: Omission; count: number } | undefined;
  /** What the data has and the new format cannot hold, by field names of documents and mentions. */
  lost: string[];
}

/** A data set on its way into another format. */
export class Conversion {
  private documents = 0;
  private mentions = 0;
  private problems = 0;
  private omitted = 0;
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
    const { omits } = this.format;
    const mentions = omittedMentions(document, omits);
    const isOmitted = omits === "documents without mentions" && document.mentions.length === 0;
    this.omitted += mentions + Number(isOmitted);
    this.documents += Number(!isOmitted);
    this.mentions += document.mentions.length - mentions;
    for (const part of [document, ...document.mentions])
      for (const [name, value] of Object.entries(part)) if (hasContent(value)) this.fields.add(name);
  }

  /** To be asked when the last piece is taken. */
  get result(): Converted {
    const { keeps } = this.format;
    const lost = OPTIONAL_FIELDS.filter((name) => this.fields.has(name) && !keeps.includes(name));
    const { documents, mentions, omitted: count } = this;
    const { omits } = this.format;
    const omitted = omits === undefined || count === 0 ? undefined : { what: omits, count };
    return { documents, mentions, omitted, lost };
  }
}

/** How many of a document's mentions, which are sorted by start, longer first, are left out. */
function omittedMentions({ mentions }: GoldDocument, omits: Omission | undefined): number {
  if (omits === "mentions on one span")
    return mentions.length - new Set(mentions.map(({ start, end }) => `${start} ${end}`)).size;
  if (omits !== "overlapping mentions") return 0;
  let omitted = 0;
  let covered = 0;
  for (const { start, end } of mentions)
    if (start < covered) omitted++;
    else covered = end;
  return omitted;
}

const hasContent = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0);
