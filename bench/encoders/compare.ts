import { createReadStream, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { linkedTexts } from "../../dist/cli/train/linked-texts.js";
import { openKnowledgeBase } from "../../dist/kb/folder.js";
import type { InputSettings } from "../../dist/models/encoders/settings.js";
import { useLiteTokeniser } from "../../dist/models/encoders/use-lite-tokeniser.js";
import { developmentSample, type MeasuredText } from "../../dist/train/encoders/development-sample.js";
import { EntitySource } from "../../dist/train/encoders/entity-source.js";
import { firstMentions } from "../../dist/train/encoders/mention-hash.js";
import { dataFile, hasData, root } from "../world/data.js";
import { namesake } from "./command.js";
import { interval, type JudgedMention, judge, openScorer, shareRight } from "./judge.js";
import { BI_ENCODER_SETTINGS } from "./stages.js";
import { ABLATIONS, CURVE, CURVE_EPOCHS, TRIAL_BATCH, TRIAL_STEPS } from "./trials.js";

/**
 * `npm run bench:encoders`: what encoders decide by themselves among the candidates of mentions, and what each part of the training is
 * worth. It measures the stages of `npm run train:encoders` that are there, and trains short trials: without masking, types or
 * relations, and the learning curve on data of one's own. What is trained already is kept in `.namesake/trials`.
 *
 *     npm run bench:encoders -- [--part stages|ablations|curve]... [--mentions N] [--write]
 *
 * With `--write` the tables of the parts go into docs/encoders.md.
 */
const PARTS = ["stages", "ablations", "curve"] as const;
const { values: options } = parseArgs({
  options: {
    part: { type: "string", multiple: true, default: [...PARTS] },
    mentions: { type: "string", default: "4000" },
    write: { type: "boolean", default: false },
  },
});
const wrong = options.part.find((part) => PARTS.every((one) => one !== part));
if (wrong !== undefined) throw new Error(`--part should be one of ${PARTS.join(", ")}, found ${wrong}`);

const home = process.env["NAMESAKE_HOME"] ?? join(root, ".namesake");
const places = {
  kb: join(home, "kb/world"),
  training: join(home, "data/prose-train.jsonl"),
  development: join(home, "data/prose-dev.jsonl"),
  stages: join(home, "train"),
  trials: join(home, "trials"),
};
if (!hasData() || ![places.kb, places.training, places.development].every(existsSync)) {
  console.log(`skipped: 1 (no data in ${dataFile()}, or no knowledge base "world": npm run world)`);
  process.exit(0);
}
mkdirSync(places.trials, { recursive: true });

const THREADS = 2;
const NO_DATA = { training: [], development: [] };
const kb = await openKnowledgeBase(places.kb);
const entities = new EntitySource(kb, await useLiteTokeniser(), {} as InputSettings);
const sampleOf = async (path: string): Promise<MeasuredText[]> =>
  developmentSample(await linkedTexts(kb, [path], NO_DATA), entities, Number(options.mentions));
const prose = await sampleOf(places.development);
const aida = dataFile("bench", "aida-testa.jsonl.gz");

const percent = (share: number): string => (Number.isNaN(share) ? "–" : (100 * share).toFixed(1));
const shown = (judged: readonly JudgedMention[]): string => {
  const share = shareRight(judged);
  return judged.length === 0 ? "–" : `${percent(share)} ± ${percent(interval(share, judged.length))}`;
};
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");

async function judged(folder: string, texts: readonly MeasuredText[]): Promise<JudgedMention[]> {
  const { scorer, close } = await openScorer(kb, folder, THREADS);
  return judge(scorer, texts).finally(close);
}

/** How often each entity is meant in what is trained on. */
async function countsOf(path: string, mentions: number): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>();
  const texts = await linkedTexts(kb, [path], NO_DATA);
  for await (const text of firstMentions(texts(), mentions))
    for (const { row } of text.mentions) if (row !== null) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

/** Parts of the mentions, by how often their entity was met in training. */
const FREQUENCIES: readonly { name: string; has: (count: number) => boolean }[] = [
  { name: "all", has: () => true },
  { name: "never met", has: (count) => count === 0 },
  { name: "1 to 10 times", has: (count) => count > 0 && count <= 10 },
  { name: "more often", has: (count) => count > 10 },
];

async function stages(): Promise<string> {
  const rows: string[][] = [];
  for (const name of ["first", "mined", "open", "news", "cross", "taught"]) {
    const folder = join(places.stages, name);
    if (!existsSync(join(folder, "encoder.json"))) continue;
    const result = await judged(folder, prose);
    const counts = await countsOf(places.training, Number.POSITIVE_INFINITY);
    const unseen = result.filter(({ row }) => !counts.has(row));
    rows.push([name, shown(result), shown(unseen)]);
    console.error(rows.at(-1)?.join(" "));
  }
  return [
    "## The stages of the training",
    `Share of the mentions of pages that are held back that an encoder alone decides rightly among the candidates of the alias, of those
that have several; with 95 % intervals. "Unseen": their entity is never linked in the training data.`,
    table(["encoder", "right", "unseen"], rows),
  ].join("\n\n");
}

/** Trains where it is not done yet. */
async function trained(name: string, command: readonly string[]): Promise<string> {
  const folder = join(places.trials, name.replaceAll(/\W+/g, "-"));
  if (existsSync(join(folder, "encoder.json"))) return folder;
  await namesake([
    ...["train", "biencoder", ...command, "--kb", places.kb, "--out", folder],
    ...(existsSync(join(folder, "last.safetensors")) ? ["--resume"] : []),
  ]);
  return folder;
}

async function ablations(): Promise<string> {
  const counts = await countsOf(places.training, TRIAL_STEPS * TRIAL_BATCH);
  const rows: string[][] = [];
  for (const { name, settings } of ABLATIONS) {
    const folder = await trained(name, [
      ...[places.training, "--dev", places.development, "--set", ...BI_ENCODER_SETTINGS],
      ...[`training.steps=${TRIAL_STEPS}`, `training.batch=${TRIAL_BATCH}`, "optimiser.warmUp=50"],
      ...["training.checkpointEvery=100", "validation.mentions=100", "validation.others=100", ...settings],
    ]);
    const result = await judged(folder, prose);
    const parts = FREQUENCIES.map(({ has }) => result.filter(({ row }) => has(counts.get(row) ?? 0)));
    rows.push([name, ...parts.map(shown)]);
    console.error(rows.at(-1)?.join(" "));
  }
  return [
    "## What masking, types and relations are worth",
    `Bi-encoders that saw ${(TRIAL_STEPS * TRIAL_BATCH).toLocaleString("en")} mentions each, ${TRIAL_STEPS} steps from the sentence encoder; right among the candidates of the alias, by how often the
entity was met in these mentions.`,
    table(["trained with", ...FREQUENCIES.map(({ name }) => name)], rows),
  ].join("\n\n");
}

/** The first documents that together have so many linked mentions. */
async function firstDocuments(mentions: number): Promise<string> {
  const path = join(places.trials, `aida-${mentions}.jsonl`);
  if (existsSync(path)) return path;
  const input = createReadStream(dataFile("bench", "aida-train.jsonl.gz")).pipe(createGunzip());
  const lines: string[] = [];
  let known = 0;
  for await (const line of createInterface({ input })) {
    if (known >= mentions) break;
    const document = JSON.parse(line) as { mentions: { title: string | null }[] };
    known += document.mentions.filter(({ title }) => title !== null).length;
    lines.push(line);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

async function curve(): Promise<string> {
  const start = join(places.stages, "open");
  if (!existsSync(join(start, "encoder.json"))) throw new Error("The curve needs the stage open");
  const news = await sampleOf(aida);
  const row = async (mentions: number, folder: string): Promise<string[]> => {
    const cells = [
      mentions.toLocaleString("en"),
      shown(await judged(folder, news)),
      shown(await judged(folder, prose)),
    ];
    console.error(cells.join(" "));
    return cells;
  };
  const rows = [await row(0, start)];
  for (const mentions of CURVE) {
    const steps = Math.round((mentions * CURVE_EPOCHS) / TRIAL_BATCH);
    const folder = await trained(`curve ${mentions}`, [
      ...[await firstDocuments(mentions), "--dev", aida, "--init", start, "--set", ...BI_ENCODER_SETTINGS],
      ...[`training.steps=${steps}`, `training.batch=${TRIAL_BATCH}`, "optimiser.rate=1e-4"],
      ...["training.checkpointEvery=100", "validation.mentions=100", "validation.others=100"],
    ]);
    rows.push(await row(mentions, folder));
  }
  return [
    "## How many mentions of one's own",
    `"open" tuned with the first documents of aida-train, each mention read ${CURVE_EPOCHS} times, as docs/training.md says; right among the candidates of
the alias.`,
    table(["linked mentions", "aida-testa", "prose-dev"], rows),
  ].join("\n\n");
}

const path = join(root, "docs/encoders.md");
const made = { stages, ablations, curve };
const sections: string[] = [];
for (const part of PARTS) if (options.part.includes(part)) sections.push(await made[part]());
const page = `# What encoders decide\n\nWritten by \`npm run bench:encoders -- --write\`; not by hand. KB content ${kb.totals().contentHash}.\n\n${sections.join("\n\n")}\n`;
process.stdout.write(page);
if (options.write) {
  if (sections.length < PARTS.length) throw new Error("--write needs all parts");
  writeFileSync(path, page);
}
await kb.close();
