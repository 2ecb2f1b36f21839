/**
 * What a model is given for a text or a pair of texts: columns with one number a token. Special tokens that were put
 * around the texts, and padding, have no place in a text: their offsets are 0, 0 and their word and sequence -1.
 */
export interface Encoding {
  readonly length: number;
  /** Rows of the model's table of token embeddings. */
  readonly ids: Int32Array;
  /** Rows of its table of segment embeddings: 1 for the second text of BERT, else 0. */
  readonly typeIds: Int32Array;
  /** 1, or 0 for padding. */
  readonly attention: Uint8Array;
  /** Where the token begins in its text, in UTF-16 units. */
  readonly starts: Int32Array;
  /** Where it ends, exclusive. */
  readonly ends: Int32Array;
  /** Which piece of its text, counted from 0, it belongs to. */
  readonly words: Int32Array;
  /** Which text it belongs to: 0 or 1. */
  readonly sequences: Int8Array;
}

/** An encoding of zeros to be filled. */
export function emptyEncoding(length: number): Encoding {
  return {
    length,
    ids: new Int32Array(length),
    typeIds: new Int32Array(length),
    attention: new Uint8Array(length),
    starts: new Int32Array(length),
    ends: new Int32Array(length),
    words: new Int32Array(length).fill(-1),
    sequences: new Int8Array(length).fill(-1),
  };
}

/** Which end is cut off, or filled up. */
export type Side = "left" | "right";

/** How short encodings are made as long as others. */
export interface Padding {
  id: number;
  typeId: number;
  side: Side;
  /** Tokens of every encoding; "longest" for as many as the longest of a batch has. */
  length: number | "longest";
  /** The length is raised to a multiple of this; 1 changes nothing. */
  multipleOf: number;
}

/** Fills encodings up to one length. Longer ones than a fixed length stay as they are. */
export function pad(encodings: readonly Encoding[], padding: Padding): Encoding[] {
  const longest = encodings.reduce((most, { length }) => Math.max(most, length), 0);
  const wanted = padding.length === "longest" ? longest : padding.length;
  const target = Math.ceil(wanted / padding.multipleOf) * padding.multipleOf;
  return encodings.map((encoding) => {
    if (encoding.length >= target) return encoding;
    const padded = emptyEncoding(target);
    const own = padding.side === "right" ? 0 : target - encoding.length;
    padded.ids.fill(padding.id);
    padded.typeIds.fill(padding.typeId);
    padded.ids.set(encoding.ids, own);
    padded.typeIds.set(encoding.typeIds, own);
    padded.attention.set(encoding.attention, own);
    padded.starts.set(encoding.starts, own);
    padded.ends.set(encoding.ends, own);
    padded.words.set(encoding.words, own);
    padded.sequences.set(encoding.sequences, own);
    return padded;
  });
}
