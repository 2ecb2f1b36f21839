import type { EntityRecord } from "../kb/record.js";
import type { Source } from "./source.js";

/** All that a source gives, for tests. */
export async function readAll(source: Source) {
  const rejected: string[] = [];
  const records: EntityRecord[] = [];
  for await (const record of source.records({ rejected: (message) => rejected.push(message) }))
    records.push(record);
  return {
    ...{ records, rejected, info: source.info },
    byId: new Map(records.map((record) => [record.id, record])),
  };
}
