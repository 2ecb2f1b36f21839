import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { tinyTransformer } from "./tiny-transformer.contract.js";
import { CpuStepper } from "./training/cpu-stepper.js";
import { findingsOn, losses, SETTINGS } from "./webgpu.contract.js";

/** A graphics driver that computes on the CPU, as Debian's Chromium brings it along. */
const DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Runs TypeScript in a process of its own, since drivers are chosen by the environment that a process starts with. */
const SCRIPT = `
  import { createViteServer } from "vitest/node";
  const server = await createViteServer({ configFile: false, logLevel: "error", server: { middlewareMode: true, ws: false, watch: null } });
  const { findingsOn } = await server.ssrLoadModule("/src/nn/webgpu.contract.ts");
  const findings = await findingsOn("webgpu");
  process.stdout.write(JSON.stringify(findings), () => process.exit(0));
`;

async function findingsOnWebGpu(): Promise<Awaited<ReturnType<typeof findingsOn>>> {
  const folder = await mkdtemp(join(tmpdir(), "namesake-webgpu-"));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", SCRIPT], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: {
      ...process.env,
      VK_ICD_FILENAMES: DRIVER,
      LD_LIBRARY_PATH: dirname(DRIVER),
      XDG_RUNTIME_DIR: folder,
    },
    maxBuffer: 2 ** 26,
  }).finally(() => rm(folder, { recursive: true }));
  return JSON.parse(stdout);
}

describe.skipIf(!existsSync(DRIVER))("webgpu, on the driver of Chromium (skipped without it)", () => {
  it("trains and computes as the CPU does", async () => {
    const [cpu, gpu] = [await findingsOn("cpu"), await findingsOnWebGpu()];
    const stepper = await CpuStepper.open(tinyTransformer, { ...SETTINGS, tables: "whole" });
    const expected = await losses(stepper);
    expect(new Set(expected).size).toBe(10);
    for (const { losses, kept } of [cpu, gpu]) {
      expect(losses).toHaveLength(10);
      expect(kept).toBe(true);
      for (const [i, loss] of expected.entries())
        expect(Math.abs((losses[i] as number) - loss) / loss, `step ${i}`).toBeLessThan(1e-4);
    }
    const state = await stepper.state();
    expect(Object.keys(gpu.state).sort()).toEqual([...state.keys()].sort());
    for (const [name, { data }] of state) {
      // It adds the same to all scores of a query: its derivative is rounding, which AdamW makes as large as any.
      if (name.includes("key.bias")) continue;
      for (const [i, number] of data.entries())
        expect(Math.abs((gpu.state[name]?.[i] ?? Number.NaN) - number), name).toBeLessThan(1e-4);
    }
    await stepper.close();
    expect(gpu.still).toEqual([1, 2, 3]);
    const scales = cpu.runs.map((run) =>
      ["kept", "scale0", "scale1", "scale2"].map((name) => run[name]?.[0]),
    );
    // Steps whose derivatives are not finite keep what was and halve the scale.
    expect(scales).toEqual([
      [2, 8, 6, 1],
      [1, 4, 0, 2],
      [1, 4, 0, 2],
    ]);
    for (const [i, run] of cpu.runs.entries())
      for (const [name, numbers] of Object.entries(run))
        for (const [k, number] of numbers.entries())
          expect(gpu.runs[i]?.[name]?.[k], name).toBeCloseTo(number, 5);
  });
});
