import { encodeModel, GraphBuilder } from "../nn/onnx.js";
import { openSession, type Runtime } from "../nn/runtime.js";

/**
 * Whether products of uint8 activations and int8 weights are exact. On x86 CPUs without VNNI they are not: the sum of
 * two neighbouring products saturates at 16 bits, which puts errors of several percent into a layer's output
 * (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html). There, uint8 weights are exact;
 * elsewhere they are slower. Found by multiplying the greatest numbers there are.
 */
export async function multipliesInt8Exactly(runtime: Runtime): Promise<boolean> {
  const [rows, inner, columns] = [2, 64, 16];
  const g = new GraphBuilder("probe");
  const x = g.input("x", "uint8", [rows, inner]);
  const weights = g.constant(new Int8Array(inner * columns).fill(127), [inner, columns]);
  g.output("y", "int32", [rows, columns], g.op("MatMulInteger", [x, weights]));
  const session = await openSession(runtime, encodeModel(g, { "": 18 }), 1);
  const greatest = new runtime.Tensor("uint8", new Uint8Array(rows * inner).fill(255), [rows, inner]);
  const { y } = await session.run({ x: greatest });
  await session.release();
  return y !== undefined && (y.data as Int32Array).every((value) => value === 255 * 127 * inner);
}
