/** A span that may mean an entity, before anything is decided. */
export interface FoundMention {
  /** UTF-16 offsets, end-exclusive. */
  start: number;
  end: number;
  /** Keys of the alias table the span stands for, its own first, then those of its singular. */
  keys: string[];
  /** Sentence the span lies in. */
  sentence: { start: number; end: number };
  /** Written as a name ("the Jaguar"), rather than as a common noun ("the jaguar"). */
  name: boolean;
  /** That it is a mention, 0 to 1; absent = the finder does not say, and it is taken for sure. */
  probability?: number;
}

/**
 * What to look for. "names": what is written as a name; "all": common nouns too; "auto": names, and where a text has none,
 * all concepts.
 */
export type MentionMode = "auto" | "names" | "all";

/** Finds the mentions of a text, in order, not overlapping. */
export interface MentionFinder {
  find(text: string, mode: MentionMode): FoundMention[] | Promise<FoundMention[]>;
  /** Loads what it needs ahead of the first text. */
  warmUp?(): Promise<void>;
  /** Frees what it holds, such as a model; the linker that it was given to calls it. */
  close?(): Promise<void>;
}
