import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { loadTagger } from "../../src/models/tagger/tagger.js";
import { readMetrics } from "../../src/nn/training/metrics-log.js";
import { smallTexts } from "../../src/train/tagger/small-texts.contract.js";
import { inFolder, MAIN, namesake, settings } from "./program.js";

const CONFIG = `
model: { wordWidth: 12, characterWidth: 8, filters: 16, width: 16, dropout: 0.1 }
training: { epochs: 8, batch: 20, buckets: [16], threads: 1, checkpointEvery: 7, logEvery: 1 }
optimiser: { rate: 0.02 }
`;

const dataSet = (name: string, count: number, seed: number): void => {
  const lines = smallTexts(count, seed).map(({ id, text, mentions }) =>
    JSON.stringify({ id, text, mentions: mentions.map((mention) => ({ ...mention, entity: null })) }),
  );
  writeFileSync(inFolder(name), lines.join("\n"));
};

beforeAll(() => {
  dataSet("train.jsonl", 200, 1);
  dataSet("dev.jsonl", 40, 2);
  writeFileSync(inFolder("tagger.yaml"), CONFIG);
});

const train = (out: string, ...more: string[]): string[] => {
  const dev = more.includes("--dev") ? [] : ["--dev", "dev.jsonl"];
  return ["train", "tagger", "train.jsonl", ...dev, "--out", out, "--config", "tagger.yaml", ...more];
};

/** The log without what differs from run to run. */
const losses = (folder: string) =>
  readMetrics(inFolder(`${folder}/metrics.jsonl`)).map(({ examplesPerSecond: _, ...record }) => record);

/** Starts the program and sends it a signal once its log has so many lines. */
function interrupted(args: readonly string[], folder: string, lines: number, signal: NodeJS.Signals) {
  return new Promise<{ code: number | null; by: string | null; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], settings());
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (piece) => {
      stderr += piece;
    });
    const log = inFolder(`${folder}/metrics.jsonl`);
    const timer = setInterval(() => {
      if (!existsSync(log) || readFileSync(log, "utf8").split("\n").length <= lines) return;
      clearInterval(timer);
      child.kill(signal);
    }, 5);
    child.on("close", (code, by) => {
      clearInterval(timer);
      resolve({ code, by, stderr });
    });
  });
}

describe("namesake train tagger", () => {
  it("trains a tagger that finds names it never saw", async () => {
    const { code, stdout, stderr } = await namesake(train("run"));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain("Training on 200 documents");
    expect(stderr).toContain("the classes LOC, ORG, PER.");
    expect(stderr).toMatch(/step 10: F1 \d+\.\d %/);
    expect(stdout).toMatch(/^Done: 80 steps in \d+ s\.\nBest on the development data, after step \d+:/);
    expect(Number(/ {2}F1 (\d+\.\d) %/.exec(stdout)?.[1])).toBeGreaterThan(90);
    expect(stdout).toMatch(/names are kept from a probability of 0\.\d\d/);
    for (const [file] of stdout.matchAll(/run\/\S+/g)) expect(existsSync(inFolder(file)), file).toBe(true);
    const tagger = await loadTagger(inFolder("run"));
    expect((await tagger.tag("It rained in Talimonburg all day.")).map(({ label }) => label)).toEqual([
      "LOC",
    ]);
    await tagger.close();
  });

  it("leaves a folder alone that holds another run", async () => {
    const before = readFileSync(inFolder("run/model.onnx"));
    const { code, stderr } = await namesake(train("run", "--set", "training.epochs=1"));
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^namesake: --out should be a folder that is new or empty; .*--resume, found "run"\./,
    );
    expect(readFileSync(inFolder("run/model.onnx")).equals(before)).toBe(true);
  });

  it("goes on after a kill and after Ctrl-C, with the losses of a run without interruption", async () => {
    const killed = await interrupted(train("stopped"), "stopped", 20, "SIGKILL");
    expect(killed.by).toBe("SIGKILL");
    const stopped = await interrupted([...train("stopped"), "--resume"], "stopped", 50, "SIGINT");
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/going on after step \d+\./);
    expect(stopped.stderr).toMatch(
      /Stopped after step \d+\. To go on:\n {2}namesake train tagger train\.jsonl .*--resume\n/,
    );
    const other = await namesake([...train("stopped"), "--resume", "--set", "model.width=17"]);
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/belongs to another training run/);
    // What does not decide the numbers may be another.
    const free = ["--set", "training.patience=100", "training.checkpointEvery=9", "training.threads=2"];
    const ended = await namesake([...train("stopped"), "--resume", ...free]);
    expect(ended).toMatchObject({ code: 0 });
    expect(losses("stopped")).toEqual(losses("run"));
  });

  it("trains in two processes as in one", async () => {
    const shares = [
      "--set",
      "training.batch=10",
      "training.accumulate=2",
      "training.epochs=2",
      "model.dropout=0",
    ];
    const [one, two] = [
      await namesake(train("one", ...shares)),
      await namesake(train("two", ...shares, "--processes", "2")),
    ];
    expect([one.code, two.code, two.stderr]).toMatchObject([0, 0, expect.any(String)]);
    const [a, b] = [losses("one"), losses("two")];
    expect(b).toHaveLength(a.length);
    b.forEach(({ loss }, i) => {
      if (loss !== undefined) expect(Math.abs(Number(loss) / Number(a[i]?.["loss"]) - 1)).toBeLessThan(1e-3);
    });
  });

  it("begins with another tagger", async () => {
    const begun = await namesake(train("tuned", "--init", "run", "--set", "training.epochs=1"));
    expect(begun.code).toBe(0);
    expect(begun.stderr).toMatch(/Beginning with 16 tensors of run, which are all\./);
    const [first] = losses("tuned");
    expect(Number(first?.["loss"])).toBeLessThan(Number(losses("run")[0]?.["loss"]) / 4);
    const wider = await namesake(
      train("wider", "--init", "run", "--set", "training.epochs=1", "model.width=20"),
    );
    expect(wider.code).toBe(0);
    expect(wider.stderr).toMatch(/drawn anew, .*: lstm\.weight_ih_l0, /);
  });

  it("prints its settings, which it takes again", async () => {
    const { stdout } = await namesake(["train", "tagger", "--print-config", "--set", "model.width=7"]);
    expect(stdout).toMatch(/^ {2}width: 7 # .*; default 128$/m);
    writeFileSync(inFolder("printed.yaml"), stdout);
    const again = await namesake(["train", "tagger", "--print-config", "--config", "printed.yaml"]);
    expect(again.stdout).toBe(stdout);
  });

  it.each([
    [["--set", "model.widht=3"], 1, /there is no setting "model\.widht"\. Did you mean "model\.width"\?/],
    [["--set", "training.steps=5"], 2, /steps should be either steps or epochs/],
    [["--set", "model.width=no"], 1, /model\.width should be a whole number >= 0, found "no"/],
    [["--init", "nowhere"], 1, /Cannot read nowhere: it does not exist/],
    [["--init", "train.jsonl"], 1, /Cannot read the weights in train\.jsonl/],
    [["--device", "abacus"], 2, /--device should be one of cpu, webgpu, cuda, .*, found "abacus"/],
    [["--precision", "fp16"], 2, /--precision should be one of float32, float16, bfloat16, found "fp16"/],
    [
      ["--set", 'optimiser.rates=["words.*="]'],
      2,
      /optimiser\.rates should be names and factors .*, found "words\.\*="/,
    ],
    [["--dev", "-"], 2, /a file or a folder, which can be read several times/],
    [
      ["--dev", "unmarked.jsonl"],
      2,
      /--dev should be documents in which names are marked, found "none in 1 document"/,
    ],
    [
      ["--processes", "3"],
      2,
      /--processes should be a number that divides training\.accumulate, .* found "3"/,
    ],
  ])("refuses %j in one line", async (more, code, message) => {
    writeFileSync(inFolder("unmarked.jsonl"), '{"id":"1","text":"No name.","mentions":[]}\n');
    const out = `refused-${more.join("-").replaceAll(/[^\w-]/g, "_")}`;
    const { code: found, stderr } = await namesake(train(out, ...more));
    expect(stderr).toMatch(message);
    expect(found).toBe(code);
    expect(stderr.split("\n").filter((line) => line.startsWith("namesake: "))).toHaveLength(1);
  });
});

describe("namesake tune tagger", () => {
  const tune = [
    "tune",
    "tagger",
    "train.jsonl",
    "--dev",
    "dev.jsonl",
    "--space",
    "space.yaml",
    "--out",
    "search",
  ];

  it("tries settings and says how to train with the best", async () => {
    const space = `${CONFIG.replace("rate: 0.02", "rate: { from: 1e-4, to: 0.05, scale: log }").replace("epochs: 8", "epochs: 4")}
sweep: [decision.threshold]
`;
    writeFileSync(inFolder("space.yaml"), space);
    const { code, stdout, stderr } = await namesake([...tune, "--trials", "3", "--halving"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const [head, ...rows] = stdout.split("\n\n")[0]?.split("\n") ?? [];
    expect(head).toMatch(/trial +score +budget +optimiser\.rate +decision\.threshold/);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatch(/^ +\d +[01]\.\d{4} +100 % /);
    expect(rows[1]).toMatch(/33 % /);
    const [, command = ""] = /To train with them:\n {2}namesake (.*)\n/.exec(stdout) ?? [];
    const trained = await namesake([...command.replace("FOLDER", "best").split(" ")]);
    expect(trained).toMatchObject({ code: 0 });

    const again = await namesake([...tune, "--trials", "3", "--halving"]);
    expect(again.stdout).toBe(stdout);
    expect(again.stderr).not.toContain("examples/s");
  });

  it.each([
    ["seed: 3\n", 1, "space.yaml: The search should be over a range or a threshold at least, found nothing."],
    [
      "sweep: [optimiser.clip]\n",
      2,
      'sweep should be a list of thresholds that a training finds: decision.threshold, found "optimiser.clip".',
    ],
  ])("refuses the space %j in one line", async (space, expected, message) => {
    writeFileSync(inFolder("space.yaml"), space);
    const { code, stderr } = await namesake([...tune.slice(0, -1), "nothing", "--trials", "3"]);
    expect(stderr).toBe(`namesake: ${message}\n`);
    expect(code).toBe(expected);
  });
});
