import type { InferenceSession } from "onnxruntime-web/wasm";
import { NamesakeError, reason } from "../errors.js";

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
 * @param model its bytes, or its path, which a model with data outside needs
 * @param threads of one operator; the wasm runtime always has one
 */
export async function openSession(
  runtime: Runtime,
  model: Uint8Array | string,
  threads: number,
): Promise<InferenceSession> {
  // Errors are thrown; in the log they would be told twice.
  const fatalOnly = 4;
  const options: InferenceSession.SessionOptions = {
    graphOptimizationLevel: "basic",
    logSeverityLevel: fatalOnly,
    ...(runtime.name === "wasm"
      ? {}
      : {
          intraOpNumThreads: threads,
          // Threads that spin while they wait slow down every other session of the process.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        }),
  };
  const { InferenceSession } = runtime;
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}
