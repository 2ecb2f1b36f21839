import { describe, expect, it } from "vitest";
import { NamesakeError } from "../errors.js";
import { FEATURES } from "./features.js";
import { parseWeights } from "./weights.js";

const features = Object.fromEntries(Object.keys(FEATURES).map((name, i) => [name, i]));
const whole = { features, nil: -4, temperature: 1 };

describe("parseWeights", () => {
  it("gives the weights of all features", () => {
    expect(parseWeights(JSON.stringify(whole), "linker.json")).toMatchObject(whole);
  });

  it("gives how much types count, where it was fitted", () => {
    const types = { beta: 1, alphas: { kind: 0, "a. b": 0.5 } };
    expect(parseWeights(JSON.stringify({ ...whole, types }), "linker.json").types).toEqual(types);
    expect(Object.keys(parseWeights(JSON.stringify(whole), "linker.json"))).not.toContain("types");
  });

  it("gives what decides where links are counted, with the features that it lacks", () => {
    const shortcuts = { candidates: 12, hopeless: 5, decided: 2.5 };
    const { listedName: _, ...known } = features;
    const linked = { ...whole, features: known, nil: -1, shortcuts };
    expect(parseWeights(JSON.stringify({ ...whole, linked }), "linker.json").linked).toEqual({
      ...linked,
      features: { ...known, listedName: 0 },
    });
  });

  it.each([
    ["nonsense", "file"],
    ["", "file"],
    ["null", "nil"],
    ["5", "nil"],
    ["{}", "nil"],
    [JSON.stringify({ ...whole, nil: "1" }), "nil"],
    [JSON.stringify({ ...whole, temperature: null }), "temperature"],
    [JSON.stringify({ ...whole, features: { ...features, prior: "high" } }), "features.prior"],
    [JSON.stringify({ ...whole, features: undefined }), "features.prior"],
    [JSON.stringify({ ...whole, linked: { ...whole, nil: "1" } }), "linked.nil"],
    [JSON.stringify({ ...whole, shortcuts: { candidates: 12, hopeless: 5 } }), "shortcuts.decided"],
    [
      JSON.stringify({
        ...whole,
        linked: { ...whole, shortcuts: { candidates: 0, hopeless: 5, decided: 4 } },
      }),
      "linked.shortcuts.candidates",
    ],
    [JSON.stringify({ ...whole, types: null }), "types.beta"],
    [JSON.stringify({ ...whole, types: { beta: 1.1, alphas: {} } }), "types.beta"],
    [JSON.stringify({ ...whole, types: { beta: 1, alphas: { kind: -0.1 } } }), "types.alphas.kind"],
    [JSON.stringify({ ...whole, types: { beta: 1, alphas: { kind: "1" } } }), "types.alphas.kind"],
  ])("refuses %j", (json, field) => {
    const parse = () => parseWeights(json, "linker.json");
    expect(parse).toThrow(NamesakeError);
    expect(parse).toThrow(
      expect.objectContaining({
        code: "RECORD_INVALID",
        details: expect.objectContaining({ field, where: "linker.json" }),
      }),
    );
  });
});
