/** A span of a text, as given or as found. Offsets are UTF-16 units, end-exclusive. */
export interface Mention {
  start: number;
  end: number;
  /** The gold entity where it is known; `null` = NIL, no entity of the KB. */
  entity?: string | null;
  /** Ids the answer is restricted to. */
  candidates?: string[];
  /** The NER class of the span where it is known. */
  label?: string;
}

/** A text and what is known about its mentions. */
export interface Document {
  id: string;
  text: string;
  mentions?: Mention[];
}
