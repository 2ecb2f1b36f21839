import { describe, expect, it } from "vitest";
import { loadRuntime, openSession } from "../nn/runtime.js";
import { multipliesInt8Exactly } from "./exact-products.js";
import { buildUseLite, readWeights } from "./use-lite.js";

describe("multipliesInt8Exactly", () => {
  it.each(["native", "wasm"] as const)(
    "tells whether int8 weights serve as well as uint8 ones on %s",
    async (choice) => {
      const runtime = await loadRuntime(choice);
      const weights = await readWeights();
      const ids = new runtime.Tensor(
        "int32",
        Int32Array.from({ length: 40 }, (_, i) => 10 + i * 97),
        [2, 20],
      );
      const vectors = await Promise.all(
        (["int8", "uint8"] as const).map(async (type) => {
          const session = await openSession(runtime, buildUseLite(weights, "int8", type), 1);
          const { vectors } = await session.run({ ids });
          return vectors?.data as Float32Array;
        }),
      );
      expect(vectors[0]).toHaveLength(2 * 512);
      const same = (vectors[0] as Float32Array).every((value, i) => value === vectors[1]?.[i]);
      expect(same).toBe(await multipliesInt8Exactly(runtime));
    },
  );
});
