import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { configOf, readConfig } from "./config.js";
import { choice, flag, integer, integers, number, text, texts } from "./leaf.js";
import { type ConfigOf, configSchema, defaults } from "./schema.js";

const schema = configSchema({
  optimiser: {
    rate: number(1e-3, { above: 0, about: "peak learning rate" }),
    schedule: choice("linear", ["constant", "linear", "cosine"]),
    adam: { beta: number(0.9, { atLeast: 0, below: 1 }) },
  },
  layers: integers([256, 256], { atLeast: 1, fewest: 1 }),
  files: texts([]),
  init: text(""),
  shuffle: flag(true),
  seed: integer(0),
});

const read = (yaml: string, overrides: string[] = []) =>
  configOf(schema, { name: "train.yaml", text: yaml }, overrides);

/** The message of what is thrown, which has to be the caller's to mend. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(NamesakeError);
    return (error as NamesakeError).message;
  }
  throw new Error("nothing was refused");
}

describe("a configuration", () => {
  it("is the defaults where nothing is said, with the types of the schema", () => {
    const config = read("");
    expect(config).toEqual({
      optimiser: { rate: 1e-3, schedule: "linear", adam: { beta: 0.9 } },
      layers: [256, 256],
      files: [],
      init: "",
      shuffle: true,
      seed: 0,
    });
    expect(defaults(schema)).toEqual(config);
    expectTypeOf<ConfigOf<typeof schema>>().toEqualTypeOf<{
      readonly optimiser: {
        readonly rate: number;
        readonly schedule: "constant" | "linear" | "cosine";
        readonly adam: { readonly beta: number };
      };
      readonly layers: readonly number[];
      readonly files: readonly string[];
      readonly init: string;
      readonly shuffle: boolean;
      readonly seed: number;
    }>();
  });

  it("takes what the file says over the defaults, and overrides over that", () => {
    const file = "optimiser:\n  rate: 1e-4 # less\n  adam: { beta: .5 }\nfiles: [a.jsonl, 'b: c']\nseed: 3\n";
    const config = read(file, ["seed=4", "layers=[8, 9]", "optimiser.schedule=cosine", "seed=5"]);
    expect(config.optimiser).toEqual({ rate: 1e-4, schedule: "cosine", adam: { beta: 0.5 } });
    expect(config).toMatchObject({ files: ["a.jsonl", "b: c"], layers: [8, 9], seed: 5, shuffle: true });
    expect(read("", ["optimiser={rate: 2, adam: {beta: 0}}"]).optimiser).toMatchObject({ rate: 2 });
    expect(read("optimiser:\n# rate: 1\n").optimiser.rate).toBe(1e-3);
  });

  it("reads YAML 1.2: yes is a word, and aliases repeat", () => {
    expect(refusal(() => read("shuffle: yes"))).toBe(
      'train.yaml, line 1: shuffle should be true or false, found "yes".',
    );
    expect(read("layers: &sizes [1, 0x10]\noptimiser: { rate: 1 }\n").layers).toEqual([1, 16]);
    expect(read("files: [&a x, *a]").files).toEqual(["x", "x"]);
  });
});

describe("what is refused, and where", () => {
  const cases: readonly [string, string, string][] = [
    [
      "a key like a known one",
      "seed: 1\noptimiser:\n  rte: 1",
      'train.yaml, line 3: there is no setting "optimiser.rte". Did you mean "optimiser.rate"?',
    ],
    [
      "a key without its group",
      "\nrate: 1",
      'line 2: there is no setting "rate". Did you mean "optimiser.rate"?',
    ],
    ["a key in the wrong group", "seeds: { beta: 1 }", 'no setting "seeds". Did you mean "seed"?'],
    ["a key like none", "wxyz: 1", 'there is no setting "wxyz". "--print-config" shows all of them.'],
    ["keys that every object has", "__proto__: { a: 1 }", 'no setting "__proto__"'],
    ["merge keys", "optimiser:\n  <<: { rate: 1 }", 'no setting "optimiser.<<"'],
    [
      "a number out of bounds",
      "optimiser:\n  rate: 0",
      "line 2: optimiser.rate should be a number > 0, found 0.",
    ],
    ["no number", "optimiser: { adam: { beta: .nan } }", "should be a number >= 0 and < 1, found NaN."],
    ["a broken number", "\n\nseed: 1.5", "line 3: seed should be a whole number, found 1.5."],
    [
      "a word that is none",
      "optimiser: { schedule: liner }",
      'one of constant, linear, cosine, found "liner".',
    ],
    ["a list of something else", "layers: [8, 0]", "a list of at least 1 whole numbers >= 1, found [8,0]."],
    ["a list that is none", "files: a", 'files should be a list of texts, found "a".'],
    ["nothing", "init:", "init should be text, found nothing."],
    ["a number for a text", "init: 12", "init should be text, found 12, which is text only in quotes."],
    ["a value for a group", "optimiser: 3", "optimiser should be settings by their keys, found 3."],
    ["a group for a value", "seed: { a: 1 }", 'seed should be a whole number, found {"a":1}.'],
    ["no settings at all", "- 1", "The configuration should be settings by their keys, found [1]."],
    [
      "a key twice",
      "seed: 1\nseed: 2",
      "line 2: this cannot be read as a configuration, since a key is there twice.",
    ],
    [
      "tags",
      "seed: 1\ninit: !!js/function x",
      "line 2: this cannot be read as a configuration, since it has a tag",
    ],
    ["older YAML", "%YAML 1.1\n---\nshuffle: yes", "it asks for another YAML than 1.2"],
    ["two documents", "seed: 1\n---\nseed: 2", "it is more than one document"],
    [
      "an alias of nothing",
      "seed: 1\ninit: *one",
      "line 2: this cannot be read as a configuration, since nothing",
    ],
    ["an alias of itself", "layers: &a [*a]", "it follows more than 100 aliases"],
    [
      "bad indentation",
      "optimiser:\n  rate: 1\n schedule: x",
      "line 3: this cannot be read as a configuration",
    ],
    ["depth", "[".repeat(5000), "it is nested too deeply"],
    ["depth by blocks", "- ".repeat(20_000), "this cannot be read as a configuration"],
  ];
  it.each(cases)("%s", (_, yaml, message) => {
    expect(refusal(() => read(yaml))).toContain(message);
  });

  it("a bomb of aliases", () => {
    const bomb = ["a: &a0 [x]"];
    for (let i = 1; i < 30; i++) bomb.push(`a${i}: &a${i} [*a${i - 1}, *a${i - 1}]`);
    expect(refusal(() => read(`files: { ${bomb.join(", ")} }`))).toContain("more than 100 aliases");
  });

  it("overrides, by what they are", () => {
    expect(refusal(() => read("", ["optimiser.rate=-1"]))).toBe(
      'The override "optimiser.rate=-1": optimiser.rate should be a number > 0, found -1.',
    );
    expect(refusal(() => read("", ["seed"]))).toBe(
      'An override should be KEY=VALUE, such as "seed=1", found "seed".',
    );
    for (const key of ["optimiser.rats", "optimizer.rate", "rate"])
      expect(refusal(() => read("", [`${key}=1`]))).toBe(
        `The override "${key}=1": there is no setting "${key}". Did you mean "optimiser.rate"?`,
      );
    expect(refusal(() => read("", ["layers=[1"]))).toContain('The override "layers=[1": this cannot be read');
  });
});

describe("the file of a configuration", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-config-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "train.yaml");

  it("is read with its overrides, a byte order mark or not", async () => {
    writeFileSync(file, "\ufeffseed: 7\ninit: Zürich\n");
    const config = await readConfig(schema, { file, overrides: ["shuffle=false"] });
    expect(config).toMatchObject({ seed: 7, init: "Zürich", shuffle: false });
    expect(await readConfig(schema, {})).toEqual(defaults(schema));
  });

  it("is refused where it is missing, large or no text", async () => {
    await expect(readConfig(schema, { file: join(folder, "none.yaml") })).rejects.toMatchObject({
      code: "SOURCE_NOT_FOUND",
    });
    writeFileSync(file, `seed: 1 ${"#".repeat(200_000)}`);
    await expect(readConfig(schema, { file })).rejects.toThrow("since it is larger than 128 kB");
    writeFileSync(file, Buffer.from([0x73, 0xff, 0xfe]));
    await expect(readConfig(schema, { file })).rejects.toThrow("since it is not UTF-8");
  });
});

describe("a schema", () => {
  it("is refused where it contradicts itself", () => {
    expect(() => number(0, { above: 0 })).toThrow("The default 0 should be a number > 0.");
    expect(() => configSchema({ "a.b": integer(0) })).toThrow(TypeError);
    expect(() => integer(0, { about: "two\nlines" })).toThrow(TypeError);
  });
});
