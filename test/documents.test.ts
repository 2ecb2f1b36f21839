import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

it("the card of the weights is that of the shipped ones", () => {
  const hash = createHash("sha256").update(read("models/linker.json")).digest("hex");
  expect(read("models/linker.md")).toContain(hash);
});

it.each(["README.md", "DESIGN.md", "CONTRIBUTING.md", "CHANGELOG.md", "models/linker.md"])(
  "%s has no blank left to fill",
  (name) => {
    expect(read(name).match(/\b[A-Z]+_(PRIOR|LINKER|CV|ECE|SHA)\b/g)).toBeNull();
    expect(read(name)).not.toMatch(/```\w*\n```/);
  },
);
