/** The halves of the pages: thresholds for the one are fitted to the other. */
export const HALF = ["even", "odd"] as const;

/** What was answered on one axis: its likeliest class that is not "other". */
export interface Answer {
  readonly axis: number;
  /** Whether the answer is the right class, if it is given. */
  readonly isRight: boolean;
  /** Whether the axis has a class for the entity at all. */
  readonly isWanted: boolean;
  /** Of the answer, and of "other". */
  readonly probability: number;
  readonly other: number;
  readonly half: (typeof HALF)[number];
  /** Whether the entity was not trained on. */
  readonly isNew: boolean;
}

/** The answers to a mention; where nothing is known of the entity there is nothing to judge. */
export function answersOf(
  { labels, half, isNew }: { labels: readonly (number | undefined)[] } & Pick<Answer, "half" | "isNew">,
  probabilities: readonly ArrayLike<number>[],
): Answer[] {
  return probabilities.flatMap((shares, axis): Answer[] => {
    const label = labels[axis];
    if (label === undefined) return [];
    let best = 1;
    for (let i = 2; i < shares.length; i++) if ((shares[i] as number) > (shares[best] as number)) best = i;
    const [probability, other] = [shares[best] ?? 0, shares[0] ?? 0];
    const judged = { isRight: best === label, isWanted: label !== 0 };
    return [{ axis, ...judged, probability, other, half, isNew }];
  });
}

interface Counts {
  right: number;
  given: number;
  wanted: number;
}

const f1 = ({ right, given, wanted }: Counts): number => (2 * right) / (given + wanted);

function countsOf(answers: readonly Answer[], isGiven: (answer: Answer) => boolean): Counts {
  const counts: Counts = { right: 0, given: 0, wanted: 0 };
  for (const answer of answers) {
    if (answer.isWanted) counts.wanted++;
    if (!isGiven(answer)) continue;
    counts.given++;
    if (answer.isRight) counts.right++;
  }
  return counts;
}

/** Micro F1 where the likelier of class and "other" is answered. */
export const f1At = (answers: readonly Answer[]): number =>
  f1(countsOf(answers, ({ probability, other }) => probability > other));

const THRESHOLDS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);

/** Micro F1 with a threshold for each axis: for each half of the pages the one that is best for the axis on the other half. */
export function crossFitted(answers: readonly Answer[]): number {
  const sums: Counts = { right: 0, given: 0, wanted: 0 };
  const axes = new Map<number, Answer[]>();
  for (const answer of answers) {
    const own = axes.get(answer.axis) ?? [];
    axes.set(answer.axis, own);
    own.push(answer);
  }
  for (const own of axes.values())
    for (const half of HALF) {
      const [fitted, measured] = [
        own.filter((one) => one.half !== half),
        own.filter((one) => one.half === half),
      ];
      const valueAt = (threshold: number) => {
        const value = f1(countsOf(fitted, ({ probability }) => probability >= threshold));
        return Number.isNaN(value) ? 0 : value;
      };
      const best = THRESHOLDS.reduce((a, b) => (valueAt(b) > valueAt(a) ? b : a));
      const counts = countsOf(measured, ({ probability }) => probability >= best);
      for (const key of ["right", "given", "wanted"] as const) sums[key] += counts[key];
    }
  return f1(sums);
}
