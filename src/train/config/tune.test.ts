import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncProperty, assert as check, integer as int } from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { configOf } from "./config.js";
import { integer, number } from "./leaf.js";
import { rungsOf, type Strategy } from "./rungs.js";
import { configSchema } from "./schema.js";
import { searchSpaceOf } from "./search-space.js";
import { trialTable } from "./trial-table.js";
import { type RunTrial, type SearchOptions, type TrialBudget, tune } from "./tune.js";

const schema = configSchema({
  rate: number(0.1, { above: 0, about: "learning rate" }),
  width: integer(8, { atLeast: 1 }),
  link: number(0.5),
});
const RANGES = "rate: { from: 1e-4, to: 1, scale: log }\nwidth: { from: 1, to: 64 }\n";
const spaceOf = (yaml = RANGES) => searchSpaceOf(schema, { name: "tune.yaml", text: yaml });
type Run = RunTrial<(typeof schema)["tree"]>;

/** Best near a rate of 0.01; a larger share brings each nearer to its limit; rates above 0.1 diverge. */
const run: Run = async ({ rate, width }, { share }) => {
  if (rate > 0.1)
    throw new NamesakeError("MODEL_FAILED", { model: "m", why: `the loss diverged at a rate of ${rate}` });
  return { score: 1 - Math.abs(Math.log10(rate) + 2) / 4 - 0.1 / (share * width) };
};

const folder = mkdtempSync(join(tmpdir(), "namesake-tune-"));
const log = join(folder, "trials.jsonl");
beforeEach(() => rmSync(log, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const search = (options: Partial<SearchOptions<(typeof schema)["tree"]>> = {}, yaml?: string) =>
  tune(spaceOf(yaml), { runTrial: run, log, trials: 9, ...options });
const written = () => readFileSync(log, "utf8");

describe("the rounds of a search", () => {
  it("give fewer trials more", () => {
    expect(rungsOf({ method: "random" }, 5)).toEqual([{ share: 1, places: 5 }]);
    expect(rungsOf({ method: "halving" }, 20)).toEqual([
      { share: 1 / 9, places: 20 },
      { share: 1 / 3, places: 6 },
      { share: 1, places: 2 },
    ]);
    expect(
      rungsOf({ method: "halving", factor: 2, leastShare: 1 / 64 }, 8).map(({ places }) => places),
    ).toEqual([8, 4, 2, 1]);
    expect(rungsOf({ method: "halving" }, 2)).toEqual([{ share: 1, places: 2 }]);
    expect(rungsOf({ method: "halving", leastShare: 1 }, 9)).toEqual([{ share: 1, places: 9 }]);
    expect(() => rungsOf({ method: "halving", factor: 1 }, 9)).toThrow("above 1");
    expect(() => rungsOf({ method: "halving", leastShare: 0 }, 9)).toThrow("above 0 and up to 1");
  });
});

describe("a random search", () => {
  it("ends with the configuration of the greatest score, as YAML too", async () => {
    const { best, score, yaml, records } = await search({ trials: 30 });
    expect(records).toHaveLength(30);
    const scores = records.flatMap((record) => record.score ?? []);
    expect(score).toBe(Math.max(...scores));
    expect(records.find((record) => record.score === score)?.config).toEqual(best);
    expect(configOf(schema, { name: "best", text: yaml })).toEqual(best);
    expect(yaml).toContain("# learning rate; a number > 0");
  });

  it("goes on after trials that failed, and says why they did", async () => {
    const { records } = await search({ trials: 40, seed: 2 });
    const failed = records.filter((record) => record.failed !== undefined);
    expect(failed.length).toBeGreaterThan(0);
    for (const { config, failed: why, score } of failed) {
      const { rate } = config as { rate: number };
      expect([rate > 0.1, score, why?.includes(`diverged at a rate of ${rate}`)]).toEqual([
        true,
        undefined,
        true,
      ]);
    }
    const nan = await search({
      log: join(folder, "nan.jsonl"),
      trials: 2,
      runTrial: async (_, { trial }) => ({ score: trial / trial }),
    });
    expect(nan.records[0]).toMatchObject({ failed: "Its score is NaN." });
    expect(nan.score).toBe(1);
  });

  it("ends where all fail, where the disk is full, and where there is a bug", async () => {
    const failing =
      (error: unknown): Run =>
      async () => {
        throw error;
      };
    const all = failing(new NamesakeError("MODEL_FAILED", { model: "m", why: "the loss is NaN" }));
    await expect(search({ runTrial: all })).rejects.toThrow(/^None of 9 trials succeeded.*the loss is NaN/);
    rmSync(log);
    const full = new NamesakeError("WRITE_FAILED", { path: "model", why: "the disk is full" });
    await expect(search({ runTrial: failing(full) })).rejects.toBe(full);
    const bug = new TypeError("bug");
    await expect(search({ runTrial: failing(bug) })).rejects.toBe(bug);
    expect(written().trimEnd().split("\n")).toHaveLength(1);
  });

  it("puts swept thresholds in their places", async () => {
    const asked: (readonly string[])[] = [];
    const runTrial: Run = async ({ rate }, { thresholds }) => {
      asked.push(thresholds);
      return { score: rate, thresholds: { link: rate / 2 } };
    };
    const { best, yaml } = await search({ runTrial }, `${RANGES}sweep: [link]`);
    expect(asked[0]).toEqual(["link"]);
    expect(best.link).toBe(best.rate / 2);
    expect(configOf(schema, { name: "best", text: yaml })).toEqual(best);
    await expect(search({ log: join(folder, "none.jsonl") }, `${RANGES}sweep: [link]`)).rejects.toThrow(
      "The threshold link of a trial should be a number, found undefined.",
    );
    const alone = await search({ runTrial, log: join(folder, "alone.jsonl") }, "sweep: [link]");
    expect(alone.records).toHaveLength(1);
  });
});

describe("successive halving", () => {
  it("gives more to those that lead", async () => {
    const given: Pick<TrialBudget, "trial" | "share">[] = [];
    const runTrial: Run = async ({ rate }, { trial, share }) => {
      given.push({ trial, share });
      return { score: -rate };
    };
    const { best, records } = await search({ runTrial, strategy: { method: "halving" }, trials: 9 });
    expect(given.map(({ share }) => share)).toEqual([...Array(9).fill(1 / 9), 1 / 3, 1 / 3, 1 / 3, 1]);
    const rates = records.slice(0, 9).map(({ config }) => (config as { rate: number }).rate);
    const order = rates.map((_, i) => i).sort((a, b) => rates[a]! - rates[b]!);
    expect(given.slice(9).map(({ trial }) => trial)).toEqual([...order.slice(0, 3), order[0]]);
    expect(best.rate).toBe(Math.min(...rates));
  });

  it("lets the next take the place of one that fails later", async () => {
    const runTrial: Run = async (_, { trial, share }) => {
      if (share > 0.2 && trial === 0) throw new NamesakeError("MODEL_FAILED", { model: "m", why: "late" });
      return { score: -trial };
    };
    const { records } = await search({ runTrial, strategy: { method: "halving" } });
    expect(records.slice(9).map(({ trial }) => trial)).toEqual([0, 1, 2, 3, 1]);
  });
});

describe("a search that was stopped", () => {
  const strategies: readonly Strategy[] = [
    { method: "random" },
    { method: "halving", factor: 2, leastShare: 0.1 },
  ];

  it.each(strategies)("goes on as if it had not been: %o", async (strategy) => {
    const whole = await search({ strategy, trials: 12 });
    const uninterrupted = written();
    const lines = uninterrupted.split("\n");
    await check(
      asyncProperty(int({ min: 0, max: uninterrupted.length }), async (cut) => {
        writeFileSync(log, uninterrupted);
        truncateSync(log, cut);
        let trained = 0;
        const counting: Run = (config, budget) => {
          trained++;
          return run(config, budget);
        };
        expect(await search({ strategy, trials: 12, runTrial: counting })).toEqual(whole);
        expect(written()).toBe(uninterrupted);
        const kept = Math.max(0, uninterrupted.slice(0, cut).split("\n").length - 2);
        expect(trained).toBe(lines.length - 2 - kept);
      }),
      { seed: 1, numRuns: 25, examples: [[0], [1], [lines[0]!.length], [lines[0]!.length + 1]] },
    );
  });

  it("keeps nothing of a trial that was stopped in the middle", async () => {
    const stop = new AbortController();
    const runTrial: Run = async (config, budget) => {
      if (budget.trial === 3) stop.abort();
      return run(config, budget);
    };
    await expect(search({ runTrial, signal: stop.signal })).rejects.toThrow("aborted");
    expect(written().trimEnd().split("\n")).toHaveLength(4);
    const { records } = await search();
    expect(records).toHaveLength(9);
  });

  it("can be made longer where it is random", async () => {
    const short = await search({ trials: 5 });
    const { records } = await search({ trials: 8, runTrial: async (_, { trial }) => ({ score: trial }) });
    expect(records.slice(0, 5)).toEqual(short.records);
    expect(records.slice(5).map(({ score }) => score)).toEqual([5, 6, 7]);
  });

  it("does not go on with another search's trials", async () => {
    await search();
    const foreign = async (
      options: Parameters<typeof search>[0],
      yaml: string | undefined,
      message: string,
    ) => {
      const before = written();
      await expect(search(options, yaml)).rejects.toThrow(message);
      expect(written()).toBe(before);
    };
    await foreign({ seed: 1 }, undefined, "the seed of the search is 0 there and 1 here");
    await foreign(
      { strategy: { method: "halving" } },
      undefined,
      'the method of the search is "random" there',
    );
    await foreign({}, `${RANGES}link: 0.1`, "link is 0.5 there and 0.1 here");
    await foreign({}, `${RANGES}sweep: [link]`, "the thresholds of the search is []");
    await foreign({}, RANGES.replace("64", "65"), 'width is {"from":1,"to":64,"scale":"linear"} there');
  });

  it("harms no file that is something else", async () => {
    await search({ trials: 2 });
    const trials = written();
    for (const [content, message] of [
      ["notes", 'line 1: "the line" should be of the trials of a search, as JSON, found "notes"'],
      ['{"a":1}', "line 1"],
      ['{"a":1}\n', "line 1"],
      ["[]\nnull\n", "line 1"],
      [`${trials}{"trial":2}\n`, "line 4"],
      [`${trials}oh\n${trials}`, "line 4"],
    ] as const) {
      writeFileSync(log, content);
      await expect(search({ trials: 2 })).rejects.toThrow(message);
      expect(written()).toBe(content);
    }
    await expect(search({ log: folder })).rejects.toMatchObject({ code: "WRITE_FAILED" });
  });

  it("finds configurations that another version drew", async () => {
    await search({ trials: 2 });
    writeFileSync(log, written().replace(/"width":\d+,"link":/, '"width":65,"link":'));
    await expect(search({ trials: 2 })).rejects.toThrow(/trial 0 is \{"rate":[\d.]+,"width":65/);
  });
});

describe("the table of trials", () => {
  it("has the best first and what was searched, failures last", async () => {
    const runTrial: Run = async (config, { trial, share }) => {
      if (trial === 1) throw new NamesakeError("MODEL_FAILED", { model: "m", why: "the loss\ndiverged" });
      return { score: config.width / 64 + share / 9, thresholds: { link: 0.25 } };
    };
    const strategy: Strategy = { method: "halving", leastShare: 1 / 3 };
    const yaml = "width: { from: 1, to: 4 }\nsweep: [link]";
    const { records } = await search({ runTrial, strategy, trials: 4, seed: 4 }, yaml);
    const widths = records.map(({ config }) => (config as { width: number }).width);
    expect(widths).toHaveLength(5);
    const lines = trialTable(spaceOf(yaml), records).split("\n");
    expect(lines[0]).toBe("trial   score  budget  width  link");
    expect(lines[1]).toMatch(
      /^ {4}\d {2}0\.\d{4} {3}100 % {6}4 {2}0\.25$|^ {4}\d {2}0\.\d{4} {3}100 % {6}3 {2}0\.25$/,
    );
    expect(lines[2]).toMatch(/ 33 % /);
    expect(lines[4]).toMatch(
      /^ {4}1 {2}failed {4}33 % {6}\d {8}"The model \\"m\\" failed: the loss\\ndiverged/,
    );
    expect(lines[5]).toBe("");
  });
});
