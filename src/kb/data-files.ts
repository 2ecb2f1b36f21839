import type { Manifest } from "./manifest.js";

/** The file of a KB's folder that says what it is. It is replaced as a whole, and last. */
export const MANIFEST = "manifest.json";

/** The names of the files that hold a KB, beside its manifest. */
export interface DataFiles {
  data: string;
  /** Edits since the data file was written; only of a memory store. */
  journal?: string;
}

/** The data files of a KB. Those of another generation have other names, so that both may be there while one takes the other's place. */
export function dataFiles({ store, generation = 0 }: Pick<Manifest, "store" | "generation">): DataFiles {
  const number = generation === 0 ? "" : `-${generation}`;
  return store === "lmdb"
    ? { data: `data${number}.mdb` }
    : { data: `data${number}.bin`, journal: `edits${number}.log` };
}

/** There while a process writes to the journal of a memory store. */
export const JOURNAL_LOCK = "edits.lock";
/** There while a process makes a KB compact. */
export const COMPACTION_LOCK = "compacting.lock";

/** There while a process fills a folder that is to become a KB, or a snapshot of one. */
export const UNFINISHED_LOCK = "unfinished.lock";

/** Whether a file of a KB's folder holds a KB of some generation, or is a lock. */
export const isDataFile = (name: string): boolean =>
  /^(data(-\d+)?\.(mdb|bin)(-raw)?(-lock)?|edits(-\d+)?\.log|(edits|compacting|unfinished)\.lock(\.steal)?)$/.test(
    name,
  );
