/** Milliseconds of some clock; only differences count. */
export type Clock = () => number;

/** What a {@link Rate} remembers of its window. */
const MOST_POINTS = 64;

/** How much is done a second, over the last while. */
export class Rate {
  #total = 0;
  /** Points in time with all that was done until then; the first is the start of the window. */
  readonly #points: { time: number; total: number }[];

  /** @param window milliseconds; old enough not to tremble, young enough to follow */
  constructor(
    private readonly clock: Clock = () => performance.now(),
    private readonly window = 60_000,
  ) {
    this.#points = [{ time: clock(), total: 0 }];
  }

  /** Counts what was done since the last call. */
  add(amount: number): void {
    const points = this.#points;
    const time = this.clock();
    this.#total += amount;
    // A point close to the one before the newest takes the newest's place.
    const before = points.at(-2);
    if (before !== undefined && time - before.time < this.window / MOST_POINTS) points.pop();
    points.push({ time, total: this.#total });
    while (points.length > 2 && time - (points[1]?.time ?? time) >= this.window) points.shift();
  }

  /** Up to the last call of {@link add}; undefined before any time has passed. */
  get perSecond(): number | undefined {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    if (first === undefined || last === undefined || last.time === first.time) return undefined;
    return (1000 * (last.total - first.total)) / (last.time - first.time);
  }

  /** Seconds until as much more is done; undefined where nothing moves yet. */
  secondsFor(amount: number): number | undefined {
    const rate = this.perSecond;
    return rate === undefined || rate === 0 ? undefined : amount / rate;
  }
}

/**
 * A running mean in which a value loses its weight by and by. It has no debt to a start at zero (Kingma and Ba 2015,
 * §3, https://arxiv.org/abs/1412.6980).
 */
export class Smoothed {
  #sum = 0;
  #weight = 0;

  /** @param kept share of the old in the new */
  constructor(private readonly kept = 0.98) {}

  /** Takes in a value. One that is not finite is left out: it would stay for ever. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#sum = this.kept * this.#sum + (1 - this.kept) * value;
    this.#weight = this.kept * this.#weight + (1 - this.kept);
  }

  /** Undefined before the first value. */
  get mean(): number | undefined {
    return this.#weight === 0 ? undefined : this.#sum / this.#weight;
  }
}
