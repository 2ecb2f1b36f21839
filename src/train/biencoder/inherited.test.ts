import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { configOf } from "../config/index.js";
import { inheritedSettings } from "./inherited.js";
import { biEncoderSchema } from "./schema.js";

const folder = mkdtempSync(join(tmpdir(), "namesake-inherited-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("is what another bi-encoder reads by, and counts less than what is said", async () => {
  const inputs = {
    ...{ markers: true, contextTokens: 48, mentionTokens: 9, entityTokens: 33, nameTokens: 8 },
    ...{ typeTokens: 0, relationTokens: 5, aliasTokens: 6 },
  };
  const vectors = { pooling: "first", width: 40, unit: true };
  const settings = { id: "1", trunk: { kind: "use-lite" }, shared: false, special: {}, scale: 1 };
  writeFileSync(
    join(folder, "encoder.json"),
    JSON.stringify({ format: "namesake-encoder", version: 1, ...settings, vectors, inputs }),
  );
  const inherited = await inheritedSettings(folder);
  const config = configOf(biEncoderSchema, undefined, [...inherited, "inputs.typeTokens=7"]);
  expect(config.inputs).toEqual({ ...inputs, typeTokens: 7 });
  expect(config.model).toMatchObject({ shared: false, pooling: "first", width: 40 });
  expect(config.training.buckets).toEqual([32, 48]);
});
