import type { EntityRecord } from "../../kb/record.js";
import type { Spool } from "../spool.js";
import { GrowingList } from "./growing-list.js";

/** Records that wait in a file, by their rows. Memory: 8 bytes a record. */
export class SpooledRecords {
  /** Where each row begins; the last ends where the file does. */
  private readonly offsets = new GrowingList(Float64Array);

  constructor(private readonly spool: Spool) {}

  get size(): number {
    return this.offsets.length;
  }

  async add(record: EntityRecord): Promise<void> {
    this.offsets.push(this.spool.size);
    await this.spool.append(Buffer.from(`${JSON.stringify(record)}\n`));
  }

  /** To be called after the last was added. */
  async complete(): Promise<void> {
    await this.spool.flush();
  }

  row(row: number): EntityRecord {
    const start = this.offsets.at(row);
    const end = row + 1 < this.size ? this.offsets.at(row + 1) : this.spool.size;
    return JSON.parse(this.spool.read(start, end - start)) as EntityRecord;
  }

  /** The rows that are wanted, in order. */
  async *rows(isWanted: (row: number) => boolean): AsyncGenerator<[row: number, record: EntityRecord]> {
    let row = 0;
    for await (const line of this.spool.lines()) {
      if (isWanted(row)) yield [row, JSON.parse(line) as EntityRecord];
      row++;
    }
  }
}
