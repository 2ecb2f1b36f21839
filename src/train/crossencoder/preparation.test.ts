import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readEncoderSettings } from "../../models/encoders/encoder-files.js";
import { biEncoderModel } from "../../models/encoders/network.js";
import { saveBiEncoder } from "../../models/encoders/save-bi-encoder.js";
import { initialParameters, type Parameters, parametersOf } from "../../nn/layers/model.js";
import { biEncoderSchema, prepareBiEncoder } from "../biencoder/index.js";
import { configOf } from "../config/index.js";
import { smallTexts, smallWorld } from "../encoders/small-world.contract.js";
import { crossEncoderSchema, inheritedSettings, prepareCrossEncoder, readCrossPreparation } from "./index.js";

const SMALL = ["trunk=new", "layers=1", "states=16", "heads=2", "vocabulary=260", "width=8"];
const small = SMALL.map((setting) => `model.${setting}`);

const folder = mkdtempSync(join(tmpdir(), "namesake-cross-encoder-"));
const learned = join(folder, "bi-encoder");
let parameters: Parameters;
const texts = async () => {
  const kb = await smallWorld(5);
  return () => smallTexts(kb, [0, 1, 2], 20, 1);
};

beforeAll(async () => {
  const config = configOf(biEncoderSchema, undefined, small);
  const { settings, tokeniser } = await prepareBiEncoder(folder, await texts(), config, undefined);
  parameters = initialParameters(parametersOf(biEncoderModel(settings, false)), 3);
  await saveBiEncoder(learned, { settings: { ...settings, scale: 33 }, tokeniser, parameters });
});
afterAll(() => rmSync(folder, { recursive: true }));

it("begins with the trunk, the heads and the temperature of a bi-encoder", async () => {
  const config = configOf(crossEncoderSchema, undefined, small);
  const made = await prepareCrossEncoder(folder, await texts(), config, learned);
  const { initial, popularity } = await readCrossPreparation(folder);
  expect([...initial.keys()].sort()).toEqual([...parameters.keys()].sort());
  for (const [name, numbers] of initial)
    expect([...numbers]).toEqual(
      name === "scale" ? [Math.fround(Math.log(33))] : [...(parameters.get(name) as Float32Array)],
    );
  // Drawn is the layer that a bi-encoder has no use for.
  expect(made.parameters - made.begun).toBe(2);
  expect(popularity.mentions).toBe(40);
});

it("builds upon a bi-encoder as it is, where its settings are inherited", async () => {
  const config = configOf(crossEncoderSchema, undefined, [
    ...(await inheritedSettings(learned)),
    ...["model.upperWidth=8", "model.upperHeads=2"],
  ]);
  const made = await prepareCrossEncoder(folder, await texts(), config, learned);
  const bi = await readEncoderSettings(learned);
  const { settings, initial } = await readCrossPreparation(folder);
  expect(settings).toEqual({
    joint: "upper",
    head: { width: 8, heads: 2 },
    ...{ trunk: bi.trunk, special: bi.special, shared: true, vectors: bi.vectors, inputs: bi.inputs },
  });
  expect([...initial.keys()].sort()).toEqual([...parameters.keys()].sort());
  // Drawn is the upper part alone: eight layers of weight and bias.
  expect(made.parameters - made.begun).toBe(16);
});

it("asks for heads that divide the width of the upper part", async () => {
  const config = configOf(crossEncoderSchema, undefined, [
    ...(await inheritedSettings(learned)),
    "model.upperHeads=3",
  ]);
  await expect(prepareCrossEncoder(folder, await texts(), config, learned)).rejects.toMatchObject({
    code: "OPTION_INVALID",
  });
});

it("leaves out what does not fit", async () => {
  const config = configOf(crossEncoderSchema, undefined, [...small, "model.width=12"]);
  const { initial } = await prepareCrossEncoder(folder, await texts(), config, learned);
  const begun = [...initial.keys()];
  expect(begun.some((name) => name.startsWith("trunk."))).toBe(true);
  expect(begun.filter((name) => !name.startsWith("trunk."))).toEqual(["scale"]);
});
