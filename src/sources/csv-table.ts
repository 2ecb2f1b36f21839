import { type Column, isReconciled } from "./csv-columns.js";
import { continued, continues } from "./csv-continued.js";
import { IdMaker } from "./csv-ids.js";
import type { CsvRow } from "./csv-parser.js";
import { type CsvRecord, rowToRecord } from "./csv-record.js";
import type { SourceObserver } from "./source.js";
import { SubjectSorter } from "./subject-sorter.js";

/** An entity of a table, and where its first row stands. */
export interface CsvEntity {
  record: CsvRecord & { id: string };
  where: string;
}

/** What the rows of a table say, once its columns are known. */
export class CsvTable {
  readonly #reconciled: boolean;
  readonly #ids: IdMaker | undefined;

  /**
   * @param idPrefix of the ids that are made from names
   * @param named whether a row with a name but a blank first cell belongs to the row above
   */
  constructor(
    private readonly columns: readonly Column[],
    idPrefix: string,
    private readonly named: boolean,
  ) {
    this.#reconciled = isReconciled(columns);
    const hasIds = columns.some(({ role }) => role.kind === "id") && !this.#reconciled;
    this.#ids = hasIds ? undefined : new IdMaker(idPrefix);
  }

  /** The entities of the rows below the header; of a reconciled table, one for each id. */
  entities(rows: AsyncIterable<CsvRow>, name: string, observer: SourceObserver): AsyncIterable<CsvEntity> {
    const found = this.#joined(rows, name, observer);
    return this.#reconciled ? merged(found) : found;
  }

  /** The entities in the order of the rows; a row that goes on with the one above is joined to it. */
  async *#joined(
    rows: AsyncIterable<CsvRow>,
    name: string,
    observer: SourceObserver,
  ): AsyncGenerator<CsvEntity, void, undefined> {
    let held: CsvEntity | undefined;
    for await (const { line, cells } of rows) {
      const where = `${name}, line ${line}`;
      const part = cells === undefined ? "the row is too long" : rowToRecord(cells, this.columns);
      if (typeof part !== "string" && continues(cells ?? [], part, this.named)) {
        if (held === undefined) observer.rejected(`${where}: there is no row above that it could belong to`);
        else held.record = continued(held.record, part);
        continue;
      }
      if (held !== undefined) yield held;
      const record = this.#identified(part);
      held = typeof record === "string" ? undefined : { record, where };
      if (typeof record === "string") observer.rejected(`${where}: ${record}`);
    }
    if (held !== undefined) yield held;
  }

  /** A record with its id, or why it is none. */
  #identified(part: CsvRecord | string): CsvEntity["record"] | string {
    if (typeof part === "string") return part;
    if (part.name === "") return "the name is empty";
    const id = part.id ?? this.#ids?.make(part.name);
    return id === undefined ? "the id is empty" : { ...part, id };
  }
}

/** One entity for all rows that were matched with the same item, in the order of their ids. */
async function* merged(entities: AsyncIterable<CsvEntity>): AsyncGenerator<CsvEntity, void, undefined> {
  const sorter = new SubjectSorter<CsvEntity>();
  try {
    for await (const entity of entities) sorter.add(entity.record.id, entity);
    for (const { facts } of sorter.subjects()) {
      const [entity, ...more] = facts;
      if (entity === undefined) continue;
      for (const { record } of more) entity.record = continued(entity.record, record);
      yield entity;
    }
  } finally {
    sorter.close();
  }
}
