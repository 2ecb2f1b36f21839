import type { InferenceSession } from "onnxruntime-web/wasm";
import { NamesakeError, reason } from "../errors.js";
import { DEVICES, type Device, deviceMissing, providerOf } from "./device.js";
import { encodeModel, GraphBuilder } from "./onnx.js";

/** "native" is onnxruntime-node, "wasm" onnxruntime-web, "auto" native where it loads, else wasm. */
export type RuntimeChoice = "native" | "wasm" | "auto";

/** What both packages of ONNX Runtime export. */
type Ort = Pick<typeof import("onnxruntime-web/wasm"), "InferenceSession" | "Tensor">;

export interface Runtime extends Ort {
  readonly name: "native" | "wasm";
  /** Those that this build knows; whether the machine has one shows when a session is opened. */
  readonly devices: readonly Device[];
}

/**
 * Loads ONNX Runtime; nothing of it is loaded before this call.
 *
 * @throws {NamesakeError} RUNTIME_MISSING where the chosen runtime cannot be loaded
 */
export async function loadRuntime(choice: RuntimeChoice = "auto"): Promise<Runtime> {
  if (choice === "wasm") return loadWasm();
  try {
    const { default: ort } = await import("onnxruntime-node");
    const known = ort.listSupportedBackends().map(({ name }) => name);
    const devices = DEVICES.filter((device) => known.includes(providerOf(device)));
    return { name: "native", devices, InferenceSession: ort.InferenceSession, Tensor: ort.Tensor };
  } catch (error) {
    if (choice === "auto") return loadWasm();
    const why = `onnxruntime-node cannot be loaded (${reason(error)})`;
    throw new NamesakeError("RUNTIME_MISSING", { why }, { cause: error });
  }
}

async function loadWasm(): Promise<Runtime> {
  try {
    const ort = await import("onnxruntime-web/wasm");
    // With more threads it would start workers of its own.
    ort.env.wasm.numThreads = 1;
    return { name: "wasm", devices: ["cpu"], InferenceSession: ort.InferenceSession, Tensor: ort.Tensor };
  } catch (error) {
    const why = `onnxruntime-web cannot be loaded (${reason(error)})`;
    throw new NamesakeError("RUNTIME_MISSING", { why }, { cause: error });
  }
}

export interface OpenOptions {
  /** Default "cpu"; the wasm runtime has no other. */
  device?: Device;
  /** Outputs that stay in the memory of a GPU. */
  resident?: readonly string[];
  /**
   * How far ONNX Runtime rewrites the graph, default "basic": on CPUs what "extended" fuses makes graphs for use slower,
   * and those of a training faster.
   */
  optimisation?: "basic" | "extended";
}

/**
 * Makes a session for a model that this package wrote. `session.run` of the native runtime blocks its thread, so call it in a worker.
 *
 * @param model its bytes, or its path, which a model with data outside needs
 * @param threads of one operator; the wasm runtime always has one
 * @throws {NamesakeError} DEVICE_MISSING where the device cannot be used; other errors are the runtime's own
 */
export async function openSession(
  runtime: Runtime,
  model: Uint8Array | string,
  threads: number,
  options: OpenOptions = {},
): Promise<InferenceSession> {
  const { device = "cpu" } = options;
  if (!runtime.devices.includes(device))
    throw deviceMissing(
      device,
      runtime.name === "wasm"
        ? "the WebAssembly build of ONNX Runtime computes on the CPU alone"
        : `onnxruntime-node does not have it for ${process.platform}-${process.arch}`,
    );
  try {
    return await create(runtime, model, threads, options);
  } catch (error) {
    if (device !== "cpu") await requireDevice(runtime, device);
    throw error;
  }
}

function create(
  { name, InferenceSession }: Runtime,
  model: Uint8Array | string,
  threads: number,
  { device = "cpu", resident = [], optimisation = "basic" }: OpenOptions,
): Promise<InferenceSession> {
  // Errors are thrown; in the log they would be told twice.
  const fatalOnly = 4;
  const places = resident.map((output) => [output, "gpu-buffer"] as const);
  const options: InferenceSession.SessionOptions = {
    graphOptimizationLevel: optimisation,
    logSeverityLevel: fatalOnly,
    ...(name === "wasm"
      ? {}
      : {
          executionProviders: [providerOf(device)],
          // A plan for all values of a run is one more block as large as those of the first run, which stay.
          enableMemPattern: false,
          intraOpNumThreads: threads,
          // Threads that spin while they wait slow down every other session of the process.
          extra: { session: { intra_op: { allow_spinning: "0" } } },
        }),
    ...(places.length === 0 ? {} : { preferredOutputLocation: Object.fromEntries(places) }),
  };
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}

/** Tells a device that is not there from a model that fails on it: the smallest of models runs on any. */
async function requireDevice(runtime: Runtime, device: Device): Promise<void> {
  const g = new GraphBuilder("smallest");
  g.output("y", "float32", [1], g.input("x", "float32", [1]));
  try {
    const session = await create(runtime, encodeModel(g, { "": 20 }), 1, { device });
    await session.release();
  } catch (error) {
    // Without the place in the runtime's source and the condition that failed there.
    const why = reason(error).replace(/^\/onnxruntime_src\/.* was false\. /, "");
    throw deviceMissing(device, why, error);
  }
}
