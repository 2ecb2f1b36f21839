import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeConstantClassifier } from "../../link/types/constant-classifier.contract.js";
import { ASSIGNED_FILE } from "../../link/types/open-types.js";
import {
  writeSmallBiEncoder,
  writeSmallCrossEncoder,
} from "../../models/encoders/small-encoders.contract.js";
import { modelsOf } from "./models-of.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "namesake-models-of-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("tells a model that was trained anew from one that was moved", async () => {
  const [encoder, moved, cross] = ["bi", "moved", "cross"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeSmallBiEncoder(encoder);
  await writeSmallCrossEncoder(cross);
  cpSync(encoder, moved, { recursive: true });
  const before = await modelsOf({ encoder });
  expect(await modelsOf({ encoder: moved, finder: "aliases" })).toBe(before);
  await writeSmallBiEncoder(encoder, { seed: 4 });
  const all = [
    before,
    await modelsOf({ encoder }),
    await modelsOf({}),
    await modelsOf({ crossEncoder: cross }),
  ];
  expect(new Set([...all, await modelsOf({ encoder: moved, crossEncoder: cross })]).size).toBe(5);
  await expect(modelsOf({ finder: join(folder, "nowhere") })).rejects.toMatchObject({
    code: "SOURCE_NOT_FOUND",
  });
});

it("tells types by the classifier, and by what entities are", async () => {
  const [types, moved] = [join(folder, "types"), join(folder, "moved-types")];
  const system = { system: "ner", axes: [{ name: "ner", classes: ["other", "PER"] }] };
  await writeConstantClassifier(types, system, [[0.5, 0.5]]);
  cpSync(types, moved, { recursive: true });
  const before = await modelsOf({ types });
  expect(await modelsOf({ types: moved })).toBe(before);
  writeFileSync(join(moved, ASSIGNED_FILE), "what entities are");
  const other = await modelsOf({ types: moved });
  await writeConstantClassifier(types, system, [[0.4, 0.6]]);
  const all = [
    before,
    other,
    await modelsOf({ types }),
    await modelsOf({}),
    await modelsOf({ typesInText: true }),
  ];
  expect(new Set(all).size).toBe(5);
});
