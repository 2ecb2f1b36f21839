import { NamesakeError } from "../errors.js";
import { checkRecord, type EntityRecord } from "../kb/record.js";
import type { Source, SourceObserver } from "./source.js";
import { SubjectSorter } from "./subject-sorter.js";

/** Share of the time that goes into reading; the rest brings together what was read. */
const READING = 0.8;

/** How a source reads what is said about its entities, and makes an entity of all that is said about one. */
export interface SubjectReader<Fact> {
  /** Tells `add` all there is, in any order; reports through `observer` what it leaves out. */
  read(add: (id: string, fact: Fact) => void, observer: SourceObserver): Promise<void>;
  /** `undefined` where it is no entity of its own. */
  entity(id: string, facts: Fact[]): EntityRecord | undefined;
}

/** The record if it is one; else it is reported. */
export function checked(record: unknown, where: string, observer: SourceObserver): EntityRecord | undefined {
  try {
    return checkRecord(record, where);
  } catch (error) {
    if (!(error instanceof NamesakeError)) throw error;
    observer.rejected(error.message);
    return undefined;
  }
}

/**
 * A source whose files scatter what they say about an entity: it is brought together by a {@link SubjectSorter}. Entities come in the
 * order of their ids.
 *
 * @param name names the source in messages and in the KB
 */
export function subjectSource<Fact>(name: string, reader: SubjectReader<Fact>): Source {
  const info = { name, licence: "unknown", records: 0 };
  return {
    info: [info],
    async *records(observer) {
      info.records = 0;
      const sorter = new SubjectSorter<Fact>();
      const rejected = (message: string) => observer.rejected(message);
      const progress = (fraction: number) => observer.progress?.(READING * fraction);
      try {
        await reader.read((id, fact) => sorter.add(id, fact), { rejected, progress });
        for (const { id, facts, dropped } of sorter.subjects()) {
          if (dropped > 0) rejected(`${name}, ${id}: ${dropped} facts beyond the first ${facts.length}`);
          const entity = reader.entity(id, facts);
          const record = entity === undefined ? undefined : checked(entity, `${name}, ${id}`, observer);
          if (record === undefined) continue;
          info.records++;
          yield record;
        }
        observer.progress?.(1);
      } finally {
        sorter.close();
      }
    },
  };
}
