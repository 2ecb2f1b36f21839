import { formatDuration } from "../../nn/training/progress.js";
import { ProgressLine } from "../../nn/training/progress-line.js";
import { printable } from "../terminal.js";

export const count = (number: number): string => Math.round(number).toLocaleString("en");

/** Shows on stderr how far a long work is, how fast it goes, and when it will be done. */
export class RateLine {
  readonly #line = new ProgressLine(process.stderr);
  readonly #began = performance.now();

  /**
   * @param title what is done
   * @param total of how many
   */
  constructor(
    private readonly title: string,
    private readonly total: number,
  ) {}

  /** "Encoding entities: 12,288 of 743,778 · 2,130/s · 6 min left" */
  readonly update = (done: number): void => {
    this.#line.update(() => {
      const rate = done / this.#seconds;
      const left = rate > 0 ? [`${count(rate)}/s`, `${formatDuration((this.total - done) / rate)} left`] : [];
      return printable([`${this.title}: ${count(done)} of ${count(this.total)}`, ...left].join(" · "));
    });
  };

  /** Writes a line that stays. */
  print(text: string): void {
    this.#line.print(printable(text));
  }

  /** How long it took so far, and how fast it was: "in 6 min, 2,090/s". */
  speed(done: number): string {
    return `in ${formatDuration(this.#seconds)}, ${count(done / this.#seconds)}/s`;
  }

  get #seconds(): number {
    return Math.max(1, performance.now() - this.#began) / 1000;
  }
}
