import { NamesakeError } from "../../errors.js";
import type { Randomness } from "../graph/dropout.js";
import { gather } from "../graph/gather.js";
import { formatShape } from "../graph/shape.js";
import { input, type Tensor } from "../graph/tensor.js";
import type { Initial } from "./initial.js";

/** A parameter of a model, as its layers ask for it. */
export interface ParameterSpec {
  readonly shape: readonly number[];
  /** What it begins with where no weights are loaded. */
  readonly initial: Initial;
}

/** Rows that were looked up in a table, for optimisers that change only these. */
export interface Lookup {
  /** The parameter's name. */
  readonly table: string;
  /** int32 or int64, any shape. */
  readonly indices: Tensor;
  /** [...indices, width] */
  readonly rows: Tensor;
}

export interface ScopeOptions {
  /** Random numbers for dropout. A scope that has them is one for training. */
  random?: Randomness;
  /** Makes the tensor of a parameter; absent = an input of its name. */
  make?: (name: string, shape: readonly number[]) => Tensor;
}

/**
 * The names under which layers find their parameters: "layers.0.attention.query.weight". A layer is a function of a
 * scope and its inputs. It asks for parameters by name and shape, and thereby declares them: the same function builds
 * the graph that is trained and the graph that is used, and running it once tells which parameters there are.
 *
 * @example
 * ```ts
 * function tower(scope: Scope, ids: Tensor): Tensor {
 *   const tokens = embedding(scope.at("tokens"), ids, { rows: 30_000, width: 192 });
 *   return linearLayer(scope.at("out"), mean(tokens, { axes: [1] }), 64);
 * }
 * const scope = new Scope();
 * tower(scope, input("ids", "int32", ["batch", "tokens"]));
 * [...scope.parameters.keys()]; // tokens.weight, out.weight, out.bias
 * ```
 */
export class Scope {
  readonly #shared: Shared;
  readonly #prefix: string;

  constructor(options: ScopeOptions = {}, shared?: Shared, prefix = "") {
    this.#shared = shared ?? new Shared(options);
    this.#prefix = prefix;
  }

  /** The scope of a part. */
  at(part: string | number): Scope {
    return new Scope({}, this.#shared, `${this.#prefix}${part}.`);
  }

  /** Random numbers for dropout; undefined in use. */
  get random(): Randomness | undefined {
    return this.#shared.random;
  }

  /** Whether the graph is one to be trained: dropout drops, and recurrent layers are unrolled. */
  get training(): boolean {
    return this.random !== undefined;
  }

  /**
   * A parameter, float32. Asked for twice, it is one that is shared.
   *
   * @throws {NamesakeError} PARAMETER_CONFLICT where it was asked for before with another shape
   */
  parameter(name: string, shape: readonly number[], initial: Initial): Tensor {
    const path = this.#prefix + name;
    this.#shared.whole.add(path);
    return this.#shared.get(path, { shape, initial });
  }

  /**
   * Rows of a parameter, as {@link gather} takes them. Where a table is used in no other way, its derivative is taken
   * by the rows, and the others cost a step nothing.
   *
   * @param indices int32 or int64
   * @returns [...indices, width]
   */
  rows(
    name: string,
    shape: readonly [rows: number, width: number],
    initial: Initial,
    indices: Tensor,
  ): Tensor {
    const path = this.#prefix + name;
    const rows = gather(this.#shared.get(path, { shape, initial }), indices);
    this.#shared.lookups.push({ table: path, indices, rows });
    return rows;
  }

  /** All parameters that were asked for, in the order of their first use. */
  get parameters(): ReadonlyMap<string, ParameterSpec> {
    return this.#shared.specs;
  }

  /** The tensors of {@link parameters}. */
  get tensors(): ReadonlyMap<string, Tensor> {
    return this.#shared.tensors;
  }

  /** Lookups in tables of which nothing but rows is used. */
  get lookups(): readonly Lookup[] {
    return this.#shared.lookups.filter(({ table }) => !this.#shared.whole.has(table));
  }
}

/** What a scope and the scopes of its parts have in common. */
class Shared {
  readonly specs = new Map<string, ParameterSpec>();
  readonly tensors = new Map<string, Tensor>();
  readonly lookups: Lookup[] = [];
  /** Parameters that are used as a whole. */
  readonly whole = new Set<string>();
  readonly random: Randomness | undefined;
  readonly #make: (name: string, shape: readonly number[]) => Tensor;

  constructor({ random, make }: ScopeOptions) {
    this.random = random;
    this.#make = make ?? ((name, shape) => input(name, "float32", shape));
  }

  get(name: string, spec: ParameterSpec): Tensor {
    const known = this.specs.get(name);
    if (known !== undefined && known.shape.join() !== spec.shape.join())
      throw new NamesakeError("PARAMETER_CONFLICT", {
        parameter: name,
        first: formatShape(known.shape),
        second: formatShape(spec.shape),
      });
    const tensor = this.tensors.get(name) ?? this.#make(name, spec.shape);
    if (known === undefined) this.specs.set(name, spec);
    this.tensors.set(name, tensor);
    return tensor;
  }
}
