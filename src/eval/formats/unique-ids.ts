import { NamesakeError } from "../../errors.js";
import type { ReadOptions } from "./format.js";

/** Sees to it that every document of a data set has an id of its own. Holds every id. */
export class UniqueIds {
  private readonly seen = new Map<string, number>();

  constructor(private readonly options: Pick<ReadOptions, "problem">) {}

  /** The id; for one that was there before, reports RECORD_DUPLICATE and gives "id#2", "id#3" and so on. */
  take(id: string, where: string): string {
    const before = this.seen.get(id);
    if (before === undefined) {
      this.seen.set(id, 1);
      return id;
    }
    this.options.problem(new NamesakeError("RECORD_DUPLICATE", { where, id }));
    let n = before + 1;
    while (this.seen.has(`${id}#${n}`)) n++;
    this.seen.set(id, n);
    this.seen.set(`${id}#${n}`, 1);
    return `${id}#${n}`;
  }
}
