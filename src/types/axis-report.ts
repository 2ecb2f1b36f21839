import { Bitset } from "./bitset.js";
import { Adjacency } from "./graph/adjacency.js";
import type { EntityGraph } from "./graph/entity-graph.js";
import { NumberList } from "./graph/number-list.js";
import { type CommonTrait, commonTraits } from "./query/common-traits.js";
import { decideClasses, type TypeAxis } from "./type-system.js";

/** Rows that stand for many, the most popular first. */
type Examples = readonly number[];

export interface ClassReport {
  readonly name: string;
  /** Entities that the class means. */
  readonly members: number;
  /** Those that it keeps where classes overlap. */
  readonly assigned: number;
  readonly examples: Examples;
}

/** Two classes that share entities. */
export interface ClassOverlap {
  readonly classes: readonly [string, string];
  readonly shared: number;
  readonly examples: Examples;
}

/** What an axis makes of a KB. */
export interface AxisReport {
  readonly axis: TypeAxis;
  readonly classes: readonly ClassReport[];
  /** Those that share most come first. */
  readonly overlaps: readonly ClassOverlap[];
  /** What is in no class, and what most of it has in common, of which a class could be made. */
  readonly other: {
    readonly size: number;
    readonly examples: Examples;
    readonly traits: readonly CommonTrait[];
  };
}

export interface AxisReportOptions {
  /** Most examples of each, and most traits. */
  examples: number;
  /** The classes are questions of their own: an entity has all that it is a member of. */
  apart?: boolean;
}

/**
 * Counts an axis's classes, what they share, and what is in none of them.
 *
 * @param members as `membersOf` gives them
 */
export function reportAxis(
  axis: TypeAxis,
  members: readonly Bitset[],
  graph: EntityGraph,
  { examples: most, apart = false }: AxisReportOptions,
): AxisReport {
  const memberOf = classesByRow(members, graph.size);
  const decided = decideClasses(axis, members, graph.size);
  const ordered = byPopularity(graph);
  const assigned = new Uint32Array(members.length);
  const examples = Array.from(members, (): number[] => []);
  for (const row of ordered) {
    const own = decided[row] as number;
    for (const index of apart || own === 0 ? memberOf.of(row, 0) : [own - 1]) {
      assigned[index] = (assigned[index] as number) + 1;
      if ((examples[index] as number[]).length < most) examples[index]?.push(row);
    }
  }
  const others = ordered.filter((row) => decided[row] === 0);
  return {
    axis,
    classes: axis.classes.map(({ name }, i) => ({
      name,
      members: members[i]?.count() ?? 0,
      assigned: assigned[i] as number,
      examples: examples[i] as number[],
    })),
    overlaps: overlapsOf(axis, memberOf, ordered, most),
    other: {
      size: others.length,
      examples: [...others.subarray(0, most)],
      traits: commonTraits(Bitset.of(graph.size, others), graph, most),
    },
  };
}

/** The rows of entities, the most popular first. */
const byPopularity = ({ entities, counts }: EntityGraph): Uint32Array =>
  Uint32Array.from(entities).sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);

function overlapsOf(axis: TypeAxis, memberOf: Adjacency, ordered: Uint32Array, most: number): ClassOverlap[] {
  const overlaps = new Map<number, { first: number; second: number; shared: number; examples: number[] }>();
  for (const row of ordered) {
    const own = memberOf.of(row, 0);
    for (const [i, first] of own.entries())
      for (const second of own.subarray(i + 1)) {
        const pair = first * axis.classes.length + second;
        const known = overlaps.get(pair);
        if (known === undefined) overlaps.set(pair, { first, second, shared: 1, examples: [row] });
        else if (known.shared++ < most) known.examples.push(row);
      }
  }
  const nameOf = (index: number) => axis.classes[index]?.name ?? "";
  return [...overlaps.values()]
    .sort((a, b) => b.shared - a.shared || a.first - b.first || a.second - b.second)
    .map(({ first, second, shared, examples }) => ({
      classes: [nameOf(first), nameOf(second)],
      shared,
      examples,
    }));
}

/** The classes that each row is in, in their order. */
function classesByRow(members: readonly Bitset[], size: number): Adjacency {
  const [rows, classes] = [new NumberList(), new NumberList()];
  members.forEach((set, index) => {
    for (const row of set) {
      rows.push(row);
      classes.push(index);
    }
  });
  return new Adjacency(size, 1, {
    from: rows.view(),
    to: classes.view(),
    relation: new Uint32Array(rows.length),
  });
}
