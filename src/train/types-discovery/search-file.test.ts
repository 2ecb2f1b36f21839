import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { localEvaluator } from "../../types/discovery/evaluator.js";
import { crossEntropy } from "../../types/discovery/methods/cross-entropy.js";
import { search } from "../../types/discovery/search.js";
import { smallProblem } from "../../types/discovery/small-problem.contract.js";
import { SearchFile } from "./search-file.js";
import { threadedEvaluator } from "./threaded-evaluator.js";

describe("a search", () => {
  const folder = mkdtempSync(join(tmpdir(), "namesake-search-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const problem = smallProblem({ mentions: 150, entities: 90, types: 50, density: 0.1, seed: 5 });
  const method = crossEntropy({ samples: 50, generations: 10 });

  it("finds the same on any number of threads, and goes on from its file", async () => {
    const once = await search(problem, localEvaluator(problem), method);
    const file = new SearchFile(join(folder, "cem.json"));
    expect(await file.read()).toEqual({});
    for (const threads of [1, 3]) {
      const evaluator = threadedEvaluator(problem, threads);
      const stop = new AbortController();
      const stopped = await search(problem, evaluator, method, {
        signal: stop.signal,
        onGeneration: () => stop.abort(),
      });
      await file.write(stopped);
      expect(await search(problem, evaluator, method, await file.read())).toEqual(once);
      await evaluator.close();
    }
  });

  it("does not go on from what is no search", async () => {
    const path = join(folder, "none.json");
    for (const text of ["{", "null", '{"method":"cem"}']) {
      writeFileSync(path, text);
      await expect(new SearchFile(path).read()).rejects.toMatchObject({ code: "UNFINISHED_UNUSABLE" });
    }
  });

  it("fails where a thread ends", async () => {
    const evaluator = threadedEvaluator(problem, 1);
    const asked = evaluator.values([[0]]);
    await evaluator.close();
    await expect(asked).rejects.toMatchObject({ code: "WORKER_FAILED" });
    await expect(evaluator.values([[0]])).rejects.toMatchObject({ code: "WORKER_FAILED" });
  });
});
