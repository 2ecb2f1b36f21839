import type { RecordOf } from "../../types/classes/type-evidence.js";
import { SUBCLASS_OF } from "./properties.js";
import { itemValues } from "./statements.js";
import type { WikidataItem } from "./wikidata-item.js";

/** How many classes up is looked for what a class is. */
const STEPS_UP = 4;

/** A line on an item that is a class: its id, its label, the classes above it. Other items have none. */
export function classLine(item: WikidataItem, label: string): string | undefined {
  const above = itemValues(item, SUBCLASS_OF);
  return above.length === 0 ? undefined : `${item.id}\t${label.replace(/\s+/g, " ")}\t${above.join(" ")}\n`;
}

interface ClassEntry {
  name: string;
  above: readonly string[];
}

/** The labels of classes, and the classes above them. */
export class ClassTable {
  private constructor(private readonly entries: ReadonlyMap<string, ClassEntry>) {}

  /**
   * Reads some classes out of {@link classLine}s, and those above them.
   *
   * @param lines gives the lines without their ends; called once for each step up
   */
  static async read(lines: () => AsyncIterable<string>, ids: Iterable<string>): Promise<ClassTable> {
    const entries = new Map<string, ClassEntry>();
    let wanted = new Set(ids);
    for (let step = 0; step <= STEPS_UP && wanted.size > 0; step++) {
      const above = new Set<string>();
      for await (const line of lines()) {
        const end = line.indexOf("\t");
        const id = line.slice(0, end);
        if (!wanted.has(id)) continue;
        const [name = "", parents = ""] = line.slice(end + 1).split("\t");
        const entry = { name, above: parents.split(" ") };
        entries.set(id, entry);
        for (const parent of entry.above) above.add(parent);
      }
      wanted = new Set([...above].filter((id) => !entries.has(id)));
    }
    return new ClassTable(entries);
  }

  label(id: string): string | undefined {
    return this.entries.get(id)?.name;
  }

  /** What a class is called and what is above it, as the rules of `src/types/classes` ask for it. */
  readonly recordOf: RecordOf = (id) => {
    const entry = this.entries.get(id);
    if (entry === undefined) return undefined;
    return {
      name: entry.name,
      relations: entry.above.map((object) => ({ relation: "subclass of", object })),
    };
  };
}
