import type { Pass } from "../graph/emit.js";
import { fitsHalf, type HalfType, halfBits } from "../half.js";
import { type Attribute, ELEMENT_TYPE, type Graph, type Node, type Tensor } from "../onnx.js";

export interface HalfPrecisionOptions {
  /**
   * "float16" has 11 binary digits and reaches from 6e-8 to 65504, so that training needs a scale of the loss; "bfloat16"
   * has 8 and the range of float32.
   */
  type: HalfType;
  /** Keep constant matrices with half the bytes, those used elsewhere too. Default false. */
  weights?: boolean;
}

/**
 * Mixed precision (Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740): products of matrices and convolutions
 * take floats of 16 bits and give such, which GPUs compute several times as fast; all else stays float32, as do inputs
 * and outputs. This is what PyTorch's `autocast` does. Each value is cast once, before the loop if it comes from there.
 *
 * Devices differ in what they have: CUDA has both types, WebGPU float16 where the GPU has the feature "shader-f16"; on
 * CPUs ONNX Runtime computes float16 as float32 and refuses bfloat16.
 *
 * @example
 * ```ts
 * trainingProgram({ ..., passes: [halfPrecision({ type: "float16" })], lossScale: {} });
 * emit("encoder", { vectors }, { constants: weights, passes: [halfPrecision({ type: "float16", weights: true })] });
 * ```
 */
export function halfPrecision({ type, weights = false }: HalfPrecisionOptions): Pass {
  return (graph) => {
    const isProduct = productsOf(graph);
    const rewriter = new Rewriter(type, isProduct, usedInFull(graph, isProduct));
    return rewriter.rewrite(graph, weights ? storedAsHalf(graph, type) : new Map());
  };
}

type IsProduct = (node: Node) => boolean;
const PRODUCTS = ["MatMul", "Gemm", "Conv"];

/** Tells operators whose operands and results are halves. Sums, which are products with ones, keep all their digits. */
function productsOf(graph: Graph): IsProduct {
  const filled = new Set<string>();
  const find = ({ nodes }: Graph): void => {
    for (const node of nodes) {
      if (node.type === "ConstantOfShape") for (const output of node.outputs) filled.add(output);
      bodiesOf(node).forEach(find);
    }
  };
  find(graph);
  return ({ type, domain, inputs }) =>
    domain === undefined && PRODUCTS.includes(type) && !filled.has(inputs[0] as string);
}

/** No other name ends so: the colon is not for callers, the word not for others who use it. */
const halfOf = (name: string): string => `${name}:half`;

const bodiesOf = ({ attributes = {} }: Node): Graph[] =>
  Object.values(attributes).flatMap((attribute) => ("graph" in attribute ? [attribute.graph] : []));

/** Names of values that are used by more than products, here or in a body. */
function usedInFull(graph: Graph, isProduct: IsProduct, names = new Set<string>()): ReadonlySet<string> {
  for (const { name } of graph.outputs) names.add(name);
  for (const node of graph.nodes) {
    if (!isProduct(node)) for (const input of node.inputs) names.add(input);
    for (const body of bodiesOf(node)) usedInFull(body, isProduct, names);
  }
  return names;
}

/** The constant matrices as halves, by their old names. */
function storedAsHalf({ initializers }: Graph, type: HalfType): Map<string, Tensor> {
  const halves = new Map<string, Tensor>();
  for (const [name, { data, dims }] of initializers)
    if (data instanceof Float32Array && dims.length > 1 && fitsHalf(data, type))
      halves.set(name, { data: halfBits(data, type), dims, ...(type === "bfloat16" ? { type } : {}) });
  return halves;
}

/** A graph or the body of a loop while it is written anew. */
interface Scope {
  readonly nodes: Node[];
  /** Everything that has been made so far. */
  readonly values: Set<string>;
  /** Values of which there is a half. */
  readonly halves: Set<string>;
}

class Rewriter {
  /** Outermost first. */
  readonly #scopes: Scope[] = [];

  constructor(
    readonly type: HalfType,
    readonly isProduct: IsProduct,
    readonly usedInFull: ReadonlySet<string>,
  ) {}

  /** @param stored initialisers that are to be halves, by their old names */
  rewrite(graph: Graph, stored: ReadonlyMap<string, Tensor>): Graph {
    const given = [...graph.inputs.map(({ name }) => name), ...graph.initializers.keys()];
    const scope: Scope = { nodes: [], values: new Set(given), halves: new Set(stored.keys()) };
    this.#scopes.push(scope);
    const initializers = [...graph.initializers].map(([name, tensor]): [string, Tensor] => {
      const half = stored.get(name);
      if (half === undefined) return [name, tensor];
      this.#cast(scope, halfOf(name), name);
      return [halfOf(name), half];
    });
    for (const node of graph.nodes) {
      if (this.isProduct(node)) this.#product(scope, node);
      else scope.nodes.push({ ...node, ...this.#withBodies(node) });
      for (const output of node.outputs) scope.values.add(output);
    }
    this.#scopes.pop();
    return { ...graph, nodes: scope.nodes, initializers: new Map(initializers) };
  }

  #product(scope: Scope, node: Node): void {
    const inputs = node.inputs.map((input) => (input === "" ? "" : this.#half(input)));
    const [output] = node.outputs as [string];
    scope.nodes.push({ ...node, inputs, outputs: [halfOf(output)] });
    scope.halves.add(output);
    this.#cast(scope, halfOf(output), output);
  }

  /** The half of a value, made where the value is. */
  #half(name: string): string {
    const scope = this.#scopes.findLast(({ values }) => values.has(name)) as Scope;
    const half = halfOf(name);
    if (!scope.halves.has(name))
      scope.nodes.push({
        type: "Cast",
        inputs: [name],
        outputs: [half],
        attributes: { to: { int: ELEMENT_TYPE[this.type] } },
      });
    scope.halves.add(name);
    return half;
  }

  /** Makes the float32 of a half, if anything uses it. */
  #cast(scope: Scope, half: string, name: string): void {
    if (!this.usedInFull.has(name)) return;
    const attributes = { to: { int: ELEMENT_TYPE.float32 } };
    scope.nodes.push({ type: "Cast", inputs: [half], outputs: [name], attributes });
  }

  #withBodies({ attributes }: Node): Pick<Node, "attributes"> {
    if (attributes === undefined) return {};
    const rewritten = Object.entries(attributes).map(([name, attribute]): [string, Attribute] => [
      name,
      "graph" in attribute ? { graph: this.rewrite(attribute.graph, new Map()) } : attribute,
    ]);
    return { attributes: Object.fromEntries(rewritten) };
  }
}
