import type { JudgedDocument } from "../judged.js";
import type { Confusion } from "../result.js";
import { isCounted } from "./counted.js";
import { matchFound } from "./matching.js";
import { score } from "./score.js";

const NIL = "NIL";

/** Right entity and answered one of each counted gold mention that was answered; `null` = NIL. */
function answersOf(documents: readonly JudgedDocument[]): { gold: string | null; answer: string | null }[] {
  const isGiven = documents.some(({ given }) => given !== null);
  return documents.flatMap((document) => {
    const { gold, given, found } = document;
    const matching = isGiven || found === null ? null : matchFound(document, "strict");
    return gold.flatMap((mention, i) => {
      const match = matching?.gold[i];
      const wasFound = match?.uncounted === null && match.found !== null;
      if (!isCounted(document, mention) || (isGiven ? given === null : !wasFound)) return [];
      const answer = isGiven ? given?.[i] : found?.[match?.found ?? -1];
      return [{ gold: mention.right[0] ?? null, answer: answer?.entity ?? null }];
    });
  });
}

/**
 * Counts classes of right entities against classes of answered ones. Both are the KB's, so that a right answer stands on the
 * diagonal whatever the data set calls its classes (except where another right entity of another class was answered). A mention
 * is of the class "NIL" where nothing in the KB is meant, be it NIL in the data or an entity that the KB lacks.
 *
 * It is taken of the gold mentions given; where they were given nowhere, of those whose span was found exactly.
 *
 * @param classOf the class of an id; undefined is told as "-"
 * @returns classes sorted by name, "NIL" last; scores of each class by rows and columns
 * @example
 * ```ts
 * const { classes, counts } = measureConfusion(documents, (id) => classes.get(id));
 * counts[classes.indexOf("LOC")]?.[classes.indexOf("ORG")]; // places taken for organisations
 * ```
 */
export function measureConfusion(
  documents: readonly JudgedDocument[],
  classOf: (id: string) => string | undefined,
): Confusion {
  const nameOf = (id: string | null) => (id === null ? NIL : (classOf(id) ?? "-"));
  const answers = answersOf(documents).map(({ gold, answer }) => [nameOf(gold), nameOf(answer)] as const);
  const names = new Set(answers.flat());
  const classes = [...names].filter((name) => name !== NIL).sort();
  if (names.has(NIL)) classes.push(NIL);
  const place = new Map(classes.map((name, i) => [name, i]));
  const counts = classes.map(() => classes.map(() => 0));
  for (const [gold, answer] of answers) {
    const row = counts[place.get(gold) ?? -1];
    const column = place.get(answer) ?? -1;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    classes,
    counts,
    scores: Object.fromEntries(
      classes.map((name, i) => {
        const tp = counts[i]?.[i] ?? 0;
        const column = sum(counts.map((row) => row[i] ?? 0));
        return [name, score({ tp, fp: column - tp, fn: sum(counts[i] ?? []) - tp })];
      }),
    ),
  };
}
