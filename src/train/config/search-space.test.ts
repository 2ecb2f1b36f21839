import { assert, boolean, double, integer as int, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { choice, flag, integer, integers, number, text } from "./leaf.js";
import { parseRange, RangeProblem, type Span, valueWithin } from "./range.js";
import { configSchema } from "./schema.js";
import { drawConfigs, searchSpaceOf } from "./search-space.js";

const schema = configSchema({
  optimiser: {
    rate: number(1e-3, { above: 0 }),
    warmup: integer(100, { atLeast: 0 }),
    schedule: choice("linear", ["constant", "linear", "cosine"]),
  },
  layers: integers([256]),
  shuffle: flag(true),
  init: text(""),
  decision: { threshold: number(0.5), margin: number(0.1) },
});

const spaceOf = (yaml: string, overrides: string[] = []) =>
  searchSpaceOf(schema, { name: "tune.yaml", text: yaml }, overrides);

const FILE = `
optimiser:
  rate: { from: 1e-5, to: 1e-3, scale: log }
  warmup: { from: 0, to: 30, step: 10 }
  schedule: { one of: [linear, cosine] }
layers: { one of: [[256], [512, 512]] }
init: base.onnx
sweep: [decision.threshold]
`;

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(NamesakeError);
    return (error as NamesakeError).message;
  }
  throw new Error("nothing was refused");
}

describe("a search space", () => {
  it("has ranges in place of values, and thresholds to sweep", () => {
    const space = spaceOf(FILE, ["shuffle={ one of: [true, false] }", "init=other.onnx"]);
    expect([...space.ranges]).toEqual([
      ["optimiser.rate", { from: 1e-5, to: 1e-3, scale: "log" }],
      ["optimiser.warmup", { from: 0, to: 30, scale: "linear", step: 10 }],
      ["optimiser.schedule", { oneOf: ["linear", "cosine"] }],
      ["layers", { oneOf: [[256], [512, 512]] }],
      ["shuffle", { oneOf: [true, false] }],
    ]);
    expect(space.base).toMatchObject({ init: "other.onnx", decision: { threshold: 0.5 } });
    expect(space.thresholds).toEqual(["decision.threshold"]);
    expect(spaceOf(FILE, ["optimiser.rate=1"]).ranges.has("optimiser.rate")).toBe(false);
  });

  const cases: readonly [string, string, string][] = [
    [
      "an end out of bounds",
      "optimiser:\n  rate: { from: 0, to: 1 }",
      "line 2: optimiser.rate should be a number > 0, { from, to",
    ],
    ["ends in the wrong order", "optimiser: { rate: { from: 2, to: 1 } }", 'a range with "from" below "to"'],
    [
      "a log of nothing",
      "decision: { margin: { from: 0, to: 1, scale: log } }",
      '"from" above 0 where its scale is log',
    ],
    ["another scale", "optimiser: { rate: { from: 1, to: 2, scale: square } }", "scale: linear or log"],
    [
      "another key",
      "optimiser: { rate: { from: 1, to: 2, steps: 2 } }",
      "{ from, to, scale: linear or log, step }",
    ],
    [
      "broken ends of whole numbers",
      "optimiser: { warmup: { from: 0.5, to: 2 } }",
      "a whole number >= 0, { from",
    ],
    ["a broken step", "optimiser: { warmup: { from: 0, to: 2, step: 0.5 } }", "a range with a whole step"],
    ["a step too far", "optimiser: { rate: { from: 1, to: 2, step: 3 } }", 'a "step" above 0 that fits'],
    ["a range of words", "init: { from: 1, to: 2 }", "init should be text, or { one of: [...] }, found"],
    [
      "an alternative that does not fit",
      "optimiser: { schedule: { one of: [linear, liner] } }",
      "with values that each are",
    ],
    ["no alternative", "shuffle: { one of: [] }", "with values that each are"],
    ["a wrong plain value", "shuffle: { one of: [true] }\ninit: 3", "line 2: init should be text, found 3"],
    [
      "a threshold like a known one",
      "sweep: [decision.treshold]",
      'no setting "decision.treshold". Did you mean "decision.threshold"?',
    ],
    [
      "a threshold that is no number",
      "sweep: [init]",
      'sweep should be keys of numbers, which decisions are held against, found "init".',
    ],
    [
      "a threshold that is a range",
      "decision: { margin: { from: 0, to: 1 } }\nsweep: [decision.margin]",
      "line 2: sweep should be keys that are no ranges as well",
    ],
    [
      "nothing to search",
      "shuffle: true",
      "The search should be over a range or a threshold at least, found nothing.",
    ],
    ["an unknown key", "shufle: true", 'Did you mean "shuffle"?'],
  ];
  it.each(cases)("refuses %s", (_, yaml, message) => {
    expect(refusal(() => spaceOf(yaml))).toContain(message);
  });
});

describe("drawing", () => {
  it("gives the same again, other values for another seed, and begins a longer sequence with a shorter", () => {
    const space = spaceOf(FILE);
    const configs = drawConfigs(space, 1, 20);
    expect(drawConfigs(space, 1, 50).slice(0, 20)).toEqual(configs);
    expect(drawConfigs(space, 2, 20)).not.toEqual(configs);
    expect(configs.every(({ init }) => init === "base.onnx")).toBe(true);
  });

  it("draws for a key what it would draw without the others", () => {
    const alone = drawConfigs(spaceOf("optimiser: { rate: { from: 1, to: 9 } }"), 3, 30);
    const beside = drawConfigs(
      spaceOf("optimiser: { rate: { from: 1, to: 9 }, warmup: { from: 0, to: 9 } }"),
      3,
      30,
    );
    expect(beside.map(({ optimiser }) => optimiser.rate)).toEqual(
      alone.map(({ optimiser }) => optimiser.rate),
    );
  });

  it("gives every configuration once and no more", () => {
    const space = spaceOf(
      "optimiser: { warmup: { from: 1, to: 3 }, schedule: { one of: [linear, cosine] } }",
    );
    const drawn = drawConfigs(space, 0, 40).map(
      ({ optimiser: { warmup, schedule } }) => `${warmup} ${schedule}`,
    );
    expect([...drawn].sort()).toEqual([
      "1 cosine",
      "1 linear",
      "2 cosine",
      "2 linear",
      "3 cosine",
      "3 linear",
    ]);
    expect(refusal(() => drawConfigs(space, 0, 0))).toBe(
      'The number of trials should be 1 or more, found "0".',
    );
  });

  it("spreads evenly, on a logarithmic scale by factors", () => {
    const rates = drawConfigs(spaceOf(FILE), 5, 4000).map(({ optimiser }) => Math.log10(optimiser.rate));
    const bins = Array.from({ length: 8 }, () => 0);
    for (const rate of rates) bins[Math.floor((rate + 5) * 4)]!++;
    // Chi-square with 7 degrees of freedom: above 24.3 in one of 1000 seeds.
    expect(bins.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0)).toBeLessThan(24.3);
    const warmups = drawConfigs(spaceOf(FILE), 5, 4000).map(({ optimiser }) => optimiser.warmup);
    for (const warmup of [0, 10, 20, 30])
      expect(Math.abs(warmups.filter((found) => found === warmup).length - 1000)).toBeLessThan(120);
  });
});

describe("a value within a range", () => {
  const share = double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  it("is accepted by its leaf and lies between the ends, on a step where there are steps", () => {
    assert(
      property(
        double({ min: -1e9, max: 1e9, noNaN: true }),
        double({ min: 1e-6, max: 1e9, noNaN: true }),
        share,
        boolean(),
        (from, width, at, log) => {
          const leaf = number(from, { atLeast: from, atMost: from + width });
          const range = parseRange(
            { from, to: from + width, scale: log && from > 0 ? "log" : "linear" },
            leaf,
          );
          if (from + width === from) return expect(range).toBeInstanceOf(RangeProblem);
          expect(leaf.accepts(valueWithin(range as Span, at, false))).toBe(true);
        },
      ),
      { seed: 1, numRuns: 500 },
    );
    assert(
      property(
        int({ min: -1000, max: 1000 }),
        int({ min: 1, max: 50 }),
        int({ min: 1, max: 2000 }),
        share,
        (from, step, width, at) => {
          const range: Span = { from, to: from + Math.max(step, width), scale: "linear", step };
          const value = valueWithin(range, at, true) as number;
          expect((value - from) % step === 0 && value >= from && value <= range.to).toBe(true);
        },
      ),
      { seed: 2, numRuns: 300 },
    );
  });

  it("reaches both ends of whole numbers and of steps, and is written shortly", () => {
    const almost = 1 - 2 ** -32;
    for (const scale of ["linear", "log"] as const)
      expect([0, almost].map((at) => valueWithin({ from: 1, to: 64, scale }, at, true))).toEqual([1, 64]);
    expect(valueWithin({ from: 0, to: 0.3, scale: "linear", step: 0.1 }, almost, false)).toBe(0.3);
    expect(valueWithin({ from: 1e-5, to: 1e-3, scale: "log" }, 0.7654321, false)).toBe(0.00033952);
    expect(valueWithin({ from: -5, to: 5, scale: "linear" }, 0.5, true)).toBe(0);
  });
});
