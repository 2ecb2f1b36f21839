import { NamesakeError } from "../../errors.js";
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

  /**
   * @param parameters those of the model; others, such as heads that only training needs, are not used
   * @throws {NamesakeError} DATA_EMPTY where there is no batch; FEED_INVALID where a parameter is missing or of another size
   */
  async measure(
    parameters: Parameters,
    batches: AsyncIterable<Batch<B>> | Iterable<Batch<B>>,
  ): Promise<Measured> {
    const sums = new Map<string, number>();
    let total = 0;
    for await (const { inputs, examples } of batches) {
      const { session, program } = await this.#sessions.get(lengthsOf(this.model, inputs));
      const known = program.inputs.flatMap(({ name }) => {
        const numbers = parameters.get(name);
        return numbers === undefined ? [] : [[name, numbers] as const];
      });
      const results = await session.run({ ...Object.fromEntries(known), ...inputs });
      for (const { name } of program.outputs)
        sums.set(name, (sums.get(name) ?? 0) + examples * ((results[name] as Tensor).data[0] as number));
      total += examples;
    }
    if (total === 0) throw new NamesakeError("DATA_EMPTY", { model: this.model.name, measured: true });
    const { [NAMES.loss]: loss, ...means } = Object.fromEntries(
      [...sums].map(([name, sum]) => [name, sum / total] as const),
    );
    const measures = Object.entries(means).map(([name, mean]) => [
      name.slice(NAMES.measure("").length),
      mean,
    ]);
    return { loss: loss as number, measures: Object.fromEntries(measures) as Record<string, number> };
  }

  close(): Promise<void> {
    return this.#sessions.close();
  }
}
