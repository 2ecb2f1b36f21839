import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import type { EntityTypes } from "../../link/types/type-judge.js";
import { drawn } from "../encoders/drawn.js";

/** Members of a class for each entity that is wanted or taken, from which drawing again is quicker than leaving out. */
const PLENTY = 4;

/**
 * The entities of each class, of which wrong ones are drawn for mentions that have few: the NER negatives of NER4EL (Tedeschi et al.
 * 2021, https://aclanthology.org/2021.findings-emnlp.220). Memory: 6 bytes an entity.
 */
export class ClassMates {
  private constructor(
    /** By row, 0 = not known, else one more than the class. */
    private readonly classOf: Uint16Array,
    /** By class. */
    private readonly members: readonly Uint32Array[],
  ) {}

  /** Reads the class of every entity, on the first axis. */
  static read(kb: KnowledgeBase, types: EntityTypes): ClassMates {
    const classOf = new Uint16Array(kb.totals().nextIndex);
    const rows: number[][] = types.axes[0]?.classes.map(() => []) ?? [];
    for (const [row, record] of kb.entries()) {
      const place = types.classesOf(record, row)[0];
      if (place === undefined) continue;
      classOf[row] = place + 1;
      rows[place]?.push(row);
    }
    return new ClassMates(
      classOf,
      rows.map((own) => Uint32Array.from(own)),
    );
  }

  /**
   * Other entities of an entity's class, each as likely as another, none of them twice; none where its class is not known.
   *
   * @param count at most so many
   * @param taken entities that are not drawn
   * @param next gives numbers from 0 to below 1
   */
  draw(row: number, count: number, taken: readonly number[], next: () => number): number[] {
    const members = this.members[(this.classOf[row] ?? 0) - 1] ?? new Uint32Array(0);
    const known = new Set([row, ...taken]);
    if (members.length < PLENTY * (count + known.size))
      return drawn(
        [...members].filter((one) => !known.has(one)),
        count,
        next,
      );
    const mates: number[] = [];
    while (mates.length < count) {
      const one = members[Math.floor(next() * members.length)] as number;
      if (known.has(one)) continue;
      known.add(one);
      mates.push(one);
    }
    return mates;
  }
}
