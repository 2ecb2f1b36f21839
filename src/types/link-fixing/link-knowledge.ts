import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { normaliseAlias } from "../../text/normalise.js";
import type { Bitset } from "../bitset.js";
import type { EntityGraph } from "../graph/entity-graph.js";
import { evaluate } from "../query/evaluate.js";
import type { LinkKnowledge, Parent } from "./fix-anchor.js";
import type { LinkClass, LinkPath, LinkRules, RelationSource } from "./link-rules.js";
import type { Readings } from "./readings.js";

/** Entities whose parents are remembered: those of popular ones are asked for again and again. */
const REMEMBERED = 50_000;

/**
 * Answers what the rules ask of a KB: walks their paths, and evaluates their classes.
 *
 * @param kb of the graph
 */
export function linkKnowledge(
  kb: KnowledgeBase,
  graph: EntityGraph,
  readings: Readings,
  rules: LinkRules,
): LinkKnowledge {
  const classes = new Map<LinkClass, Bitset>();
  const called = new Map<string, readonly number[]>();
  const parentsOf = new Map<number, ReadonlyMap<number, Parent>>();

  /** The entities that have a noun as their name. */
  const rowsCalled = (noun: string): readonly number[] => {
    const key = normaliseAlias(noun);
    const known = called.get(key);
    if (known !== undefined) return known;
    const rows = kb
      .lookup(key)
      .postings.filter(({ index, tier }) => tier === "name" && isNoun(graph.nameOf(index), key))
      .map(({ index }) => index);
    called.set(key, rows);
    return rows;
  };
  const is = (row: number, name: LinkClass): boolean => {
    const { query, begins = [], ends = [], defined = [] } = rules.classes[name] ?? {};
    if (query !== undefined) {
      const members = classes.get(name) ?? evaluate(query, graph, { unknown: "skip" });
      classes.set(name, members);
      if (members.has(row)) return true;
    }
    if (begins.length + ends.length > 0) {
      const title = graph.nameOf(row);
      if (begins.some((begin) => title.startsWith(begin)) || ends.some((end) => title.endsWith(end)))
        return true;
    }
    const found = defined.length === 0 ? undefined : readings.definedClass(row);
    return found !== undefined && defined.includes(found);
  };
  const from = (row: number, source: RelationSource): Iterable<number> => {
    if ("relation" in source) return graph.neighbours(row, source.relation);
    if ("types" in source) {
      const labels = graph.typesOf(source.types);
      return labels === undefined
        ? []
        : Array.from(labels.of(row), (label) => rowsCalled(labels.names[label] as string)).flat();
    }
    if (source.of !== undefined && !is(row, source.of)) return [];
    // The nearest that the KB knows: a king is a monarch, and no longer a person.
    for (const nouns of readings.nouns(row, source.read)) {
      const rows = nouns.flatMap(rowsCalled).filter((one) => one !== row);
      if (rows.length > 0) return rows;
    }
    return [];
  };
  const follow = (row: number, relation: string): Set<number> => {
    const rows = new Set<number>();
    for (const source of rules.relations[relation] ?? []) for (const to of from(row, source)) rows.add(to);
    return rows;
  };
  const walk = (row: number, { steps }: LinkPath): ReadonlySet<number> => {
    let ends: ReadonlySet<number> = new Set([row]);
    for (const { relation, times = 1 } of steps) ends = reachedIn(ends, (at) => follow(at, relation), times);
    return ends;
  };

  return {
    parents(row) {
      const known = parentsOf.get(row);
      if (known !== undefined) return known;
      const parents = new Map<number, Parent>();
      rules.paths.forEach((path, i) => {
        for (const end of walk(row, path)) {
          const before = parents.get(end);
          parents.set(end, {
            path: before?.path ?? i,
            promote: before?.promote === true || path.promote === true,
          });
        }
      });
      if (parentsOf.size >= REMEMBERED) parentsOf.clear();
      parentsOf.set(row, parents);
      return parents;
    },
    is,
    has: (row, relation) => follow(row, relation).size > 0,
  };
}

/** What some rows lead to in one to so many steps; the rows themselves only where a step leads to them. */
function reachedIn(
  rows: ReadonlySet<number>,
  follow: (row: number) => Iterable<number>,
  steps: number,
): ReadonlySet<number> {
  const reached = new Set<number>();
  let frontier: Iterable<number> = rows;
  for (let step = 0; step < steps; step++) {
    const next = new Set<number>();
    for (const row of frontier)
      for (const to of follow(row))
        if (!reached.has(to)) {
          reached.add(to);
          next.add(to);
        }
    if (next.size === 0) break;
    frontier = next;
  }
  return reached;
}

/** Whether a name is a noun's and not that of what is written in capitals, or has an article before it. */
const isNoun = (name: string, noun: string): boolean =>
  normaliseAlias(name) === noun && (name.length === 1 || name !== name.toUpperCase());
