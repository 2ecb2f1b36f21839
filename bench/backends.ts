import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createKnowledgeBase } from "../dist/kb/in-memory.js";
import { cacheFolder } from "../dist/kb/location.js";
import { sentenceContexts } from "../dist/link/context-encoder.js";
import { Linker } from "../dist/link/linker.js";
import { shippedWeights } from "../dist/linker-parts.js";
import { loadKnowledgeBase } from "../dist/load.js";
import { AliasSpotter } from "../dist/mentions/alias-spotter.js";
import { loadEncoder } from "../dist/models/encoder.js";
import { root } from "./world/data.js";

/**
 * `npm run bench:backends`: how many decisions are the same, whether the encoder runs natively or as WebAssembly. Links the shipped sample,
 * asking the encoder about every mention, over the entities of the starter KB that it brings; neither run sees vectors of the other.
 */
const WANTED = 0.995;

interface Sample {
  text: string;
  mentions: { start: number; end: number }[];
}

const samples = readFileSync(join(root, "examples/sample/sentences.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Sample);
const starter = await loadKnowledgeBase("starter");
const weights = shippedWeights();

async function decisions(
  runtime: "native" | "wasm",
): Promise<{ ids: string[]; confidences: number[]; seconds: number }> {
  const records = [...starter.entities()];
  const kb = await createKnowledgeBase(records);
  const load = async () =>
    sentenceContexts(await loadEncoder({ folder: cacheFolder(), runtime }), weights.means);
  const linker = new Linker(kb, new AliasSpotter(kb), load, weights);
  await linker.warmUp();
  const began = performance.now();
  const links = [];
  for (const { text, mentions } of samples)
    links.push(
      ...(await linker.link(text, {
        mentions: mentions.map(({ start, end }) => ({ start, end })),
        budget: "best",
      })),
    );
  const seconds = (performance.now() - began) / 1000;
  await linker.close();
  return {
    ids: links.map(({ entity }) => entity?.id ?? "NIL"),
    confidences: links.map(({ confidence }) => confidence),
    seconds,
  };
}

const native = await decisions("native");
const wasm = await decisions("wasm");
await starter.close();
const same = native.ids.filter((id, i) => id === wasm.ids[i]).length;
const furthest = Math.max(...native.confidences.map((one, i) => Math.abs(one - (wasm.confidences[i] ?? 0))));
const share = same / native.ids.length;
console.log(
  `${same} of ${native.ids.length} decisions are the same (${(100 * share).toFixed(2)} %, wanted ${100 * WANTED}); confidences differ by ${furthest.toFixed(4)} at most. ` +
    `Native ${native.seconds.toFixed(1)} s, WebAssembly ${wasm.seconds.toFixed(1)} s.`,
);
process.exitCode = share >= WANTED ? 0 : 1;
