import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { modelBytes, requireSpace } from "./disk-space.js";

it("knows before the work whether a disk has room", async () => {
  const folder = join(tmpdir(), "not", "there", "yet");
  await expect(requireSpace(folder, 1)).resolves.toBeUndefined();
  await expect(requireSpace(folder, 2e18)).rejects.toMatchObject({
    code: "WRITE_FAILED",
    message: expect.stringMatching(/2,000,000,000 GB are needed and [\d.,]+ GB are free/),
  });
});

it("counts the numbers for use and those for training", () => {
  expect(modelBytes(100, {})).toBe(500);
  expect(modelBytes(100, { precision: "float16", trainable: false })).toBe(200);
});
