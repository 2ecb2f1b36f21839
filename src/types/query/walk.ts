import { Bitset } from "../bitset.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import type { Blacklist, ReachableQuery } from "./query.js";

/** A relation and the way it is walked: "^part" leads from its object to its subject. */
export interface Direction {
  readonly relation: string;
  readonly inverse: boolean;
}

export const directionOf = (written: string): Direction =>
  written.startsWith("^")
    ? { relation: written.slice(1), inverse: true }
    : { relation: written, inverse: false };

/** Where a row's relation leads, walked in its direction. */
export const ahead = (graph: EntityGraph, row: number, { relation, inverse }: Direction): Uint32Array =>
  inverse ? graph.inverse(row, relation) : graph.neighbours(row, relation);

/** What leads to a row by a relation that is walked in its direction. */
export const behind = (graph: EntityGraph, row: number, { relation, inverse }: Direction): Uint32Array =>
  inverse ? graph.neighbours(row, relation) : graph.inverse(row, relation);

/** A blacklist by rows. An edge that is never crossed is so by any of the relations. */
class Forbidden {
  private readonly nodes = new Set<number>();
  private readonly edges = new Set<number>();

  constructor(
    private readonly graph: EntityGraph,
    blacklists: readonly (Blacklist | undefined)[],
  ) {
    for (const { nodes = [], edges = [] } of blacklists.filter((list) => list !== undefined)) {
      for (const id of nodes) {
        const row = graph.rowOf(id);
        if (row !== undefined) this.nodes.add(row);
      }
      for (const [from, to] of edges) {
        const [child, parent] = [graph.rowOf(from), graph.rowOf(to)];
        if (child !== undefined && parent !== undefined) this.edges.add(this.edge(child, parent));
      }
    }
  }

  node(row: number): boolean {
    return this.nodes.size > 0 && this.nodes.has(row);
  }

  /** @param to where the walk from a member to its root would go */
  step(from: number, to: number): boolean {
    return this.edges.size > 0 && this.edges.has(this.edge(from, to));
  }

  private edge(from: number, to: number): number {
    return from * this.graph.size + to;
  }
}

/**
 * All rows from which a root can be reached, roots included, breadth first from the roots; circles end where they began.
 *
 * @param blacklist of the system, beside the query's own
 */
export function reach(
  graph: EntityGraph,
  query: ReachableQuery,
  roots: Bitset,
  blacklist?: Blacklist,
): Bitset {
  const forbidden = new Forbidden(graph, [blacklist, query.blacklist]);
  const directions = query.by.map(directionOf);
  const reached = new Bitset(graph.size);
  let frontier: number[] = [];
  for (const root of roots)
    if (!forbidden.node(root)) {
      reached.add(root);
      frontier.push(root);
    }
  for (let step = 0; frontier.length > 0 && step < (query.steps ?? Number.POSITIVE_INFINITY); step++) {
    const next: number[] = [];
    for (const row of frontier)
      for (const direction of directions)
        for (const from of behind(graph, row, direction))
          if (!reached.has(from) && !forbidden.node(from) && !forbidden.step(from, row)) {
            reached.add(from);
            next.push(from);
          }
    frontier = next;
  }
  return reached;
}

/** A row on the way to a root, and the relation by which the way goes on; the last has none. */
export interface PathStep {
  readonly row: number;
  readonly by?: string;
}

/**
 * A shortest way from a row to a root, both included; undefined where there is none. There is one exactly for the rows of
 * {@link reach}.
 */
export function pathTo(
  graph: EntityGraph,
  query: ReachableQuery,
  row: number,
  roots: Bitset,
  blacklist?: Blacklist,
): PathStep[] | undefined {
  const forbidden = new Forbidden(graph, [blacklist, query.blacklist]);
  if (forbidden.node(row)) return undefined;
  const cameFrom = new Map<number, { row: number; by: string } | undefined>([[row, undefined]]);
  let frontier = [row];
  for (let step = 0; frontier.length > 0; step++) {
    const root = frontier.find((at) => roots.has(at));
    if (root !== undefined) return wayBack(cameFrom, root);
    if (step === query.steps) return undefined;
    const next: number[] = [];
    for (const at of frontier)
      for (const by of query.by)
        for (const to of ahead(graph, at, directionOf(by)))
          if (!cameFrom.has(to) && !forbidden.node(to) && !forbidden.step(at, to)) {
            cameFrom.set(to, { row: at, by });
            next.push(to);
          }
    frontier = next;
  }
  return undefined;
}

function wayBack(
  cameFrom: ReadonlyMap<number, { row: number; by: string } | undefined>,
  end: number,
): PathStep[] {
  const path: PathStep[] = [{ row: end }];
  for (let before = cameFrom.get(end); before !== undefined; before = cameFrom.get(before.row))
    path.unshift({ row: before.row, by: before.by });
  return path;
}
