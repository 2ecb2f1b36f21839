import { type AlignedText, Rewriter } from "./aligned-text.js";

/**
 * A text that is being cut into the pieces that a model takes apart one by one: words, mostly. What no piece covers,
 * such as the spaces of BERT, is not read.
 */
export interface Pieces {
  readonly aligned: AlignedText;
  /**
   * Start and end of each piece in units of the aligned text, in order: [start, end, start, end, ...]; none is empty.
   */
  readonly bounds: readonly number[];
}

/** Cuts pieces into smaller ones; may change the text as well. */
export type PreTokeniser = (pieces: Pieces) => Pieces;

/** A whole text as one piece. */
export function onePiece(aligned: AlignedText): Pieces {
  return { aligned, bounds: aligned.text === "" ? [] : [0, aligned.text.length] };
}

/** Makes a pre-tokeniser of a function that cuts one piece, calling back with the parts to keep in order. */
export function splitter(
  split: (text: string, start: number, end: number, keep: (start: number, end: number) => void) => void,
): PreTokeniser {
  return ({ aligned, bounds }) => {
    const kept: number[] = [];
    const keep = (start: number, end: number): void => {
      if (start < end) kept.push(start, end);
    };
    for (let i = 0; i < bounds.length; i += 2)
      split(aligned.text, bounds[i] as number, bounds[i + 1] as number, keep);
    return { aligned, bounds: kept };
  };
}

/** Puts a prefix in front of the pieces that want one, at the place of their first character. */
export function prefixed(
  { aligned, bounds }: Pieces,
  prefix: string,
  wanted: (start: number) => boolean,
): Pieces {
  const { text } = aligned;
  const rewriter = new Rewriter(aligned);
  const moved: number[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const start = bounds[i] as number;
    moved.push(rewriter.length);
    rewriter.skip(start);
    if (wanted(start)) {
      const first = String.fromCodePoint(text.codePointAt(start) as number);
      let change = 0;
      for (const character of prefix + first) {
        rewriter.put(character, change);
        change = 1;
      }
    }
    rewriter.copy(bounds[i + 1] as number);
    moved.push(rewriter.length);
  }
  return { aligned: rewriter.finish(), bounds: moved };
}
