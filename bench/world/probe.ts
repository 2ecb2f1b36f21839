// The memory is that of the program.
import "../../dist/cli/heap.js";
import { readFileSync } from "node:fs";
import { createLinker, loadKnowledgeBase } from "namesake";
import { resident } from "../timing.js";

/**
 * `npm run bench` starts it in a process of its own, so that the memory is that of the KB "world" alone: opens it, links the texts of
 * a file twice (vectors of entities are kept after the first time), and prints one line of JSON.
 */
const [, , path = ""] = process.argv;
const began = performance.now();
const kb = await loadKnowledgeBase("world");
kb.lookup("mercury");
const openMs = performance.now() - began;
const linker = createLinker(kb);
const texts = readFileSync(path, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => (JSON.parse(line) as { text: string }).text);
for (const text of texts) await linker.link(text, { mode: "names" });
const started = performance.now();
let words = 0;
for (const text of texts) {
  await linker.link(text, { mode: "names" });
  words += text.split(/\s+/).length;
}
const perSecond = words / 200 / ((performance.now() - started) / 1000);
console.log(JSON.stringify({ openMs, perSecond, ...resident() }));
await linker.close();
