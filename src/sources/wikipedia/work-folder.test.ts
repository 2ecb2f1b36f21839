import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testFolder } from "./test-folder.contract.js";
import { WorkFolder } from "./work-folder.js";

it("tells what could not be written as the caller's to mend, and all else as it is", async () => {
  const path = join(testFolder(), "work");
  const work = WorkFolder.open(path, { layout: 1 });
  const lost = work.make("stage", (folder) => writeFileSync(join(folder, "no", "file"), "x"));
  await expect(lost).rejects.toMatchObject({
    code: "WRITE_FAILED",
    details: { path, why: "it does not exist" },
  });
  const wrong = work.make("stage", () => {
    throw new RangeError("on purpose");
  });
  await expect(wrong).rejects.toThrow(RangeError);
  expect(await work.make("stage", () => 7)).toBe(7);
});
