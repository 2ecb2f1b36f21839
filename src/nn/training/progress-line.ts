import type { Clock } from "./rate.js";

/** Where a line of progress goes; `process.stderr` is one. */
export interface ProgressOutput {
  write(text: string): unknown;
  /** Whether a line can be written over. */
  readonly isTTY?: boolean;
  /** Of the terminal. */
  readonly columns?: number;
}

export interface ProgressLineOptions {
  /** Milliseconds; only differences count. */
  clock?: Clock;
  /** Seconds between two lines where the output is no terminal, default 30. */
  every?: number;
}

/** Milliseconds between two states of the line on a terminal. */
const TERMINAL_EVERY = 100;

/** Moves to the start of the line and clears it. */
const CLEAR = "\r\u001b[K";

/**
 * A line that tells how far something is: rewritten in place on a terminal, elsewhere written anew every so many seconds,
 * so that a log of a long run stays short.
 */
export class ProgressLine {
  readonly #terminal: boolean;
  readonly #clock: Clock;
  readonly #every: number;
  #shown = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly output: ProgressOutput,
    { clock = () => performance.now(), every = 30 }: ProgressLineOptions = {},
  ) {
    this.#terminal = output.isTTY === true;
    this.#clock = clock;
    this.#every = this.#terminal ? TERMINAL_EVERY : 1000 * every;
  }

  /** Shows the state if it is time to. @param line called only then */
  update(line: () => string): void {
    const now = this.#clock();
    if (now - this.#shown < this.#every) return;
    this.#shown = now;
    this.output.write(this.#terminal ? CLEAR + this.#fitted(line()) : `${line()}\n`);
  }

  /** Writes a line that stays, such as a score; progress goes on below it. */
  print(line: string): void {
    this.output.write(`${this.#terminal ? CLEAR : ""}${line}\n`);
    if (this.#terminal) this.#shown = Number.NEGATIVE_INFINITY;
  }

  /** A line that is wider than the terminal would be broken, and its first part could not be written over. */
  #fitted(line: string): string {
    const width = (this.output.columns ?? 80) - 1;
    return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
  }
}
