import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadBiEncoder } from "./load-bi-encoder.js";
import { loadCrossEncoder } from "./load-cross-encoder.js";
import { writeSmallBiEncoder, writeSmallCrossEncoder } from "./small-encoders.contract.js";
import { useLiteTokeniser } from "./use-lite-tokeniser.js";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "namesake-encoder-"));
  await writeSmallBiEncoder(join(folder, "bi"));
  await writeSmallCrossEncoder(join(folder, "cross"));
});
afterAll(() => rmSync(folder, { recursive: true }));

it("refuses a vocabulary that is larger than that of the model", async () => {
  const { json } = await useLiteTokeniser();
  for (const [name, load] of Object.entries({ bi: loadBiEncoder, cross: loadCrossEncoder })) {
    const { encoder } = await load(join(folder, name));
    await encoder.close();
    writeFileSync(join(folder, name, "tokenizer.json"), JSON.stringify(json));
    await expect(load(join(folder, name))).rejects.toMatchObject({ code: "VOCABULARY_MISMATCH" });
  }
});
