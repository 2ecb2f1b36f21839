import type { NamesakeError } from "../../errors.js";
import type { GoldDocument, OptionalField } from "../dataset.js";

/** Something wrong with a data set that the reader could pass over. */
export type Problem = NamesakeError<"RECORD_INVALID" | "SPAN_INVALID" | "RECORD_DUPLICATE">;

export interface ReadOptions {
  /**
   * Told of each thing that was left out or mended, in the order of the data. The message names the file, the line (or the
   * document), the field, what was expected and what was found. It may throw, which ends the reading.
   */
  problem(problem: Problem): void;
  /** Other files that a format needs, by their role; see the format. Default: found beside the data set. */
  files?: Readonly<Record<string, string>>;
}

/** The beginning of what is to be read. */
export interface Sample {
  /** A file or a folder. */
  path: string;
  /** Up to 64 kB of the file's text, decompressed; "" for a folder. */
  head: string;
  /** Names in the folder; empty for a file. */
  names: readonly string[];
}

/** A piece of what is written: consecutive pieces of one file are joined. */
export interface Piece {
  /** Relative path in the output folder; "" for a format of one file. */
  file: string;
  text: string;
}

/**
 * What a format has no room for: mentions that overlap an earlier one, mentions on the span of another, which are told as one with it,
 * and documents in which nothing is marked.
 */
export type Omission = "overlapping mentions" | "mentions on one span" | "documents without mentions";

/** A format of data sets. All pass the contract of `format.contract.ts`. */
export interface DatasetFormat {
  /** As `--format` and `--to` take it: lower case, hyphens. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** How sure the beginning is of this format: 0 (not) to 1 (nothing else looks like it). */
  detect(sample: Sample): number;
  /**
   * Reads a file, or a folder where the format has one. Streams where the format permits.
   *
   * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT, and RECORD_INVALID where the whole is not of this format
   */
  read(path: string, options: ReadOptions): AsyncIterable<GoldDocument>;
  /** Writes documents; absent for formats that are only read. */
  write?(documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>): AsyncIterable<Piece>;
  /** The optional fields of documents and mentions that are there again when what was written is read back; checked by the contract. */
  readonly keeps: readonly OptionalField[];
  /** What is left out when it is written. */
  readonly omits?: Omission;
  /** Roles of the other files that it may need, as {@link ReadOptions.files} has them. */
  readonly roles?: readonly string[];
  /** The output is a folder. */
  readonly folder?: boolean;
}
