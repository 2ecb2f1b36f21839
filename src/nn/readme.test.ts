import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

it("shows the example that is run", () => {
  const [, block] = /<!-- examples\/train-a-network\.ts -->\n```ts\n(.*?)```/s.exec(read("README.md")) ?? [];
  expect(block).toBe(read("../../examples/train-a-network.ts"));
});
