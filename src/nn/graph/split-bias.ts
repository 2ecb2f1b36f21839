import type { Attribute, Graph, Node } from "../onnx.js";

/**
 * Adds biases by an operator of their own instead of Gemm's third operand: on CPUs ONNX Runtime first fills the result
 * with the bias and then adds the product to it, which costs an encoder a tenth of its time.
 */
export function splitBias(graph: Graph): Graph {
  return { ...graph, nodes: graph.nodes.flatMap(split) };
}

function split(node: Node): Node[] {
  const { type, domain, inputs, outputs, attributes = {} } = node;
  const [left, right, bias] = inputs as [string, string, string?];
  if (type === "Gemm" && domain === undefined && bias !== undefined) {
    // With a colon, which names that callers give do not have.
    const product = `${outputs[0]}:product`;
    return [
      { type, inputs: [left, right], outputs: [product], attributes },
      { type: "Add", inputs: [product, bias], outputs },
    ];
  }
  const bodies = Object.entries(attributes).map(([name, attribute]): [string, Attribute] => [
    name,
    "graph" in attribute ? { graph: splitBias(attribute.graph) } : attribute,
  ]);
  return [bodies.length === 0 ? node : { ...node, attributes: Object.fromEntries(bodies) }];
}
