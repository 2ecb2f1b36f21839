/** What changes with edits, and what edits need to know; the rest is in the manifest. */
export interface Totals {
  entities: number;
  /** Pairs of alias and entity. */
  aliases: number;
  relations: number;
  contentHash: string;
  /** The index the next new entity gets; indexes are never used twice. */
  nextIndex: number;
  edits: number;
  /** Languages of the names, see `text/languages`; absent = English. */
  languages?: readonly string[];
}
