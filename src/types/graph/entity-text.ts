import type { EntityGraph } from "./entity-graph.js";

/** The names of ids, where they say more. */
export const namesIn =
  (graph: EntityGraph) =>
  (id: string): string | undefined => {
    const row = graph.rowOf(id);
    const name = row === undefined ? undefined : graph.nameOf(row);
    return name === id ? undefined : name;
  };

/** A row's entity as "name (id)", or its id alone where both are one. */
export function entityText(graph: EntityGraph, row: number): string {
  const [id, name] = [graph.idOf(row), graph.nameOf(row)];
  return id === name ? id : `${name} (${id})`;
}
