import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Encoder, loadEncoder } from "./encoder.js";
import { poolEncoders } from "./encoder-pool.js";

const texts = Array.from(
  { length: 40 },
  (_, i) => `The ${"very ".repeat(i % 7)}old bank number ${i} stands by the river.`,
);

let one: Encoder;
beforeAll(async () => {
  one = await loadEncoder();
});
afterAll(() => one.close());

describe("a pool of encoders", () => {
  it("gives the same bytes as one encoder, in the same order", async () => {
    const pool = poolEncoders(await loadEncoder(), () => loadEncoder(), 2);
    const alone = await one.encode(texts);
    // The second call finds both ready.
    for (let round = 0; round < 2; round++) expect(await pool.encode(texts)).toEqual(alone);
    expect(await pool.encode([])).toEqual([]);
    expect(await pool.encode(["Jordan"])).toEqual(await one.encode(["Jordan"]));
    await pool.close();
    await expect(pool.encode(texts)).rejects.toMatchObject({ code: "ENCODER_MISSING" });
  });

  it("works on where another encoder cannot be loaded", async () => {
    const pool = poolEncoders(await loadEncoder(), () => Promise.reject(new Error("no memory")), 3);
    expect(await pool.encode(texts)).toHaveLength(texts.length);
    expect(await pool.encode(texts)).toHaveLength(texts.length);
    await pool.close();
  });
});
