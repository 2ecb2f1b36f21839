import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

it("shows the example that is run", () => {
  const blocks = [...read("README.md").matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(blocks.join("\n")).toBe(read("../../examples/train-a-network.ts"));
});
