import type { Attribute, Node, Tensor, TensorData } from "../onnx.js";

/**
 * Nodes that take the place of one. They make its output under the same name; the values between are named after it,
 * and constants with a colon, which names that callers give do not have.
 */
export class Replacement {
  readonly #nodes: Node[] = [];

  /**
   * @param output what the replaced node makes
   * @param initializers where constants are added
   */
  constructor(
    readonly output: string,
    readonly initializers: Map<string, Tensor>,
  ) {}

  /** Adds a node and returns the names of its outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    count: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain?: string,
  ): string[] {
    const outputs = Array.from({ length: count }, (_, i) => `${this.output}:${this.#nodes.length}:${i}`);
    this.#nodes.push({ type, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    return outputs;
  }

  /** {@link ops} for nodes with one output. */
  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain?: string,
  ): string {
    return this.ops(type, inputs, 1, attributes, domain)[0] as string;
  }

  /** A constant, made only where there is none of the name yet. */
  constant(name: string, make: () => TensorData, dims: readonly number[]): string {
    if (!this.initializers.has(name)) this.initializers.set(name, { data: make(), dims });
    return name;
  }

  /** All nodes; the last one makes the output. */
  get nodes(): readonly Node[] {
    return this.#nodes.with(-1, { ...(this.#nodes.at(-1) as Node), outputs: [this.output] });
  }
}
