/** Indexes that are remembered; of more, the oldest go. */
const REMEMBERED = 100_000;

interface Logged {
  /** How often the KB had been edited before, and after. */
  before: number;
  after: number;
  indexes: readonly number[];
}

/** Which entities the latest edits of this process have changed, for those who keep what they derived of entities. */
export class EditLog {
  private readonly logged: Logged[] = [];
  private remembered = 0;

  /** @param indexes of the entities that were added, replaced or removed */
  add(before: number, after: number, indexes: readonly number[]): void {
    this.logged.push({ before, after, indexes });
    this.remembered += indexes.length;
    while (this.remembered > REMEMBERED) this.remembered -= this.logged.shift()?.indexes.length ?? 0;
  }

  /**
   * What was changed from one number of edits to another.
   *
   * @returns undefined where something between them was not logged, being another process', or is not remembered any more
   */
  between(before: number, after: number): number[] | undefined {
    const indexes: number[] = [];
    let reached = before;
    for (const edit of this.logged) {
      if (edit.before !== reached) continue;
      for (const index of edit.indexes) indexes.push(index);
      reached = edit.after;
    }
    return reached === after ? indexes : undefined;
  }
}
