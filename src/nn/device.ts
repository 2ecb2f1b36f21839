import { NamesakeError } from "../errors.js";
import { choiceOf } from "./choice.js";

/**
 * Where a model runs: each device is an execution provider of ONNX Runtime
 * (https://onnxruntime.ai/docs/execution-providers). What a device has no kernel for, the CPU computes.
 */
export type Device = "cpu" | "webgpu" | "cuda" | "directml" | "coreml";

interface Provider {
  /** What ONNX Runtime calls it. */
  provider: string;
  /** Where it is to be had, for who misses it. */
  needs: string;
}

const PROVIDERS: Readonly<Record<Device, Provider>> = {
  cpu: { provider: "cpu", needs: "Every build of ONNX Runtime has it" },
  webgpu: {
    provider: "webgpu",
    needs:
      "It comes with onnxruntime-node on Linux x64, Windows and macOS (ARM) and needs a driver of Vulkan, Direct3D 12 or Metal; on Linux also libvulkan.so.1",
  },
  cuda: {
    provider: "cuda",
    needs:
      'It needs Linux x64 with an NVIDIA driver, CUDA 12 and cuDNN 9, and a library that is installed apart: "node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12"',
  },
  directml: {
    provider: "dml",
    needs: "It comes with onnxruntime-node on Windows and needs a driver of DirectX 12",
  },
  coreml: { provider: "coreml", needs: "It comes with onnxruntime-node on macOS" },
};

/** All devices by name. */
export const DEVICES = Object.keys(PROVIDERS) as readonly Device[];

/** The name of a device in ONNX Runtime. */
export const providerOf = (device: Device): string => PROVIDERS[device].provider;

/**
 * Reads the name of a device, in capitals or not.
 *
 * @param option what the caller's users know it by
 * @throws {NamesakeError} OPTION_INVALID with the nearest name
 */
export function parseDevice(text: string, option = "--device"): Device {
  return choiceOf(option, text.trim().toLowerCase(), DEVICES);
}

/** The error of a device that cannot be had here. */
export const deviceMissing = (
  device: Device,
  why: string,
  cause?: unknown,
): NamesakeError<"DEVICE_MISSING"> =>
  new NamesakeError("DEVICE_MISSING", { device, why, needs: PROVIDERS[device].needs }, { cause });
