import type { InferenceSession } from "onnxruntime-web/wasm";
import { NamesakeError, reason } from "../errors.js";
import { Carried } from "./carried.js";
import type { Device } from "./device.js";
import { evaluateDimension } from "./graph/dimension.js";
import type { Program } from "./graph/emit.js";
import { formatShape } from "./graph/shape.js";
import {
  type ElementType,
  elementType,
  sizeOf,
  type Tensor,
  type TensorData,
  type ValueInfo,
} from "./onnx.js";
import { loadRuntime, openSession, type Runtime, type RuntimeChoice } from "./runtime.js";

/** Numbers for an input; an array alone where the input's shape is fixed. Truth values are a Uint8Array of 0 and 1. */
export type Feed = Tensor | TensorData;

export interface SessionOptions {
  /** Default "auto". */
  runtime?: RuntimeChoice;
  /** Threads of one run, default 1. */
  threads?: number;
  /** Where it runs, default "cpu". Others need the native runtime. */
  device?: Device;
  /** How far the runtime rewrites the graph, default "basic"; "extended" makes graphs of a training faster on CPUs. */
  optimisation?: "basic" | "extended";
  /**
   * Outputs that become inputs of the next run, by those inputs: `{ weights: "next/weights" }`. They are fed once, stay
   * where the model runs, and are left out of what {@link Session.run} returns.
   */
  carried?: Readonly<Record<string, string>>;
  /** Where the model lies, if it has data outside; absent = the bytes of the program. */
  path?: string;
}

/**
 * A program ready to run. A run blocks its thread, so servers keep sessions in workers.
 *
 * @example
 * ```ts
 * const session = await Session.open(emit("double", { y: mul(input("x", "float32", ["n"]), 2) }));
 * const { y } = await session.run({ x: { data: Float32Array.of(1, 2), dims: [2] } }); // y.data: 2, 4
 * await session.close();
 * ```
 */
export class Session {
  #closed = false;

  private constructor(
    readonly program: Program,
    readonly runtime: Runtime,
    readonly session: InferenceSession,
    readonly carried: Carried,
  ) {}

  /**
   * @throws {NamesakeError} RUNTIME_MISSING where no runtime can be loaded, DEVICE_MISSING where the device cannot be
   * used, MODEL_FAILED where the runtime refuses the program, FEED_INVALID where an output cannot be carried as said
   */
  static async open(program: Program, options: SessionOptions = {}): Promise<Session> {
    const { device = "cpu", threads = 1, optimisation = "basic" } = options;
    const runtime = await loadRuntime(options.runtime);
    const carried = new Carried(runtime, device, program, options.carried ?? {});
    // The binding keeps tensors in the memory of WebGPU only.
    const resident = device === "webgpu" ? Object.values(carried.outputs) : [];
    try {
      const session = await openSession(runtime, options.path ?? program.model, threads, {
        device,
        resident,
        optimisation,
      });
      return new Session(program, runtime, session, carried);
    } catch (error) {
      throw failed(program, error);
    }
  }

  /**
   * Runs the program once. Arrays are read where they are, without a copy.
   *
   * @param feeds every input by its name; those that are carried need not be given again
   * @param check is given what is returned; where it throws, what is carried stays as it was before the run
   * @returns every output by its name, but for those that are carried
   * @throws {NamesakeError} FEED_INVALID where an input is missing, unknown, or of another type or shape; MODEL_FAILED
   * where the runtime gives up, e.g. for an index outside of its table or want of memory
   */
  async run(
    feeds: Readonly<Record<string, Feed>>,
    check: (results: Readonly<Record<string, Tensor>>) => void = () => {},
  ): Promise<Record<string, Tensor>> {
    const { program, runtime, carried } = this;
    if (this.#closed) throw new NamesakeError("CLOSED", { what: `The model "${program.name}"` });
    const inputs = program.inputs.filter(({ name }) => name in feeds || !carried.values.has(name));
    const fed = Object.entries(checkFeeds({ ...program, inputs }, feeds)).map(
      ([name, { type, data, dims }]) =>
        // The classes of arrays fit the types, as they were checked to.
        [name, new runtime.Tensor(type as "float32", data as Float32Array, dims)] as const,
    );
    const made = await this.session.run(Object.fromEntries([...carried.values, ...fed])).catch((error) => {
      throw failed(program, error);
    });
    const results = Object.fromEntries(
      Object.entries(made)
        .filter(([name]) => !carried.has(name))
        .map(([name, { data, dims }]) => [name, { data: data as TensorData, dims }]),
    );
    try {
      check(results);
    } catch (error) {
      carried.refuse(made);
      throw error;
    }
    carried.take(made);
    return results;
  }

  /** What is carried to the next run, by the inputs that it is for; empty before the first. */
  async state(): Promise<Record<string, Tensor>> {
    const { program, carried } = this;
    if (this.#closed) throw new NamesakeError("CLOSED", { what: `The model "${program.name}"` });
    return carried.read();
  }

  /** Frees what is carried; the next run has to be given it again. */
  forget(): void {
    this.carried.dispose();
  }

  /** Frees the memory of the model. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.carried.dispose();
    await this.session.release();
  }
}

function failed({ name }: Program, error: unknown): NamesakeError {
  if (error instanceof NamesakeError) return error;
  const said = reason(error);
  const [, bytes] = /Failed to allocate memory for requested buffer of size (\d+)/.exec(said) ?? [];
  const why = bytes === undefined ? said : `${(Number(bytes) / 1e9).toFixed(1)} GB of memory cannot be had`;
  return new NamesakeError("MODEL_FAILED", { model: name, why }, { cause: error });
}

type Checked = Omit<Tensor, "type"> & { type: ElementType };

/** Checks what is fed against the program's inputs; a name of a length means the same number everywhere. */
function checkFeeds(program: Program, feeds: Readonly<Record<string, Feed>>): Record<string, Checked> {
  const refuse = (input: string, expected: string, found: string) =>
    new NamesakeError("FEED_INVALID", { model: program.name, input, expected, found });
  const known = new Set(program.inputs.map(({ name }) => name));
  for (const name of Object.keys(feeds))
    if (!known.has(name))
      throw refuse(name, "nothing", `numbers; its inputs are ${[...known].join(", ") || "none"}`);

  const lengths = new Map<string, number>();
  const checked: Record<string, Checked> = {};
  for (const info of program.inputs) {
    const feed = feeds[info.name];
    const expected = `${info.type}${formatShape(info.dims)}`;
    if (feed === undefined) throw refuse(info.name, expected, "nothing");
    const tensor = tensorOf(feed, info);
    if (tensor === undefined)
      throw refuse(info.name, expected, "an array without its shape; give { data, dims }");
    const { data, dims } = tensor;
    const type = info.type === "bool" && data instanceof Uint8Array ? "bool" : elementType(data);
    const known = [...lengths].map(([name, length]) => `${name} = ${length}`).join(", ");
    const size = sizeOf(dims);
    if (type !== info.type || size !== data.length || size === 0 || !bind(info, dims, lengths))
      throw refuse(
        info.name,
        known === "" ? expected : `${expected} with ${known}`,
        `${type}${formatShape(dims)} with ${data.length} numbers`,
      );
    checked[info.name] = { data, dims, type };
  }
  return checked;
}

function tensorOf(feed: Feed, { dims }: ValueInfo): Tensor | undefined {
  if (!ArrayBuffer.isView(feed)) return feed;
  const fixed = dims.filter((length) => typeof length === "number");
  return fixed.length === dims.length ? { data: feed, dims: fixed } : undefined;
}

/** Whether a shape fits an input; learns what its names stand for. */
function bind({ dims }: ValueInfo, found: readonly number[], lengths: Map<string, number>): boolean {
  if (dims.length !== found.length) return false;
  return dims.every((dimension, axis) => {
    const length = found[axis] as number;
    if (typeof dimension === "string" && !lengths.has(dimension)) lengths.set(dimension, length);
    return evaluateDimension(dimension, lengths) === length;
  });
}
