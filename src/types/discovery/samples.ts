/** A candidate of a mention: a row of the KB, and how often the mention's text was seen to mean it. */
export interface CountedRow {
  readonly index: number;
  readonly count: number;
}

/**
 * Linked mentions, each with its entity and its rivals: what its text was seen to mean at least as often. Of all candidates of a
 * mention they are those that types have to tell apart from its entity. Identical mentions, of the same text and the same entity, are
 * one with a weight.
 */
export interface Samples {
  /** How many linked mentions each stands for. */
  readonly weights: Uint32Array;
  /** The entity of each, as its position in `entities`. */
  readonly golds: Uint32Array;
  /** The rivals of mention m are at `starts[m]` to before `starts[m + 1]`. */
  readonly starts: Uint32Array;
  /** Positions in `entities`. */
  readonly rivals: Uint32Array;
  /** Rows of the KB that are the entity or a rival of a mention, ascending. */
  readonly entities: Uint32Array;
}

export interface SampleOptions {
  /** Links that a text has to have to an entity, for its mentions to count. Default 1. */
  minCount?: number;
  /** Share of a text's links that have to lead to an entity, for its mentions to count. Default 0. */
  minShare?: number;
}

interface Group {
  gold: number;
  /** Its rivals are the first of them. */
  candidates: readonly CountedRow[];
  rank: number;
  weight: number;
}

/**
 * Gathers {@link Samples}. As DeepType does (Raiman and Raiman 2018, https://arxiv.org/abs/1802.01021), it leaves out mentions
 * whose text was seldom seen to mean their entity: more of them are slips of writers than names.
 *
 * @example
 * ```ts
 * const gatherer = new SampleGatherer({ minCount: 2, minShare: 0.01 });
 * gatherer.add("jaguar", 17, [{ index: 4, count: 28 }, { index: 17, count: 9 }]);
 * const { entities, golds, rivals } = gatherer.samples();
 * entities[golds[0]];  // 17
 * entities[rivals[0]]; // 4
 * ```
 */
export class SampleGatherer {
  /** Linked mentions so far whose entity is among the candidates of their text. */
  kept = 0;
  /** Those that were left out as slips. */
  rare = 0;
  /** Those whose entity is not among the candidates. */
  missed = 0;
  readonly #minCount: number;
  readonly #minShare: number;
  readonly #groups = new Map<string, Group>();

  constructor({ minCount = 1, minShare = 0 }: SampleOptions = {}) {
    this.#minCount = minCount;
    this.#minShare = minShare;
  }

  /**
   * Takes a mention.
   *
   * @param text that tells mentions apart, as the alias table normalises it
   * @param gold the row of its entity
   * @param candidates what the text may mean, highest count first; of two with the same count, the first is the likelier
   * @returns whether it counts
   */
  add(text: string, gold: number, candidates: readonly CountedRow[]): boolean {
    const rank = candidates.findIndex(({ index }) => index === gold);
    const count = candidates[rank]?.count;
    if (count === undefined) {
      this.missed++;
      return false;
    }
    const all = candidates.reduce((sum, candidate) => sum + candidate.count, 0);
    if (count < this.#minCount || count < this.#minShare * all) {
      this.rare++;
      return false;
    }
    this.kept++;
    const key = `${gold} ${text}`;
    const known = this.#groups.get(key);
    if (known === undefined) this.#groups.set(key, { gold, candidates, rank, weight: 1 });
    else known.weight++;
    return true;
  }

  samples(): Samples {
    const groups = [...this.#groups.values()];
    const rivalsOf = ({ candidates, rank }: Group) => candidates.slice(0, rank).map(({ index }) => index);
    const rows = new Set<number>();
    const starts = new Uint32Array(groups.length + 1);
    groups.forEach((group, m) => {
      rows.add(group.gold);
      for (const rival of rivalsOf(group)) rows.add(rival);
      starts[m + 1] = (starts[m] as number) + group.rank;
    });
    const entities = Uint32Array.from(rows).sort();
    const positions = new Map([...entities].map((row, position) => [row, position] as const));
    const position = (row: number): number => positions.get(row) as number;
    const rivals = new Uint32Array(starts.at(-1) as number);
    groups.forEach((group, m) => {
      rivals.set(rivalsOf(group).map(position), starts[m] as number);
    });
    return {
      weights: Uint32Array.from(groups, ({ weight }) => weight),
      golds: Uint32Array.from(groups, ({ gold }) => position(gold)),
      starts,
      rivals,
      entities,
    };
  }
}
