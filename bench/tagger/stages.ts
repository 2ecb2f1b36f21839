import { existsSync } from "node:fs";
import { join } from "node:path";
import { NER_CLASSES } from "../../dist/types/ner-classes.js";
import { taggerFile } from "./gold.js";

/** Where the data are, and where runs go. */
export interface TaggerPlaces {
  data: string;
  runs: string;
}

/** One training. */
interface TaggerStage {
  name: "first" | "last";
  steps: number;
  /** The rate of what is no trunk. */
  rate: number;
  /** A bi-encoder that is shipped, or another stage. */
  init: (places: TaggerPlaces) => string;
}

export const TAGGER_STAGES: readonly TaggerStage[] = [
  { name: "first", steps: 600, rate: 3e-3, init: () => "open" },
  { name: "last", steps: 3000, rate: 2e-3, init: ({ runs }) => join(runs, "first") },
];

const others = Object.keys(NER_CLASSES).filter((name) => !["PER", "LOC", "ORG"].includes(name));

/** What the labels of the data mean in the 18 classes. */
export const MEANINGS = [
  `MISC=${others.join("|")}`,
  "person=PER",
  "location=LOC",
  "corporation=ORG",
  "group=ORG",
  "creative-work=MEDIA",
  "product=MEDIA|VEHI|INST|FOOD|PHYS",
];

export const folderOf = ({ runs }: TaggerPlaces, name: string): string => join(runs, name);

/** The command of a stage; it goes on with one that was stopped. */
export function commandOf({ name, steps, rate, init }: TaggerStage, places: TaggerPlaces): string[] {
  const out = folderOf(places, name);
  return [
    ...["train", "tagger", taggerFile(places.data, name), "--dev", taggerFile(places.data, "news-dev")],
    ...["--out", out, "--init", init(places)],
    ...(existsSync(join(out, "last.safetensors")) ? ["--resume"] : []),
    ...["--set", `training.steps=${steps}`, `training.validateEvery=${Math.ceil(steps / 7)}`],
    ...["training.buckets=[12,24,36,52,80]", "training.checkpointEvery=250", "training.logEvery=25"],
    ...[`optimiser.rate=${rate}`, "optimiser.warmUp=100", "optimiser.clip=5"],
    ...["model.mostWords=30000", "model.leastCount=3", "model.dropout=0.35"],
    `labels.mean=${JSON.stringify(MEANINGS)}`,
  ];
}
