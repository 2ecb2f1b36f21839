import { isRight, type JudgedDocument, type ResolvedMention } from "../judged.js";
import type { Slice, Slices } from "../result.js";
import { isCounted } from "./counted.js";
import { isRightLink, matchFound } from "./matching.js";
import { share } from "./score.js";

/** What is known of a counted gold mention; `null` = not measured. */
interface Facts {
  inKb: boolean;
  /** The answer to the given mention is right. */
  right: boolean | null;
  /** The link was found end to end; `null` also where there is no link to find. */
  found: boolean | null;
  /** Place of the first right one among the generated candidates, from 0; -1 = absent. `null` also where the KB has none. */
  place: number | null;
}

/** Groups by what a number is at most. */
type Limits = readonly (readonly [name: string, most: number])[];

/** As Bootleg's slices (Orr et al. 2020). */
const POPULARITY: Limits = [
  ["unseen", 0],
  ["tail", 10],
  ["torso", 1000],
  ["head", Number.POSITIVE_INFINITY],
];

const AMBIGUITY: Limits = [
  ["0", 0],
  ["1", 1],
  ["2-5", 5],
  ["6-20", 20],
  ["21+", Number.POSITIVE_INFINITY],
];

const groupOf = (value: number, limits: Limits): string =>
  limits.find(([, most]) => value <= most)?.[0] ?? "";

/** In what order groups are told; those of other dimensions are sorted by name. */
const ORDER: Record<string, readonly string[]> = {
  popularity: POPULARITY.map(([name]) => name),
  ambiguity: AMBIGUITY.map(([name]) => name),
};

/** The groups that a mention belongs to, by dimension. */
function groupsOf(mention: ResolvedMention, document: JudgedDocument): Record<string, readonly string[]> {
  const { count, reference, label, ambiguity, slices } = mention;
  return {
    popularity: reference === null || count === undefined ? [] : [groupOf(count, POPULARITY)],
    class: [label ?? "-"],
    ambiguity: [groupOf(ambiguity, AMBIGUITY)],
    data: [...new Set(slices)],
    world: document.world === undefined ? [] : [document.world],
  };
}

/**
 * Measures parts of the gold mentions: by popularity of the entity (unseen: never linked to; tail: 1 to 10 times; torso: up to
 * 1,000; head: more; mentions that are NIL are in none), class, number of entities that the mention's text leads to, subsets named in
 * the data, and world. Optional mentions, and those outside of what is evaluated, are in none. Groups without mentions are left out,
 * and so are dimensions without groups.
 *
 * @param ks sizes of candidate lists for recall
 * @example
 * ```ts
 * measureSlices(documents, [10])["popularity"]?.["tail"]?.inKbAccuracy;
 * ```
 */
export function measureSlices(documents: readonly JudgedDocument[], ks: readonly number[]): Slices {
  const dimensions = new Map<string, Map<string, Facts[]>>();
  for (const document of documents) {
    const matching = document.found === null ? null : matchFound(document, "strict");
    document.gold.forEach((mention, i) => {
      if (!isCounted(document, mention)) return;
      const inKb = mention.right.length > 0;
      const generated = document.generated?.[i];
      const match = matching?.gold[i];
      const facts: Facts = {
        inKb,
        right: document.given === null ? null : isRight(mention, document.given[i]?.entity ?? null),
        found: match?.uncounted !== null || mention.reference === null ? null : isRightLink(mention, match),
        place:
          inKb && generated !== undefined ? generated.findIndex((id) => mention.right.includes(id)) : null,
      };
      for (const [dimension, names] of Object.entries(groupsOf(mention, document)))
        for (const name of names) {
          const groups = dimensions.get(dimension) ?? new Map<string, Facts[]>();
          dimensions.set(dimension, groups);
          const group = groups.get(name);
          if (group === undefined) groups.set(name, [facts]);
          else group.push(facts);
        }
    });
  }
  return Object.fromEntries(
    [...dimensions].map(([dimension, groups]) => {
      const names = ORDER[dimension]?.filter((name) => groups.has(name)) ?? [...groups.keys()].sort();
      return [
        dimension,
        Object.fromEntries(names.map((name) => [name, summarise(groups.get(name) ?? [], ks)])),
      ];
    }),
  );
}

function summarise(all: readonly Facts[], ks: readonly number[]): Slice {
  const count = (test: (facts: Facts) => boolean) => all.filter(test).length;
  const generated = count(({ place }) => place !== null);
  const isReachable = ({ place, right }: Facts) => place !== null && place >= 0 && right !== null;
  const recall = (k: number) =>
    share(
      count(({ place }) => place !== null && place >= 0 && place < k),
      generated,
    );
  return {
    mentions: all.length,
    inKb: count(({ inKb }) => inKb),
    inKbAccuracy: share(
      count(({ inKb, right }) => inKb && right === true),
      count(({ inKb, right }) => inKb && right !== null),
    ),
    accuracy: share(
      count(({ right }) => right === true),
      count(({ right }) => right !== null),
    ),
    normalisedAccuracy: share(
      count((facts) => isReachable(facts) && facts.right === true),
      count(isReachable),
    ),
    strictRecall: share(
      count(({ found }) => found === true),
      count(({ found }) => found !== null),
    ),
    candidateRecall: Object.fromEntries(ks.map((k) => [String(k), recall(k)])),
  };
}
