import type { Span } from "../../text/sentences.js";

/** A mention whose entity is known. Offsets are UTF-16 units, end-exclusive. */
export interface LinkedMention extends Span {
  /** The entity's number in the KB; null = nothing in the KB is meant. */
  row: number | null;
  /** Ids of the candidates that come with it, if any. */
  given?: readonly string[];
}

/** A text whose mentions are linked. */
export interface LinkedText {
  text: string;
  mentions: readonly LinkedMention[];
  /** The data set that it is of, where several are to count the same; absent = all are of one. */
  set?: string;
}

/** Texts that can be read again and again. */
export type LinkedTexts = () => AsyncIterable<LinkedText> | Iterable<LinkedText>;
