import type { EntityRecord } from "../../kb/record.js";
import { normaliseAlias } from "../../text/normalise.js";
import { GrowingList } from "./growing-list.js";
import { KeyNumbers } from "./key-numbers.js";
import { UnionFind } from "./union-find.js";

/** By what records of different sources are one thing: an id, or also a name. */
export type MergeBy = "same-as" | "name";

/** Kinds of keys, before the key itself; ids and ids elsewhere are of one kind, since what is elsewhere for one is own for another. */
const [ID, NAME] = ["#", "="] as const;

/**
 * Finds out which records are one thing. Two records of different sources are, if they have a key in common: the id of one is the id or
 * in the `sameAs` of the other, both have the same id elsewhere, or (by name) they are called the same. What is the same as the same is
 * the same.
 *
 * A key that two records of one source have tells nothing: the source knows two things there. So namesakes of one source are merged
 * with none of another by their name, and an id elsewhere that was given twice joins nothing. Equal ids of records always do.
 *
 * Memory: the keys, 8 bytes a pair of record and key, some 20 bytes a record.
 */
export class RecordGroups {
  private readonly keys = new KeyNumbers();
  /** Pairs, one after the other. */
  private readonly pairRecords = new GrowingList(Int32Array);
  private readonly pairKeys = new GrowingList(Int32Array);
  private readonly sources = new GrowingList(Int32Array);
  /** The source that last had a record of a key's id, from 1. */
  private readonly lastOwner = new GrowingList(Int32Array);
  /** Key of each row's own id. */
  private readonly ownKeys = new GrowingList(Int32Array);

  constructor(private readonly by: MergeBy) {}

  /** How many records were added. */
  get size(): number {
    return this.sources.length;
  }

  /**
   * Adds the next record; those of a source come together.
   *
   * @returns false where the source has had a record of this id; then it is not added
   */
  add(record: EntityRecord, source: number): boolean {
    const own = this.keys.number(ID + record.id);
    if (this.lastOwner.at(own) === source + 1) return false;
    const row = this.sources.length;
    this.sources.push(source);
    this.ownKeys.push(own);
    this.lastOwner.set(own, source + 1);
    const keys = new Set([record.id, ...(record.sameAs ?? [])].map((id) => ID + id));
    const name = this.by === "name" ? normaliseAlias(record.name) : "";
    if (name !== "") keys.add(NAME + name);
    for (const key of keys) {
      this.pairRecords.push(row);
      this.pairKeys.push(this.keys.number(key));
    }
    return true;
  }

  sourceOf(row: number): number {
    return this.sources.at(row);
  }

  /** The rows that are one thing with others, by their sets; each set in ascending order, the sets by their first rows. */
  groups(): number[][] {
    const { firstOf, isAmbiguous } = this.claims();
    const sets = new UnionFind(this.size);
    for (let i = 0; i < this.pairKeys.length; i++) {
      const key = this.pairKeys.at(i);
      if (isAmbiguous[key] === 0) sets.union(this.pairRecords.at(i), firstOf[key] as number);
    }
    const owner = new Int32Array(this.keys.size).fill(-1);
    for (let row = 0; row < this.size; row++) {
      const key = this.ownKeys.at(row);
      if ((owner[key] as number) < 0) owner[key] = row;
      sets.union(row, owner[key] as number);
    }
    const sizes = new Int32Array(this.size);
    for (let row = 0; row < this.size; row++) {
      const root = sets.find(row);
      sizes[root] = (sizes[root] as number) + 1;
    }
    const found = new Map<number, number[]>();
    for (let row = 0; row < this.size; row++) {
      const root = sets.find(row);
      if ((sizes[root] as number) < 2) continue;
      const rows = found.get(root);
      if (rows === undefined) found.set(root, [row]);
      else rows.push(row);
    }
    return [...found.values()];
  }

  /** What a record of a set has in common with those before it: "id Q64", "name berlin"; or nothing but with later ones. */
  reason(before: readonly EntityRecord[], record: EntityRecord): string {
    const ids = new Set(before.flatMap(({ id, sameAs = [] }) => [id, ...sameAs]));
    const shared = [record.id, ...(record.sameAs ?? [])].find((id) => ids.has(id));
    if (shared !== undefined) return `id ${shared}`;
    const name = normaliseAlias(record.name);
    const isNamed = this.by === "name" && before.some((other) => normaliseAlias(other.name) === name);
    return isNamed ? `name ${name}` : "by way of the next";
  }

  /** The first row of each key, and whether two rows of one source have it. */
  private claims(): { firstOf: Int32Array; isAmbiguous: Uint8Array } {
    const firstOf = new Int32Array(this.keys.size).fill(-1);
    const isAmbiguous = new Uint8Array(this.keys.size);
    // Rows come source by source, so that rows of one source and one key follow each other.
    const lastSource = new Int32Array(this.keys.size).fill(-1);
    for (let i = 0; i < this.pairKeys.length; i++) {
      const [row, key] = [this.pairRecords.at(i), this.pairKeys.at(i)];
      const source = this.sources.at(row);
      if ((firstOf[key] as number) < 0) firstOf[key] = row;
      if (lastSource[key] === source) isAmbiguous[key] = 1;
      lastSource[key] = source;
    }
    return { firstOf, isAmbiguous };
  }
}
