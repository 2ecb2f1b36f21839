/** A worker that served so long was well, whatever it ended of. */
const STEADY_MS = 10_000;
/** Workers one after the other that were not: then none will be. */
const MOST_FAILURES = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * When a worker that has ended is replaced. One is at once; where those that follow end soon as well, the pause doubles each time, so that
 * a machine is not kept busy by starting them.
 */
export class Restarts {
  /** Workers in a row that ended soon after they began. */
  failures = 0;

  /**
   * @param servedMs how long the worker that has ended served; undefined where it never did
   * @returns the pause in ms; undefined where it is of no use to start another one
   */
  pauseAfter(servedMs: number | undefined): number | undefined {
    this.failures = servedMs !== undefined && servedMs >= STEADY_MS ? 0 : this.failures + 1;
    if (this.failures >= MOST_FAILURES) return undefined;
    return this.failures < 2 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (this.failures - 2), LONGEST_PAUSE_MS);
  }
}
