import {
  array,
  assert,
  boolean,
  constantFrom,
  double,
  integer as int,
  property,
  record,
  string,
} from "fast-check";
import { describe, expect, it } from "vitest";
import { configOf } from "./config.js";
import { configToYaml } from "./config-yaml.js";
import { choice, flag, integer, integers, number, numbers, text, texts } from "./leaf.js";
import { configSchema, defaults } from "./schema.js";

const schema = configSchema({
  optimiser: {
    rate: number(1e-3, { above: 0, about: "peak learning rate" }),
    schedule: choice("linear", ["constant", "linear", "no", "1e3"], { about: "how the rate changes" }),
    empty: {},
  },
  layers: integers([256, 256]),
  margins: numbers([]),
  files: texts([]),
  init: text("", { about: "weights to begin with" }),
  shuffle: flag(true),
  seed: integer(0),
});

const anyText = string({ unit: "binary" });
const finite = { noNaN: true, noDefaultInfinity: true };

/** Any configuration, texts of any characters and numbers of any size included. */
const anyConfig = record(
  {
    optimiser: record(
      {
        rate: double({ min: Number.MIN_VALUE, ...finite }),
        schedule: constantFrom("constant", "linear", "no", "1e3"),
        empty: record({}, { noNullPrototype: true }),
      },
      { noNullPrototype: true },
    ),
    layers: array(int()),
    margins: array(double(finite)),
    files: array(anyText),
    init: anyText,
    shuffle: boolean(),
    seed: int({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  },
  { noNullPrototype: true },
);

/** What has to be in quotes lest it be read as something else. */
const traps = [
  "",
  " ",
  "null",
  "~",
  "true",
  "No",
  "1",
  "1e3",
  "0x1f",
  "-",
  "- a",
  "a: b",
  "a #b",
  "#",
  "*a",
  "&a",
  "!a",
]
  .concat([
    "'",
    '"',
    "a\nb",
    "\n",
    "\t",
    "\r\n",
    "---",
    "...",
    "%YAML",
    "@",
    "`",
    "[",
    "{a",
    "? a",
    "|",
    ">",
    "\ufeff",
  ])
  .concat([
    "\u0085",
    "\u2028",
    "\ud800",
    "\0",
    "\u007f",
    "Zürich 東京 🙂",
    "C:\\data",
    "x".repeat(300),
    ".inf",
    "<<",
  ]);

describe("a configuration as YAML", () => {
  it("has its help beside each value, and the default where it was changed", () => {
    const config = { ...defaults(schema), seed: 4, files: ["a.jsonl", "b: c"] };
    expect(configToYaml(config, schema)).toBe(
      [
        "optimiser:",
        "  rate: 0.001 # peak learning rate; a number > 0",
        "  schedule: linear # how the rate changes; one of constant, linear, no, 1e3",
        "  empty: {}",
        "layers: [256, 256] # a list of whole numbers",
        "margins: [] # a list of numbers",
        'files: [a.jsonl, "b: c"] # a list of texts; default []',
        'init: "" # weights to begin with; text',
        "shuffle: true # true or false",
        "seed: 4 # a whole number; default 0",
        "",
      ].join("\n"),
    );
  });

  it("reads back equal, whatever its values are", () => {
    assert(
      property(anyConfig, (config) => {
        const written = configToYaml(config, schema);
        expect(configOf(schema, { name: "written", text: written })).toEqual(config);
        expect(Buffer.from(written, "utf8").toString("utf8")).toBe(written);
      }),
      { numRuns: 300, seed: 1 },
    );
    const tricky = { ...defaults(schema), files: traps };
    const all = { name: "written", text: configToYaml(tricky, schema) };
    expect(configOf(schema, all).files).toEqual(traps);
    for (const init of traps) {
      const config = { ...tricky, init };
      const file = { name: "written", text: configToYaml(config, schema) };
      expect(configOf(schema, file)).toEqual(config);
    }
  });

  it("says the same as overrides with its values", () => {
    assert(
      property(anyConfig, (config) => {
        const { optimiser, ...rest } = config;
        const given = { ...rest, "optimiser.rate": optimiser.rate, "optimiser.schedule": optimiser.schedule };
        // JSON is YAML in flow style, but for a zero with its sign.
        const written = (value: unknown) => (Object.is(value, -0) ? "-0" : JSON.stringify(value));
        const overrides = Object.entries(given).map(([key, value]) =>
          Array.isArray(value) ? `${key}=[${value.map(written)}]` : `${key}=${written(value)}`,
        );
        expect(configOf(schema, undefined, overrides)).toEqual(config);
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});
