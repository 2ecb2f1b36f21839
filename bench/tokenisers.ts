import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Tokenizer } from "tokenizers";
import { Tokeniser } from "../dist/text/subword/tokeniser.js";
import { trainByteLevel, trainUnigram, trainWordPiece } from "../dist/text/subword/training/train.js";

/**
 * `npm run --silent build && tsc -p bench && node .bench/tokenisers.js`: tokens a second of processor time, ours and
 * of the `tokenizers` library, both on one thread, over documents made of the shipped sample. Processor time, since
 * another program may be running.
 */
process.env["TOKENIZERS_PARALLELISM"] = "false";
const DOCUMENTS = 10_000;
const ROUNDS = 5;

const sample = readFileSync(
  fileURLToPath(new URL("../examples/sample/sentences.jsonl", import.meta.url)),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text);
const documents = Array.from(
  { length: DOCUMENTS },
  (_, i) => `${sample[(i * 7) % sample.length]} ${sample[(i * 13 + 5) % sample.length]}`,
);

/** Tokens in the best of some rounds, a second of processor time. */
async function speed(tokens: () => number | Promise<number>): Promise<number> {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const began = process.cpuUsage();
    const count = await tokens();
    const { user, system } = process.cpuUsage(began);
    best = Math.max(best, (1e6 * count) / (user + system));
  }
  return best;
}

const models = {
  "WordPiece (BERT)": await trainWordPiece(sample, { size: 1500 }),
  "byte-level BPE (RoBERTa)": await trainByteLevel(sample, { size: 1500 }),
  "Unigram (T5)": await trainUnigram(sample, { size: 1500 }),
};
const millions = (rate: number): string => `${(rate / 1e6).toFixed(2)} M`;
for (const [name, json] of Object.entries(models)) {
  const own = new Tokeniser(json);
  const library = Tokenizer.fromString(JSON.stringify(json));
  const ours = await speed(() => documents.reduce((sum, text) => sum + own.encode(text).length, 0));
  const theirs = await speed(async () => {
    const encodings = await library.encodeBatch(documents);
    return encodings.reduce((sum, encoding) => sum + encoding.getLength(), 0);
  });
  console.log(
    `${name}: ${millions(ours)} tokens/s, tokenizers ${millions(theirs)}, ratio ${(ours / theirs).toFixed(1)}`,
  );
}
