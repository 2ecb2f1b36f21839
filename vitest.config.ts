import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vitest/config";

const seeded = fileURLToPath(new URL("test/seeded-fast-check.ts", import.meta.url));

/** Property tests get the same cases in every run; SEED names others. */
const seededProperties: Plugin = {
  name: "seeded-properties",
  enforce: "pre",
  resolveId: (source, importer) => (source === "fast-check" && importer !== seeded ? seeded : undefined),
};

export default defineConfig({
  plugins: [seededProperties],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "bench/**/*.test.ts"],
    globalSetup: ["test/setup.ts"],
    // Far above what any test takes, since the machine may have other work to do.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
