import type { EntityRecord } from "../../kb/record.js";
import { kindsOf } from "./kinds.js";
import type { NameBeliefs } from "./name-beliefs.js";

/** How likely it is that others are of the same kinds as an entity: means over its kinds, 0 to 1. */
export interface SameKind {
  near: number;
  list: number;
  document: number;
}

/** The class of an entity; undefined = it is not known. */
export type ClassOf = (entity: EntityRecord) => string | undefined;

/** Compares what kinds of things the names of a document may mean. */
export class Kinds {
  /** Probability that a name means something of a kind, by name. */
  private readonly shares = new Map<string, ReadonlyMap<string, number>>();
  private readonly totals = new Map<string, number>();
  private readonly known = new Map<string, readonly string[]>();

  constructor(
    names: ReadonlyMap<string, NameBeliefs>,
    private readonly classOf: ClassOf = () => undefined,
  ) {
    for (const { key, voices } of names.values()) {
      const shares = new Map<string, number>();
      for (const { entity, probability } of voices)
        for (const kind of this.kinds(entity)) shares.set(kind, (shares.get(kind) ?? 0) + probability);
      for (const [kind, share] of shares) this.totals.set(kind, (this.totals.get(kind) ?? 0) + share);
      this.shares.set(key, shares);
    }
  }

  private kinds(entity: EntityRecord): readonly string[] {
    let kinds = this.known.get(entity.id);
    if (kinds === undefined) {
      const own = this.classOf(entity);
      kinds = [...new Set([...kindsOf(entity), ...(own === undefined ? [] : [`ner ${own}`])])];
      this.known.set(entity.id, kinds);
    }
    return kinds;
  }

  /**
   * @param near keys of the neighbours
   * @param list keys of the other members of the list that the mention is in
   */
  of(entity: EntityRecord, key: string, near: readonly string[], list: readonly string[]): SameKind {
    const kinds = this.kinds(entity);
    const own = this.shares.get(key);
    const others = this.shares.size - 1;
    const inDocument = kinds.reduce(
      (sum, kind) => sum + (this.totals.get(kind) ?? 0) - (own?.get(kind) ?? 0),
      0,
    );
    return {
      near: this.meanShare(kinds, near),
      list: this.meanShare(kinds, list),
      document: kinds.length === 0 || others <= 0 ? 0 : Math.max(0, inDocument) / (kinds.length * others),
    };
  }

  private meanShare(kinds: readonly string[], keys: readonly string[]): number {
    if (kinds.length === 0 || keys.length === 0) return 0;
    let sum = 0;
    for (const key of keys) for (const kind of kinds) sum += this.shares.get(key)?.get(kind) ?? 0;
    return sum / (kinds.length * keys.length);
  }
}
