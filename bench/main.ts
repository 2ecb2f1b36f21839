import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, platform, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  buildKnowledgeBase,
  createLinker,
  type EntityRecord,
  loadEncoder,
  loadKnowledgeBase,
  openKnowledgeBase,
} from "namesake";
import { markdown, type Row, row } from "./table.js";
import { percentile, rate, resident, seconds } from "./timing.js";

/**
 * `npm run bench`: what the design asks of speed and memory, measured here and now. `npm run bench -- --write` puts the table
 * into the README as well.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const main = join(root, "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "namesake-bench-"));

const sample = readFileSync(join(root, "examples/sample/sentences.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text);

/** Documents of 200 words, of the shipped sample's sentences in another order each. */
const documents = Array.from({ length: 60 }, (_, i) => {
  let text = "";
  for (let j = 0; text.split(" ").length < 200; j++) text += `${sample[(i * 17 + j * 29) % sample.length]} `;
  return text.split(" ").slice(0, 200).join(" ");
});
const SENTENCE =
  "The president of the small republic flew from Paris to Washington on Monday to sign a treaty with Jordan about the water of the river Amazon that both countries want.";

async function linking(): Promise<Row[]> {
  const rows: Row[] = [];
  const link = () =>
    execFileSync(process.execPath, [main, "link", "The prey saw the jaguar cross the jungle."]);
  link();
  const cold: number[] = [];
  for (let i = 0; i < 7; i++) cold.push(await seconds(link));
  rows.push(
    row(
      "cold process to first link, starter KB built",
      percentile(cold, 0.5),
      "s",
      "<",
      1,
      "ReFinED: minutes",
    ),
  );

  const linker = createLinker(await loadKnowledgeBase("starter"));
  for (const text of documents) await linker.link(text);
  const times: number[] = [];
  for (let i = 0; i < 500; i++) times.push(1000 * (await seconds(() => linker.link(SENTENCE))));
  rows.push(
    row("sentence of 30 words, warm, full default model, p50", percentile(times, 0.5), "ms", "<", 10),
  );
  rows.push(row("the same, p99", percentile(times, 0.99), "ms", "<", 40));
  let i = 0;
  const next = () => documents[i++ % documents.length] ?? "";
  // Two at a time: while the encoder's thread works on one, the main thread reads the other.
  const balanced = 2 * (await rate(() => Promise.all([linker.link(next()), linker.link(next())]), 4));
  rows.push(
    row(
      "documents of 200 words, balanced",
      balanced,
      "/s",
      ">=",
      60,
      "ReFinED CPU 7.8/s, entity-fishing ~30/s",
    ),
  );
  const prior = await rate(() => linker.link(next(), { budget: "prior" }), 3);
  rows.push(row("documents of 200 words, prior only", prior, "/s", ">=", 500));
  const { anonymous, file } = resident();
  rows.push(
    row(
      "resident memory after linking, starter KB",
      anonymous + file,
      "MB",
      "<",
      800,
      `${Math.round(anonymous)} MB own, ${Math.round(file)} MB mapped files; BLINK 35 GB`,
    ),
  );
  await linker.close();
  return rows;
}

/** Entities with a name and further aliases, named like people and places. */
function* records(entities: number, aliases: number): Generator<EntityRecord> {
  const parts = [
    "Al",
    "Bren",
    "Cor",
    "Dun",
    "El",
    "Far",
    "Gor",
    "Hal",
    "Ing",
    "Jor",
    "Kel",
    "Lor",
    "Mar",
    "Nor",
    "Os",
    "Per",
  ];
  const ends = ["ton", "ville", "burg", "field", "ham", "wick", "stein", "sen", "ova", "ini"];
  const word = (n: number) =>
    `${parts[n % 16]}${(parts[(n >> 4) % 16] ?? "").toLowerCase()}${ends[(n >> 8) % 10]}`;
  for (let i = 0; i < entities; i++)
    yield {
      id: `b:${i}`,
      name: `${word(i)} ${word(Math.floor(i / 2560) + 7)}`,
      description: "an entity of the benchmark",
      aliases: Array.from({ length: aliases }, (_, k) => ({
        text: k === 0 ? word(Math.floor(i / 3) + 11) : `${word(i + 31 * k)} ${word(7 * i + k)}`,
        count: i % 7,
      })),
      count: i % 100,
    };
}

async function storage(): Promise<Row[]> {
  const path = join(folder, "kb");
  /** Aliases a second for a million of them. */
  const building = async (entities: number): Promise<number> => {
    const aliases = 1_000_000 / entities - 1;
    const time = await seconds(async () => {
      const made = await buildKnowledgeBase(records(entities, aliases), path, () => [], { store: "lmdb" });
      await made.knowledgeBase.close();
    });
    return 1e6 / time;
  };
  const buildingMany = await building(100_000);
  const buildingFew = await building(500_000);
  const openings: number[] = [];
  for (let i = 0; i < 5; i++) {
    openings.push(1000 * (await seconds(async () => (await openKnowledgeBase(path)).close())));
  }
  const kb = await openKnowledgeBase(path);
  const opening = 1000 * (await seconds(async () => (await openKnowledgeBase(path)).lookup("alalton")));
  const all: string[] = [];
  for (const { name } of kb.entities()) {
    all.push(name.toLowerCase());
    if (all.length === 300_000) break;
  }
  // Each key once: what is measured is the store, not what the KB remembers.
  let found = 0;
  const looking = await seconds(() => {
    for (const key of all) found += kb.lookup(key).postings.length;
  });
  if (found < all.length) throw new Error("the benchmark's KB does not hold its names");
  const edits: number[] = [];
  for (let i = 0; i < 20; i++)
    edits.push(
      1000 *
        (await seconds(() => {
          kb.edit([{ put: { id: `new:${i}`, name: `Zorblax ${i}` } }]);
          if (kb.candidates(`Zorblax ${i}`).length !== 1) throw new Error("an edit is not visible");
        })),
    );
  await kb.close();
  return [
    row("KB build, LMDB, a million aliases of 100,000 entities", buildingMany, "aliases/s", ">=", 200_000),
    row("the same, of 500,000 entities", buildingFew, "aliases/s", ">=", 200_000),
    row("KB lookup, LMDB, one thread", all.length / looking, "/s", ">=", 300_000),
    row("KB open and first lookup", Math.max(opening, percentile(openings, 0.5)), "ms", "<", 20),
    row("KB edit visible to the next call", percentile(edits, 0.5), "ms", "<", 10),
  ];
}

async function spotting(): Promise<Row[]> {
  const { AliasSpotter } = (await import(join(root, "dist/mentions/alias-spotter.js"))) as {
    AliasSpotter: new (kb: unknown) => { find(text: string, mode: "auto" | "names" | "all"): unknown[] };
  };
  const kb = await loadKnowledgeBase("starter");
  const spotter = new AliasSpotter(kb);
  let i = 0;
  const perSecond = await rate(() => spotter.find(documents[i++ % documents.length] ?? "", "auto"), 2);
  await kb.close();
  return [row("alias spotter, documents of 200 words, one thread", perSecond, "/s", ">=", 300)];
}

async function encoding(): Promise<Row[]> {
  const encoder = await loadEncoder({ folder });
  const texts = sample
    .flatMap((text) => text.split(/(?<=[.,;]) /))
    .filter((text) => text.split(" ").length >= 8);
  const batch = texts.slice(0, 256);
  const perSecond = batch.length * (await rate(() => encoder.encode(batch), 3));
  await encoder.close();
  return [row("encoder, int8, one thread", perSecond, "sentences/s", ">=", 1200, "its own runtime: 59/s")];
}

/** The KB of 743,566 entities, where `npm run world` has built it. */
async function world(): Promise<Row[]> {
  const texts = join(root, ".namesake/data/prose-dev.jsonl");
  if (!existsSync(join(root, ".namesake/kb/world/manifest.json")) || !existsSync(texts)) {
    process.stderr.write('skipped: 3 (no KB "world"; npm run world makes it)\n');
    return [];
  }
  const output = execFileSync(process.execPath, [join(root, ".bench/world/probe.js"), texts], {
    encoding: "utf8",
  });
  const { openMs, perSecond, anonymous, file } = JSON.parse(output) as Record<string, number>;
  const sum = `${Math.round(anonymous ?? 0)} MB own, ${Math.round(file ?? 0)} MB mapped files`;
  return [
    row("KB of 743,566 entities: open and first lookup", openMs ?? 0, "ms", "<", 100),
    row("the same: documents of 200 words, balanced, vectors kept", perSecond ?? 0, "/s", ">=", 60),
    row("the same: resident memory after linking", (anonymous ?? 0) + (file ?? 0), "MB", "<", 800, sum),
  ];
}

try {
  const rows: Row[] = [];
  for (const part of [linking, spotting, encoding, storage, world]) {
    process.stderr.write(`${part.name} …\n`);
    rows.push(...(await part()));
  }
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, Node ${process.versions.node}`;
  const table = `${markdown(rows)}\n\nMeasured on ${machine}.\n`;
  process.stdout.write(`\n${table}`);
  if (process.argv.includes("--write")) {
    const path = join(root, "README.md");
    const readme = readFileSync(path, "utf8");
    const block = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;
    if (!block.test(readme)) throw new Error("README.md has no <!-- bench --> block");
    writeFileSync(path, readme.replace(block, `$1${table}$2`));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
