import { createHash } from "node:crypto";
import { NamesakeError } from "../../errors.js";
import type { GoldDocument } from "../../eval/dataset.js";
import { type Dataset, withUniqueNames } from "../../eval/read-dataset.js";
import type { BiEncoder } from "../../models/encoders/encoder.js";
import type { AllRows } from "./write-rows.js";

/** Documents that can be read again and again. */
type Documents = () => AsyncIterable<GoldDocument>;

/** The mentions that data sets mark with their vectors, in the order of the data. */
export function mentionRows({ documents, mentions }: Survey, encoder: BiEncoder, threads: number): AllRows {
  return {
    title: "Encoding mentions",
    total: mentions,
    async *from(first) {
      for await (const { document, vectors } of encoded(withoutFirst(documents(), first), encoder, threads)) {
        const { id, text } = document;
        const keys = document.mentions.map(({ start, end }) => ({
          ...{ id, start, end },
          text: text.slice(start, end),
        }));
        yield { vectors, keys };
      }
    },
  };
}

/** What data sets have. */
export interface Survey {
  documents: Documents;
  mentions: number;
  /** Of all that the vectors of the mentions depend on. */
  hash: string;
}

/**
 * Reads data sets once.
 *
 * @param onProblem is told of each thing that is left out
 * @throws {NamesakeError} OPTION_INVALID where there are no mentions; what reading throws
 */
export async function surveyOf(
  datasets: readonly Dataset[],
  onProblem: (message: string) => void,
): Promise<Survey> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const { id, text, mentions } of documentsOf(datasets, onProblem)) {
    hash.update(JSON.stringify([id, text, mentions.map(({ start, end }) => [start, end])]));
    count += mentions.length;
  }
  if (count > 0) return { documents: () => documentsOf(datasets), mentions: count, hash: hash.digest("hex") };
  throw new NamesakeError("OPTION_INVALID", {
    option: "The data",
    expected: "documents in which mentions are marked",
    found: "none",
  });
}

/** The documents of all data sets, under ids that are unique among them. */
async function* documentsOf(
  datasets: readonly Dataset[],
  onProblem: (message: string) => void = () => {},
): AsyncGenerator<GoldDocument> {
  for (const { name, read } of withUniqueNames(datasets))
    for await (const document of read({ problem: ({ message }) => onProblem(message) })) {
      const id = datasets.length === 1 ? document.id : `${name}/${document.id}`;
      yield { ...document, id };
    }
}

/** Documents without the first so many mentions, and without those that have none. */
async function* withoutFirst(
  documents: AsyncIterable<GoldDocument>,
  mentions: number,
): AsyncGenerator<GoldDocument> {
  let left = mentions;
  for await (const document of documents) {
    const rest = document.mentions.slice(left);
    left = Math.max(0, left - document.mentions.length);
    if (rest.length > 0) yield { ...document, mentions: rest };
  }
}

/** Documents that are under way for each thread of the encoder, so that none waits. */
const AHEAD = 4;

/** Documents with the vectors of their mentions, in their order. */
async function* encoded(documents: AsyncIterable<GoldDocument>, encoder: BiEncoder, threads: number) {
  const started: Promise<{ document: GoldDocument; vectors: Float32Array[] }>[] = [];
  for await (const document of documents) {
    const encoding = encoder
      .encodeMentions(document.text, document.mentions)
      .then((vectors) => ({ document, vectors }));
    // Of several that fail, the first tells.
    encoding.catch(() => undefined);
    started.push(encoding);
    if (started.length >= AHEAD * threads) yield await (started.shift() as (typeof started)[number]);
  }
  for (const encoding of started) yield await encoding;
}
