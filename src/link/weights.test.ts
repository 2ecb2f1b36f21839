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
