import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildKnowledgeBase, openKnowledgeBase } from "../../dist/kb/folder.js";
import type { EntityRecord } from "../../dist/kb/record.js";
import { percentile, resident, watchMemory } from "../timing.js";
import { root } from "./data.js";

/**
 * `npm run bench:large`: a KB of the size of all of Wikipedia, 5.9 million entities and 14 million aliases, made of the KB "world": every
 * entity again and again with the words of its names exchanged for those of others, so that lengths, counts, ambiguity, texts and
 * relations are distributed as there. Prints how long it takes to build and open, its size, and what linking by it needs.
 */
const { values } = parseArgs({
  options: { entities: { type: "string", default: "5900000" }, reuse: { type: "boolean", default: false } },
});
const wanted = Number(values.entities);
const ALIASES_PER_ENTITY = 14 / 5.9;
const WORDS = 100_000;
const world = join(root, ".namesake", "kb", "world");
const path = join(root, ".namesake", "kb", "large");
if (!existsSync(world)) {
  console.log('skipped: 1 (no KB "world"; npm run world makes it)');
  process.exit(0);
}

/** Numbers that look random and are the same in every run: Lehmer's generator with the multiplier of Park and Miller. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The entities of the world over and over; the first round as they are. */
async function* records(): AsyncGenerator<EntityRecord> {
  const kb = await openKnowledgeBase(world);
  const random = lehmer(7);
  /** Words of the names of late, a ring. */
  const words: string[] = [];
  let made = 0;
  let aliasesMade = 0;
  for (let round = 0; made < wanted; round++)
    for (const record of kb.entities()) {
      if (made === wanted) break;
      const parts = record.name.split(" ");
      words[made % WORDS] = parts[Math.floor(random() * parts.length)] ?? record.name;
      /** A name in which one word is another name's. */
      const other = (name: string): string => {
        const own = name.split(" ");
        own[Math.floor(random() * own.length)] = words[Math.floor(random() * words.length)] ?? name;
        return own.join(" ");
      };
      const name = round === 0 ? record.name : other(record.name);
      const aliases = (record.aliases ?? [])
        .filter((alias) => typeof alias !== "string" && alias.text !== record.name)
        .map((alias) => (typeof alias === "string" ? { text: alias, count: 0 } : alias))
        .map(({ text, count }) => ({ text: round === 0 || random() < 0.3 ? text : other(text), count }));
      made++;
      aliasesMade += aliases.length + 1;
      while (aliasesMade < made * ALIASES_PER_ENTITY) {
        aliases.push({ text: other(name), count: 0 });
        aliasesMade++;
      }
      yield { ...record, id: `${record.id}~${round}`, name, aliases };
    }
  await kb.close();
}

/** In a process of its own, so that what building took does not count: opening, lookups, memory. */
async function probe(): Promise<void> {
  const began = performance.now();
  const kb = await openKnowledgeBase(path);
  kb.lookup("north");
  const opened = performance.now() - began;
  const random = lehmer(3);
  const names = Array.from({ length: 20_000 }, () => kb.at(Math.floor(random() * kb.size))?.name ?? "");
  const times: number[] = [];
  for (const name of names) {
    const start = performance.now();
    kb.candidates(name);
    times.push(performance.now() - start);
  }
  const { anonymous, file } = resident();
  console.log(
    JSON.stringify({
      openMs: opened,
      candidatesP50Us: 1000 * percentile(times, 0.5),
      candidatesP99Us: 1000 * percentile(times, 0.99),
      anonymousMb: anonymous,
      fileBackedMb: file,
    }),
  );
  await kb.close();
}

if (process.env["NAMESAKE_PROBE"] !== undefined) {
  await probe();
} else {
  const count = (value: number) => Math.round(value).toLocaleString("en");
  if (!(values.reuse && existsSync(path))) {
    mkdirSync(join(root, ".namesake", "kb"), { recursive: true });
    const memory = watchMemory();
    const began = performance.now();
    const { knowledgeBase } = await buildKnowledgeBase(records(), path, () => [], { name: "large" });
    const seconds = (performance.now() - began) / 1000;
    const { anonymous, file, total } = memory();
    const { entities, aliases } = knowledgeBase.totals();
    await knowledgeBase.close();
    console.log(
      `built ${count(entities)} entities, ${count(aliases)} aliases in ${seconds.toFixed(0)} s: ${count(aliases / seconds)} aliases/s, ` +
        `memory at its highest ${count(total)} MB (${count(anonymous)} anonymous, ${count(file)} file-backed)`,
    );
    console.log(`${count(statSync(join(path, "data.mdb")).size / entities)} bytes an entity on disk`);
  }
  const found = JSON.parse(
    execFileSync(process.execPath, process.argv.slice(1, 2), {
      encoding: "utf8",
      env: { ...process.env, NAMESAKE_PROBE: "1" },
    }),
  ) as Record<string, number>;
  console.log(
    `open and first lookup ${found["openMs"]?.toFixed(0)} ms; candidates of a name p50 ${found["candidatesP50Us"]?.toFixed(0)} µs, p99 ` +
      `${found["candidatesP99Us"]?.toFixed(0)} µs; resident after 20,000 of them ${count((found["anonymousMb"] ?? 0) + (found["fileBackedMb"] ?? 0))} MB ` +
      `(${count(found["anonymousMb"] ?? 0)} anonymous, ${count(found["fileBackedMb"] ?? 0)} file-backed)`,
  );
}
