import { describe, expect, it } from "vitest";
import { DEVICES, parseDevice, providerOf } from "./device.js";
import { emit } from "./graph/emit.js";
import { input } from "./graph/tensor.js";
import { loadRuntime, openSession } from "./runtime.js";
import { Session } from "./session.js";

const program = emit("copy", { y: input("x", "float32", [2]) });

describe("parseDevice", () => {
  it("knows all devices, in capitals too", () => {
    for (const device of DEVICES) expect(parseDevice(` ${device.toUpperCase()}`)).toBe(device);
    expect(DEVICES.map(providerOf)).toEqual(["cpu", "webgpu", "cuda", "dml", "coreml"]);
  });

  it.each([
    ["gpu", "(the nearest is webgpu)"],
    ["cuba", "(the nearest is cuda)"],
    ["quantum", "one of cpu, webgpu, cuda, directml, coreml,"],
  ])('refuses "%s"', (text, message) => {
    expect(() => parseDevice(text)).toThrow(
      expect.objectContaining({
        code: "OPTION_INVALID",
        message: expect.stringMatching(`^--device should be one of .*, found "${text}"`),
      }),
    );
    expect(() => parseDevice(text)).toThrow(message);
  });
});

describe("a session on a device", () => {
  it("says where a device is to be had that this build lacks", async () => {
    const { devices } = await loadRuntime("native");
    expect(devices).toContain("cpu");
    const absent = DEVICES.filter((device) => !devices.includes(device));
    expect(absent.length).toBeGreaterThan(0);
    for (const device of absent)
      await expect(Session.open(program, { device })).rejects.toMatchObject({
        code: "DEVICE_MISSING",
        message: expect.stringMatching(
          `^The device "${device}" cannot be used: onnxruntime-node does not have it for .*onnxruntime-node.* "cpu" always works.$`,
        ),
      });
  });

  it("computes on the CPU alone with the other runtime", async () => {
    await expect(Session.open(program, { runtime: "wasm", device: "webgpu" })).rejects.toMatchObject({
      code: "DEVICE_MISSING",
      message: expect.stringContaining("the WebAssembly build of ONNX Runtime computes on the CPU alone"),
    });
    const session = await Session.open(program, { runtime: "wasm", device: "cpu" });
    expect(await session.run({ x: Float32Array.of(1, 2) })).toEqual({
      y: { dims: [2], data: Float32Array.of(1, 2) },
    });
    await session.close();
  });

  it("tells a device that fails from a model that fails", async () => {
    const runtime = await loadRuntime("native");
    // What the machine of the test lacks is not known, so a session that always fails stands for its driver.
    const refuses = (allowed: string[]) => ({
      ...runtime,
      devices: DEVICES,
      InferenceSession: {
        create: async (model: Uint8Array | string, options: { executionProviders: string[] }) => {
          const [provider = ""] = options.executionProviders;
          if (allowed.includes(provider)) return runtime.InferenceSession.create(model as Uint8Array);
          throw new Error(
            "/onnxruntime_src/core/webgpu_context.cc:136 Initialize(const Config&)::<lambda()> status == wgpu::Success was false. No supported adapters\n",
          );
        },
      } as unknown as typeof runtime.InferenceSession,
    });
    await expect(openSession(refuses([]), program.model, 1, { device: "cuda" })).rejects.toMatchObject({
      code: "DEVICE_MISSING",
      message: expect.stringMatching(
        /^The device "cuda" cannot be used: No supported adapters\. It needs Linux.*NVIDIA.*cuda12/,
      ),
    });
    const broken = Uint8Array.of(1, 2, 3);
    await expect(openSession(refuses(["cuda"]), broken, 1, { device: "cuda" })).rejects.not.toHaveProperty(
      "code",
      "DEVICE_MISSING",
    );
  });
});
