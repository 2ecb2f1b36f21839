import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";

/** 1,200 steps with half a megabyte of derivatives each, and batches of six different lengths. */
const script = (nn: string, folder: string) => `
import { embedding, inBatchLoss, linearLayer, mean, tanh, train } from "${nn}";
const ids = { type: "int32", shape: ["batch", "tokens"] };
const tower = (scope, of) => {
  const text = mean(embedding(scope.at("tokens"), of, { rows: 2000, width: 256 }), { axes: [1] });
  return linearLayer(scope.at("out"), tanh(linearLayer(scope.at("hidden"), text, 256)), 256);
};
const task = {
  model: { name: "towers", batch: { left: ids, right: ids }, loss: (scope, { left, right }) => inBatchLoss(tower(scope, left), tower(scope, right)) },
  *examples() {
    for (let i = 0; i < 9600; i++) yield Array.from({ length: 2 + (i % 23) }, (_, k) => (i * 31 + k * 7) % 2000);
  },
  lengthOf: (tokens) => tokens.length,
  collate(batch, length) {
    const side = { dims: [batch.length, length], data: Int32Array.from(batch.flatMap((tokens) => Array.from({ length }, (_, i) => tokens[i % tokens.length]))) };
    return { left: side, right: side };
  },
};
const onEvent = ({ kind, step }) => {
  if (kind !== "step") return;
  globalThis.gc();
  console.log(step, process.memoryUsage().rss);
};
await train(task, { folder: ${JSON.stringify(folder)}, steps: 1200, batch: { size: 4, buckets: [4, 8, 12, 16, 20, 24] }, rate: { peak: 1e-4 }, logEvery: 200, checkpointEvery: 400 }, { onEvent });
`;

it("takes no more memory after a thousand steps", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-memory-"));
  try {
    const path = join(folder, "train.mjs");
    writeFileSync(path, script(new URL("../../../dist/nn/index.js", import.meta.url).href, folder));
    const lines = execFileSync(process.execPath, ["--expose-gc", path], { encoding: "utf8" })
      .trim()
      .split("\n");
    const bySteps = new Map(lines.map((line) => line.split(" ").map(Number) as [number, number]));
    const [early, late] = [bySteps.get(200) as number, bySteps.get(1200) as number];
    // A tensor of each step that stayed would be 600 MB.
    expect((late - early) / 2 ** 20).toBeLessThan(30);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
