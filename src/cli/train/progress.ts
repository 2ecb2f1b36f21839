import { formatDuration, formatProgress } from "../../nn/training/progress.js";
import { ProgressLine } from "../../nn/training/progress-line.js";
import type { TrainEvent } from "../../nn/training/train-options.js";
import { printable } from "../terminal.js";

export interface DisplayOptions {
  /** Passes over the data; 0 = as many as there will be. */
  epochs: number;
  /** Says in words what validations measured. */
  describe?: (measures: Readonly<Record<string, number>>) => string[];
  /** Before all of it: "trial 3 · ". */
  prefix?: string;
  /** Shows nothing but the progress. */
  quiet?: boolean;
}

/** Shows on stderr how far a training is, and what its validations say. */
export class TrainingDisplay {
  readonly #line = new ProgressLine(process.stderr);
  #began = performance.now();
  #first = 0;

  constructor(private readonly options: DisplayOptions) {}

  /** Writes a line that stays. */
  print(text: string): void {
    this.#line.print(printable(text));
  }

  readonly onEvent = (event: TrainEvent): void => {
    const { epochs, describe, prefix = "", quiet = false } = this.options;
    switch (event.kind) {
      case "start": {
        const { parameters, steps, resumedAt } = event;
        this.#began = performance.now();
        this.#first = resumedAt;
        const from = resumedAt === 0 ? "" : `, going on after step ${count(resumedAt)}`;
        if (quiet) break;
        this.print(`${prefix}${count(parameters)} parameters, ${count(steps)} steps${from}.`);
        break;
      }
      case "step": {
        const { step, steps, epoch, loss, examplesPerSecond } = event;
        const seconds = (performance.now() - this.#began) / 1000;
        const secondsLeft = ((steps - step) * seconds) / Math.max(1, step - this.#first);
        const of = { step, steps, epoch: epoch + 1, epochs: Math.max(epochs, epoch + 1) };
        this.#line.update(() => prefix + formatProgress({ ...of, loss, examplesPerSecond, secondsLeft }));
        break;
      }
      case "validation": {
        if (quiet) break;
        const [headline = ""] = describe?.(event.measures) ?? [];
        this.print(`${prefix}step ${count(event.step)}: ${headline}${event.best ? " (best so far)" : ""}`);
        break;
      }
      case "end":
        break;
    }
  };

  /** How long it took: "6 min". */
  get duration(): string {
    return formatDuration((performance.now() - this.#began) / 1000);
  }
}

export const count = (number: number): string => number.toLocaleString("en");
