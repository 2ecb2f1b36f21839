import type { InferenceSession } from "onnxruntime-web/wasm";
import { NamesakeError, reason } from "../errors.js";
import { encodeModel, GraphBuilder } from "../nn/onnx.js";

/** "native" is onnxruntime-node, "wasm" onnxruntime-web, "auto" native where it loads, else wasm. */
export type RuntimeChoice = "native" | "wasm" | "auto";

/** What both packages of ONNX Runtime export. */
type Ort = Pick<typeof import("onnxruntime-web/wasm"), "InferenceSession" | "Tensor">;

export interface Runtime extends Ort {
  readonly name: "native" | "wasm";
}

/**
 * Loads ONNX Runtime; nothing of it is loaded before this call.
 *
 * @throws {NamesakeError} ENCODER_MISSING where the chosen runtime cannot be loaded
 */
export async function loadRuntime(choice: RuntimeChoice = "auto"): Promise<Runtime> {
  if (choice === "wasm") return loadWasm();
  try {
    const { default: ort } = await import("onnxruntime-node");
    return { name: "native", InferenceSession: ort.InferenceSession, Tensor: ort.Tensor };
  } catch (error) {
    if (choice === "auto") return loadWasm();
    const why = `onnxruntime-node cannot be loaded (${reason(error)})`;
    throw new NamesakeError("ENCODER_MISSING", { why }, { cause: error });
  }
}

async function loadWasm(): Promise<Runtime> {
  try {
    const ort = await import("onnxruntime-web/wasm");
    // With more threads it would start workers of its own.
    ort.env.wasm.numThreads = 1;
    return { name: "wasm", InferenceSession: ort.InferenceSession, Tensor: ort.Tensor };
  } catch (error) {
    const why = `onnxruntime-web cannot be loaded (${reason(error)})`;
    throw new NamesakeError("ENCODER_MISSING", { why }, { cause: error });
  }
}

/**
 * Makes a session for a model that this package wrote. Optimisation stays at "basic": on CPUs the fusions of "all"
 * make such graphs slower. `session.run` of the native runtime blocks its thread, so call it in a worker.
 *
 * @param threads of one operator; the wasm runtime always has one
 */
export async function openSession(
  runtime: Runtime,
  model: Uint8Array,
  threads: number,
): Promise<InferenceSession> {
  const warningsOff = 3;
  return runtime.InferenceSession.create(model, {
    graphOptimizationLevel: "basic",
    logSeverityLevel: warningsOff,
    ...(runtime.name === "wasm"
      ? {}
      : {
          intraOpNumThreads: threads,
          // Threads that spin while they wait slow down every other session of the process.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        }),
  });
}

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
