import { loadLinker } from "namesake";
import { evaluate, localLinker, readDataset } from "namesake/eval";

const linker = await loadLinker("starter");
const { evaluation } = await evaluate(
  linker.kb,
  [await readDataset("examples/sample/sentences.jsonl")],
  [localLinker("default", linker)],
  { mode: "gold" },
);
const { overall, baseline } = evaluation;
console.log(`default ${overall.inKbAccuracy}, ${baseline.best} ${baseline.overall.inKbAccuracy}`);
await linker.close();
