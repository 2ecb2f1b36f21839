import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineSorter } from "../kb/line-sorter.js";
import { spillFiles } from "../kb/spill-files.js";

/** Facts held in memory; so many abstracts of a thousand characters are 100 MB. */
const RUN_LENGTH = 100_000;

/** More about one subject than this is left out, so that one subject never fills the memory. */
const MOST_FACTS = 100_000;

const END = "\u0000";
const SEQUENCE_DIGITS = 10;

/** All that was said about one subject, in the order in which it was said. */
export interface Subject<Fact> {
  id: string;
  facts: Fact[];
  /** Facts beyond the first {@link MOST_FACTS}. */
  dropped: number;
}

/**
 * Brings together what is said about each subject where that is scattered over files: an external sort, with spill files in a folder
 * of its own that {@link close} removes. Memory stays the same for any number of facts.
 *
 * @example
 * ```ts
 * const sorter = new SubjectSorter<{ label: string }>();
 * sorter.add("Q312", { label: "Apple Inc." });
 * for (const { id, facts } of sorter.subjects()) console.log(id, facts);
 * sorter.close();
 * ```
 */
export class SubjectSorter<Fact> {
  readonly #folder = mkdtempSync(join(tmpdir(), "namesake-subjects-"));
  readonly #lines: LineSorter;
  #added = 0;

  constructor(runLength = RUN_LENGTH) {
    this.#lines = new LineSorter(spillFiles(this.#folder, "facts"), runLength);
  }

  /** @param fact anything that JSON can hold */
  add(id: string, fact: Fact): void {
    const sequence = (this.#added++).toString(36).padStart(SEQUENCE_DIGITS, "0");
    // Control characters would divide a line, or the parts of it.
    this.#lines.add(plain(id) + END + sequence + JSON.stringify(fact));
  }

  /** Every subject once, in the order of their ids; to be read once. */
  *subjects(): Generator<Subject<Fact>, void, undefined> {
    let subject: Subject<Fact> | undefined;
    for (const line of this.#lines.sorted()) {
      const end = line.indexOf(END);
      const id = line.slice(0, end);
      if (subject?.id !== id) {
        if (subject !== undefined) yield subject;
        subject = { id, facts: [], dropped: 0 };
      }
      if (subject.facts.length >= MOST_FACTS) subject.dropped++;
      else subject.facts.push(JSON.parse(line.slice(end + END.length + SEQUENCE_DIGITS)) as Fact);
    }
    if (subject !== undefined) yield subject;
  }

  /** Removes the spill files. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const plain = (id: string): string => id.replace(/[\u0000\n\r]/g, " ");
