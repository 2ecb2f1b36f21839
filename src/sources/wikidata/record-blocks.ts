import type { EntityRecord } from "../../kb/record.js";
import { classLine } from "./class-table.js";
import { type ItemFilter, itemLineFilter, itemTest } from "./item-filter.js";
import { emptyTally, type ItemTally, itemsOfBlock } from "./item-lines.js";
import type { LineBlock } from "./line-blocks.js";
import { TYPE_SYSTEMS } from "./properties.js";
import { type RecordOptions, recordMaker } from "./wikidata-record.js";

/** What a block of a dump is turned into. */
export interface BlockTask {
  /** Of the dump, for messages. */
  name: string;
  filter: ItemFilter;
  record: RecordOptions;
}

/** What comes out of a block; bytes, since they go to another thread and to files. */
export interface BlockResult {
  /** Records without types, one JSON line each. */
  records: Uint8Array<ArrayBuffer>;
  /** How many they are. */
  made: number;
  /** Classes, one line each. */
  classes: Uint8Array<ArrayBuffer>;
  /** Ids of the items that records have as types. */
  used: string[];
  /** Messages on broken lines. */
  rejected: string[];
  tally: ItemTally;
}

const TYPE_RELATIONS = new Set(TYPE_SYSTEMS.map(({ name }) => name));

/** Reads blocks of a dump, one at a time, each for itself. */
export function blockReader({ name, filter, record }: BlockTask): (block: LineBlock) => BlockResult {
  const couldBeWanted = itemLineFilter(filter, true);
  const isWanted = itemTest(filter);
  const recordOf = recordMaker(record);
  return (block) => {
    const tally = emptyTally();
    const [records, classes, rejected]: [string[], string[], string[]] = [[], [], []];
    const used = new Set<string>();
    const report = { tally, name, rejected: (message: string) => void rejected.push(message) };
    for (const item of itemsOfBlock(block, couldBeWanted(block.bytes), report)) {
      const made = recordOf(item);
      const asClass = made === undefined ? undefined : classLine(item, made.name);
      if (asClass !== undefined) classes.push(asClass);
      if (!isWanted(item)) tally.unwanted++;
      else if (made === undefined) tally.unnamed++;
      else {
        records.push(`${JSON.stringify(made)}\n`);
        for (const id of typeIds(made)) used.add(id);
      }
    }
    return {
      records: bytesOf(records),
      made: records.length,
      classes: bytesOf(classes),
      used: [...used],
      rejected,
      tally,
    };
  };
}

const typeIds = ({ relations = [] }: EntityRecord): string[] =>
  relations.flatMap(({ relation, object }) => (TYPE_RELATIONS.has(relation) ? [object] : []));

/** With a buffer of their own, which can be given to another thread. */
const bytesOf = (lines: readonly string[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(lines.join(""));
