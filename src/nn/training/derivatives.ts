import type { Tensor } from "../onnx.js";
import { gradientNorm } from "../optimisers/adamw.js";
import { type LookedUp, type RowGradient, sumRows } from "../optimisers/row-gradient.js";
import { type GradientProgram, NAMES } from "./gradient-program.js";

/** What a step found: the means over its batches, each counted by its examples. */
export interface Found {
  examples: number;
  loss: number;
  measures: Record<string, number>;
  /** Derivatives by whole parameters. */
  dense: Map<string, Float32Array>;
  /** Derivatives by the rows of tables. */
  rows: Map<string, RowGradient>;
}

/** What one run of a {@link GradientProgram} gave. */
export interface Run {
  program: GradientProgram;
  results: Readonly<Record<string, Tensor>>;
  examples: number;
}

/** Adds up the runs of one step as they come, so that no more than one is in memory. */
export class Accumulator {
  readonly #dense = new Map<string, Float32Array>();
  readonly #lookups = new Map<string, LookedUp[]>();
  readonly #measures = new Map<string, number>();
  #loss = 0;

  /** @param examples of all runs */
  constructor(readonly examples: number) {}

  add({ program, results, examples }: Run): void {
    const share = examples / this.examples;
    const numbers = (name: string) => (results[name] as Tensor).data;
    const number = (name: string) => share * (numbers(name)[0] as number);
    this.#loss += number(NAMES.loss);
    for (const measure of program.measures)
      this.#measures.set(measure, (this.#measures.get(measure) ?? 0) + number(NAMES.measure(measure)));
    for (const parameter of program.dense) {
      const derivative = numbers(NAMES.derivative(parameter)) as Float32Array;
      const sum = this.#dense.get(parameter);
      if (sum === undefined)
        this.#dense.set(parameter, share === 1 ? derivative : derivative.map((d) => share * d));
      else
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + share * (derivative[i] as number);
    }
    program.lookups.forEach((table, i) => {
      const indices = numbers(NAMES.indices(i)) as Int32Array;
      const values = numbers(NAMES.rows(i)) as Float32Array;
      this.#lookups.set(table, [...(this.#lookups.get(table) ?? []), { indices, values, share }]);
    });
  }

  /** @param shapeOf shapes of the tables */
  found(shapeOf: (table: string) => readonly number[]): Found {
    const rows = [...this.#lookups].map(([table, lookups]): [string, RowGradient] => {
      const [height, width] = shapeOf(table) as [number, number];
      return [table, sumRows(lookups, height, width)];
    });
    return {
      examples: this.examples,
      loss: this.#loss,
      measures: Object.fromEntries(this.#measures),
      dense: this.#dense,
      rows: new Map(rows),
    };
  }
}

/** The length of all derivatives taken together. */
export const normOf = ({ dense, rows }: Found): number =>
  gradientNorm([...dense.values(), ...[...rows.values()].map(({ values }) => values)]);
