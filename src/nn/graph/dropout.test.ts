import { describe, expect, it } from "vitest";
import type { Tensor } from "../onnx.js";
import { Session } from "../session.js";
import { dropout, Randomness } from "./dropout.js";
import { sub } from "./elementwise.js";
import { emit } from "./emit.js";
import { input, scalar } from "./tensor.js";

const [rows, columns, rate] = [300, 128, 0.3];
const x = input("x", "float32", ["rows", columns]);
const seed = input("seed", "int32", []);
const random = new Randomness(seed);
const program = emit("dropout", { a: dropout(x, rate, random), b: dropout(x, rate, random) });
const ones = { dims: [rows, columns], data: new Float32Array(rows * columns).fill(1) };

/** What is kept, as rows of 1 and 0. */
async function masks(session: Session, value: number): Promise<[Uint8Array, Uint8Array]> {
  const { a, b } = await session.run({ x: ones, seed: Int32Array.of(value) });
  const kept = (data: unknown) => Uint8Array.from(data as Float32Array, (number) => (number === 0 ? 0 : 1));
  return [kept(a?.data), kept(b?.data)];
}

const bytesOf = (tensor: Tensor | undefined) =>
  Buffer.from(Float32Array.from((tensor?.data ?? []) as Float32Array).buffer);
const share = (mask: Uint8Array) => mask.reduce((sum, value) => sum + value, 0) / mask.length;

/** How often two masks agree; by chance, 0.58. */
const agreement = (a: Uint8Array, b: Uint8Array) => share(a.map((value, i) => (value === b[i] ? 1 : 0)));

describe("dropout", () => {
  it("keeps its share everywhere, independent of neighbours, uses and seeds", async () => {
    const session = await Session.open(program);
    const [a, b] = await masks(session, 1);
    const [next] = await masks(session, 2);
    const expected = 1 - rate;
    // Five standard deviations of a fair draw.
    const bound = (n: number) => 5 * Math.sqrt((rate * expected) / n);
    expect(Math.abs(share(a) - expected)).toBeLessThan(bound(a.length));
    const column = (mask: Uint8Array, c: number) => mask.filter((_, i) => i % columns === c);
    const row = (mask: Uint8Array, r: number) => mask.subarray(r * columns, (r + 1) * columns);
    for (let r = 0; r < rows; r++) expect(Math.abs(share(row(a, r)) - expected)).toBeLessThan(bound(columns));
    for (let c = 0; c < columns; c++)
      expect(Math.abs(share(column(a, c)) - expected)).toBeLessThan(bound(rows));

    const chance = rate ** 2 + expected ** 2;
    const fair = (n: number) => 5.5 * Math.sqrt((chance * (1 - chance)) / n);
    expect(Math.abs(agreement(a, b) - chance)).toBeLessThan(fair(a.length));
    expect(Math.abs(agreement(a, next) - chance)).toBeLessThan(fair(a.length));
    for (let r = 1; r < rows; r++)
      for (const other of [r - 1, r >> 1, 0])
        expect(Math.abs(agreement(row(a, r), row(a, other)) - chance)).toBeLessThan(fair(columns));
    for (let c = 1; c < columns; c++)
      expect(Math.abs(agreement(column(a, c), column(a, c - 1)) - chance)).toBeLessThan(fair(rows));
    await session.close();
  });

  it("draws what three places hold independently of the fourth of a rectangle", async () => {
    const session = await Session.open(program);
    const [mask] = await masks(session, 3);
    await session.close();
    // Rows and columns are hashed on their own, so a weak mix would show in the parity of rectangles.
    const signs = Array.from(mask, (value) => (value === 1 ? rate : rate - 1));
    let sum = 0;
    let squares = 0;
    for (let r = 0; r + 1 < rows; r += 2)
      for (let c = 0; c + 1 < columns; c += 2) {
        const at = r * columns + c;
        const corners = [at, at + 1, at + columns, at + columns + 1].map((i) => signs[i] as number);
        const product = corners.reduce((all, value) => all * value, 1);
        sum += product;
        squares += product * product;
      }
    expect(Math.abs(sum) / Math.sqrt(squares)).toBeLessThan(5);
  });

  it("is the same for a seed on every runtime, and scales what it keeps", async () => {
    const native = await Session.open(program, { threads: 2 });
    const wasm = await Session.open(program, { runtime: "wasm" });
    for (const value of [0, 1, -1, 2 ** 31 - 1]) {
      const feeds = { x: ones, seed: Int32Array.of(value) };
      const { a } = await native.run(feeds);
      expect(new Set(a?.data as Float32Array)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
      const other = (await wasm.run(feeds))["a"];
      expect(Buffer.compare(bytesOf(other), bytesOf(a))).toBe(0);
    }
    await native.close();
    await wasm.close();
  });

  it("leaves a tensor as it is at rate 0 and where nothing is random", () => {
    expect(dropout(x, 0, random)).toBe(x);
    expect(dropout(x, 0.5, undefined)).toBe(x);
    expect(dropout(sub(scalar(1), x), 0.5, random).shape).toEqual(["rows", columns]);
  });
});
