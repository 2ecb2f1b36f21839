import type { Edges } from "./adjacency.js";
import { NumberList } from "./number-list.js";

const NO_ROW = 0xffffffff;

/**
 * Relations as records name them, by the ids of their objects, until all rows are known.
 *
 * Memory: 12 to 24 bytes a relation, and each id once.
 */
export class FactList {
  /** A number for each id that was seen, in that order. */
  private readonly ids = new Map<string, number>();
  /** The row of each id that is an entity's. */
  private readonly rows = new NumberList();
  private readonly relations = new Map<string, number>();
  private readonly subjects = new NumberList();
  private readonly predicates = new NumberList();
  private readonly objects = new NumberList();

  addEntity(row: number, id: string): void {
    this.rows.set(this.numberOf(id), row);
  }

  add(subject: number, relation: string, object: string): void {
    let predicate = this.relations.get(relation);
    if (predicate === undefined) {
      predicate = this.relations.size;
      this.relations.set(relation, predicate);
    }
    this.subjects.push(subject);
    this.predicates.push(predicate);
    this.objects.push(this.numberOf(object));
  }

  /** In alphabetical order. */
  relationNames(): string[] {
    return [...this.relations.keys()].sort();
  }

  /**
   * The edges between rows; those to what has no row are left out.
   *
   * @param relations the names, in the order of their indexes
   * @param resolve the row of what is no entity's id, where it is another name of one
   */
  edges(relations: readonly string[], resolve: (id: string) => number | undefined): Edges {
    const rows = this.rows.view();
    for (const [id, number] of this.ids) if (rows[number] === NO_ROW) rows[number] = resolve(id) ?? NO_ROW;
    const indexes = new Map(relations.map((name, index) => [name, index]));
    const indexOf = Uint32Array.from(this.relations.keys(), (name) => indexes.get(name) as number);
    const [subjects, predicates, objects] = [
      this.subjects.view(),
      this.predicates.view(),
      this.objects.view(),
    ];
    const kept = objects.reduce((sum, object) => sum + (rows[object] === NO_ROW ? 0 : 1), 0);
    const edges = { from: new Uint32Array(kept), to: new Uint32Array(kept), relation: new Uint32Array(kept) };
    let at = 0;
    for (let i = 0; i < objects.length; i++) {
      const object = rows[objects[i] as number] as number;
      if (object === NO_ROW) continue;
      edges.from[at] = subjects[i] as number;
      edges.to[at] = object;
      edges.relation[at++] = indexOf[predicates[i] as number] as number;
    }
    return edges;
  }

  private numberOf(id: string): number {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    const number = this.ids.size;
    this.ids.set(id, number);
    this.rows.push(NO_ROW);
    return number;
  }
}
