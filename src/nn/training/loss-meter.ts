import type { Program } from "../graph/emit.js";
import { lengthsOf, type Model, type Parameters } from "../layers/model.js";
import type { Tensor } from "../onnx.js";
import { lossProgram, NAMES } from "./gradient-program.js";
import { SessionCache } from "./session-cache.js";
import type { Batch } from "./stepper.js";

/** The loss and the measures of data, as means over their examples. */
export interface Measured {
  loss: number;
  measures: Record<string, number>;
}

/**
 * Measures the loss of parameters on data that are not trained on, without dropout.
 *
 * @example
 * ```ts
 * const meter = new LossMeter(model);
 * const task = { ..., validate: async (parameters) => ({ score: -(await meter.measure(parameters, dev())).loss }) };
 * ```
 */
export class LossMeter<B extends string> {
  readonly #sessions: SessionCache<Program>;

  constructor(
    readonly model: Model<B>,
    threads = 1,
  ) {
    this.#sessions = new SessionCache((lengths) => lossProgram(model, lengths), { threads });
  }

  async measure(
    parameters: Parameters,
    batches: AsyncIterable<Batch<B>> | Iterable<Batch<B>>,
  ): Promise<Measured> {
    const sums = new Map<string, number>();
    let total = 0;
    for await (const { inputs, examples } of batches) {
      const { session, program } = await this.#sessions.get(lengthsOf(this.model, inputs));
      const results = await session.run({ ...Object.fromEntries(parameters), ...inputs });
      for (const { name } of program.outputs)
        sums.set(name, (sums.get(name) ?? 0) + examples * ((results[name] as Tensor).data[0] as number));
      total += examples;
    }
    const means = [...sums].map(([name, sum]) => [name, sum / total] as const);
    const measures = means.filter(([name]) => name !== NAMES.loss);
    return {
      loss: (sums.get(NAMES.loss) ?? Number.NaN) / total,
      measures: Object.fromEntries(
        measures.map(([name, value]) => [name.slice(NAMES.measure("").length), value]),
      ),
    };
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }
}
