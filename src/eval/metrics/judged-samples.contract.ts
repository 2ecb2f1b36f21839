import fc from "fast-check";
import { sortMentions } from "../dataset.js";
import type { JudgedDocument, Prediction, ResolvedMention } from "../judged.js";
import { isEvaluated } from "./counted.js";

/** Judged documents for tests: written by hand, or drawn. Spans lie in a text that says nothing. */

const TEXT = "x".repeat(60);

/** A gold mention whose entity the KB has; a `reference` of `null` is NIL. */
export function gold(
  start: number,
  end: number,
  reference: string | null,
  more: Partial<ResolvedMention> = {},
): ResolvedMention {
  return {
    start,
    end,
    text: TEXT.slice(start, end),
    reference,
    right: reference === null ? [] : [reference],
    label: undefined,
    optional: false,
    parent: undefined,
    slices: [],
    count: reference === null ? undefined : 5,
    ambiguity: 1,
    context: { left: TEXT.slice(0, start), right: TEXT.slice(end) },
    ...more,
  };
}

/** What a linker says of a span; its candidates are what it decided on, and `others` behind. */
export function answer(
  start: number,
  end: number,
  entity: string | null,
  confidence?: number,
  others: readonly string[] = [],
): Prediction {
  const ids = entity === null ? others : [entity, ...others.filter((id) => id !== entity)];
  const candidates = ids.map((id, i) => ({ id, probability: 2 ** -(i + 1) }));
  return { start, end, entity, confidence, candidates };
}

export function judged(parts: Partial<JudgedDocument>): JudgedDocument {
  return {
    id: "d",
    world: undefined,
    text: TEXT,
    gold: [],
    ignore: [],
    evaluationSpan: undefined,
    given: null,
    generated: null,
    found: null,
    milliseconds: null,
    ...parts,
  };
}

/** What a linker would say that knows everything. */
export function perfect(document: JudgedDocument): JudgedDocument {
  const answers = document.gold.map(({ start, end, right }) =>
    answer(start, end, right[0] ?? null, 1, right.slice(1)),
  );
  const found = answers.filter(({ entity }) => entity !== null);
  return { ...document, given: answers, generated: document.gold.map(({ right }) => [...right]), found };
}

const ENTITIES = ["A", "B", "C", "D"] as const;
const entity = fc.constantFrom(...ENTITIES, null);
const span = fc.tuple(fc.nat(36), fc.integer({ min: 1, max: 14 })).map(([start, length]) => ({
  start,
  end: start + length,
}));
const confidence = fc.integer({ min: 0, max: 20 }).map((twentieth) => twentieth / 20);

const mention = fc
  .record({
    span,
    reference: entity,
    known: fc.boolean(),
    other: fc.option(fc.constantFrom(...ENTITIES), { nil: undefined, freq: 4 }),
    optional: fc.nat(7).map((n) => n === 0),
    wantsParent: fc.boolean(),
    label: fc.constantFrom("PER", "LOC", undefined),
    slices: fc.subarray(["short", "hard"]),
    count: fc.constantFrom(0, 1, 10, 11, 1000, 1001),
    ambiguity: fc.constantFrom(0, 1, 2, 6, 21),
  })
  .map(({ span: { start, end }, reference, known, other, count, wantsParent, ...rest }) => ({
    wantsParent,
    mention: gold(start, end, reference, {
      ...rest,
      right: reference === null || !known ? [] : [...new Set([reference, other ?? reference])],
      count: reference === null ? undefined : count,
    }),
  }));

/** Mentions on different spans; some that lie in a longer one are readings of it. */
const mentions = fc
  .uniqueArray(mention, { maxLength: 8, selector: ({ mention: { start, end } }) => `${start} ${end}` })
  .map((all) => {
    const withParents = all.map(({ mention, wantsParent }): ResolvedMention => {
      const parent = all.findIndex(
        ({ mention: { start, end } }) =>
          start <= mention.start && end >= mention.end && end - start > mention.end - mention.start,
      );
      return wantsParent && parent >= 0 ? { ...mention, parent } : mention;
    });
    return sortGold(withParents);
  });

/** In the order of data sets, with parents that still point at the same mentions. */
export function sortGold(all: readonly ResolvedMention[]): ResolvedMention[] {
  const sorted = sortMentions(
    all.map(({ start, end, parent }, i) => ({
      start,
      end,
      entity: String(i),
      ...(parent === undefined ? {} : { parent }),
    })),
  );
  return sorted.map(({ entity: from, parent }) => ({ ...(all[Number(from)] as ResolvedMention), parent }));
}

/** Documents with both runs, of all that can happen. The spans found are often gold, or nearly. */
export const judgedDocument: fc.Arbitrary<JudgedDocument> = mentions.chain((gold) => {
  const place = fc.oneof(
    span,
    ...gold.flatMap(({ start, end }) => [
      { weight: 4, arbitrary: fc.constant({ start, end }) },
      { weight: 1, arbitrary: fc.constant({ start: Math.max(0, start - 1), end: end + 1 }) },
    ]),
  );
  const prediction = fc
    .tuple(place, entity, confidence, fc.subarray([...ENTITIES]))
    .map(([{ start, end }, entity, confidence, others]) => answer(start, end, entity, confidence, others));
  const given = gold.map(({ start, end, right }) =>
    fc
      .tuple(
        fc.oneof(entity, fc.constant(right[0] ?? null)),
        fc.option(confidence, { nil: undefined, freq: 6 }),
        fc.subarray([...ENTITIES]),
        fc.nat(9),
      )
      .map(([entity, confidence, others, silence]) =>
        silence === 0 ? null : answer(start, end, entity, confidence, others),
      ),
  );
  const generated = gold.map(() => fc.shuffledSubarray([...ENTITIES]));
  return fc.record({
    id: fc.constantFrom("a", "b", "c"),
    world: fc.constantFrom("one", "two", undefined),
    text: fc.constant(TEXT),
    gold: fc.constant(gold),
    ignore: fc.array(span, { maxLength: 2 }),
    evaluationSpan: fc.option(fc.constant({ start: 3, end: 40 }), { nil: undefined, freq: 3 }),
    given: fc.tuple(...given),
    generated: fc.tuple(...generated),
    found: fc
      .array(prediction, { maxLength: 10 })
      .map((all) => all.sort((a, b) => a.start - b.start || b.end - a.end)),
    milliseconds: fc.integer({ min: 1, max: 50 }),
  });
});

/** The same document with its mentions in another order, and so all that is parallel to them. */
export function reordered(
  document: JudgedDocument,
  goldOrder: number[],
  foundOrder: number[],
): JudgedDocument {
  const pick = <T>(list: readonly T[], order: readonly number[]) => order.map((from) => list[from] as T);
  const { gold, given, generated, found } = document;
  return {
    ...document,
    gold: pick(gold, goldOrder).map((mention) => ({
      ...mention,
      parent: mention.parent === undefined ? undefined : goldOrder.indexOf(mention.parent),
    })),
    given: given && pick(given, goldOrder),
    generated: generated && pick(generated, goldOrder),
    found: found && pick(found, foundOrder),
  };
}

/** Documents, and the same ones with documents, mentions and predictions in another order. */
export const shuffledDocuments: fc.Arbitrary<[JudgedDocument[], JudgedDocument[]]> = fc
  .array(judgedDocument, { maxLength: 6 })
  .chain((documents) => {
    const shuffle = (length: number) =>
      fc.shuffledSubarray([...Array(length).keys()], { minLength: length, maxLength: length });
    const inside = documents.map((document) =>
      fc
        .tuple(shuffle(document.gold.length), shuffle(document.found?.length ?? 0))
        .map(([goldOrder, foundOrder]) => reordered(document, goldOrder, foundOrder)),
    );
    return fc
      .tuple(fc.tuple(...inside), shuffle(documents.length))
      .map(([all, order]): [JudgedDocument[], JudgedDocument[]] => [
        documents,
        order.map((from) => all[from] as JudgedDocument),
      ]);
  });

/** Whether some mention of a document counts, so that there is something to be right about. */
export function hasCounted(document: JudgedDocument): boolean {
  return document.gold.some((mention) => !mention.optional && isEvaluated(document, mention));
}
