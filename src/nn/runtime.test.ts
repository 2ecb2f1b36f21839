import { afterEach, describe, expect, it, vi } from "vitest";
import { NamesakeError } from "../errors.js";
import { encodeModel, GraphBuilder } from "./onnx.js";
import { loadRuntime, openSession } from "./runtime.js";

afterEach(() => vi.doUnmock("onnxruntime-node"));

const withoutNative = () =>
  vi.doMock("onnxruntime-node", () => {
    throw new Error("no binary for this platform\n  at some file");
  });

describe("loadRuntime", () => {
  it.each(["native", "wasm"] as const)("loads %s, which runs a model", async (choice) => {
    const g = new GraphBuilder("double");
    const x = g.input("x", "float32", ["n"]);
    g.output("y", "float32", ["n"], g.op("Add", [x, x]));
    const runtime = await loadRuntime(choice);
    expect(runtime.name).toBe(choice);
    const session = await openSession(runtime, encodeModel(g, { "": 18 }), 1);
    const { y } = await session.run({ x: new runtime.Tensor("float32", Float32Array.of(1, 2), [2]) });
    expect(y?.data).toEqual(Float32Array.of(2, 4));
    await session.release();
  });

  it("prefers native and falls back to wasm", async () => {
    expect((await loadRuntime()).name).toBe("native");
    withoutNative();
    expect((await loadRuntime("auto")).name).toBe("wasm");
  });

  it("says in one line that native cannot be loaded", async () => {
    withoutNative();
    const error = await loadRuntime("native").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NamesakeError);
    expect(error).toMatchObject({ code: "RUNTIME_MISSING" });
    expect((error as Error).message).toContain("onnxruntime-node cannot be loaded");
    expect((error as Error).message).toContain("npm install");
    expect((error as Error).message).not.toContain("\n");
  });
});
