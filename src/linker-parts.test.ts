import { createHash } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { linkerParts, modelFolder, SHIPPED_MODELS } from "./linker-parts.js";
import { openBiEncoder } from "./models/encoders/bi-encoder-pool.js";
import type { EntityText } from "./models/encoders/entity-text.js";

const models = fileURLToPath(new URL("../models", import.meta.url));
const ENCODERS = ["open", "news"] as const;

const entity = (name: string, kind: string, description: string): EntityText => ({
  ...{ name, kind, description },
  ...{ types: [kind], relations: [], aliases: [] },
});

describe("models of the package", () => {
  it.each(SHIPPED_MODELS)("%s is complete", (name) => {
    const { weights, ranked, encoder } = linkerParts(name);
    expect(weights).toBeDefined();
    // Trees decide only where a KB has vectors of its entities: of others they know too little.
    expect(weights?.ranker).toBeUndefined();
    expect(ranked?.ranker !== undefined && ranked.first !== undefined).toBe(name !== "default");
    expect(encoder).toBe(name === "default" ? undefined : modelFolder(name));
  });

  it("are named, or lie where it is said", () => {
    expect(modelFolder("./open")).toBe("./open");
    expect(() => linkerParts("./open")).toThrow(/\.\/open: it does not exist/);
  });

  it("are refused where trees lie beside weights that they were not trained with", () => {
    const folder = mkdtempSync(join(tmpdir(), "namesake-parts-"));
    copyFileSync(join(models, "linker.json"), join(folder, "linker.json"));
    expect(linkerParts(folder).weights?.ranker).toBeUndefined();
    copyFileSync(join(models, "open/ranker/ranker.json"), join(folder, "ranker.json"));
    expect(() => linkerParts(folder)).toThrow(
      /"first" should be the weights of the first look .* remove that file/,
    );
    rmSync(folder, { recursive: true });
  });

  it.each(ENCODERS)("%s is the one of its card", (name) => {
    const card = readFileSync(join(models, name, "README.md"), "utf8");
    const tagger =
      name === "news" ? ["tagger/model.onnx", "tagger/tagger.json", "tagger/vocabulary.json"] : [];
    for (const file of [
      ...tagger,
      "encoder.onnx",
      "encoder.json",
      "linker.json",
      "ranker/linker.json",
      "ranker/ranker.json",
    ]) {
      const hash = createHash("sha256")
        .update(readFileSync(join(models, name, file)))
        .digest("hex");
      expect(card, file).toContain(hash);
    }
  });

  it("are no larger together than they may be", () => {
    const bytes = readdirSync(models, { recursive: true, encoding: "utf8" })
      .map((file) => statSync(join(models, file)))
      .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
    expect(bytes).toBeLessThan(25e6);
  });

  it.each(ENCODERS)("%s tells namesakes apart by their contexts", async (name) => {
    const { encoder } = await openBiEncoder(modelFolder(name), 1);
    const namesakes = [
      entity(
        "Mercury",
        "planet",
        "Mercury is the first planet from the Sun and the smallest in the Solar System.",
      ),
      entity(
        "Mercury",
        "element",
        "Mercury is a chemical element, a heavy silvery metal that is liquid at room temperature.",
      ),
      entity("Mercury", "mythology", "Mercury is a god in Roman religion, the messenger of the gods."),
    ];
    const texts = [
      "The probe sent pictures of Mercury from its orbit around the planet, close to the Sun.",
      "The thermometer broke, and drops of liquid Mercury, a poisonous metal, lay on the floor.",
      "The Romans built a temple for Mercury, the winged god of travellers.",
    ];
    const vectors = await encoder.encodeEntities(namesakes);
    for (const [i, text] of texts.entries()) {
      const start = text.indexOf("Mercury");
      const [query] = await encoder.encodeMentions(text, [{ start, end: start + "Mercury".length }]);
      const scores = vectors.map((vector) =>
        vector.reduce((sum, value, at) => sum + value * (query?.[at] as number), 0),
      );
      expect(scores.indexOf(Math.max(...scores)), text).toBe(i);
    }
    await encoder.close();
  });
});
