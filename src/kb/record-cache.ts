import type { EntityRecord } from "./record.js";

/** Records by index; of more than fit in, the oldest go. */
export class RecordCache {
  private readonly kept = new Map<number, { record: EntityRecord; bytes: number }>();
  private bytes = 0;

  /** @param most bytes of JSON; parsed, and with what linkers derive of them, records take some ten times as much */
  constructor(private readonly most: number) {}

  get(index: number): EntityRecord | undefined {
    return this.kept.get(index)?.record;
  }

  /** @param bytes of its JSON */
  add(index: number, record: EntityRecord, bytes: number): void {
    this.kept.set(index, { record, bytes });
    this.bytes += bytes;
    // A Map keeps the order of insertion.
    for (const [oldest, { bytes: freed }] of this.kept) {
      if (this.bytes <= this.most) break;
      this.kept.delete(oldest);
      this.bytes -= freed;
    }
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }
}
