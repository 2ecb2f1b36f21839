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
  name: "first" | "last" | "news";
  /** The parts of the data, see `gold.ts` and `silver.ts`. */
  parts: readonly string[];
  steps: number;
  /** The rate of what is no trunk. */
  rate: number;
  /** A bi-encoder that is shipped, or another stage; absent = a tagger without a trunk. */
  init?: (places: TaggerPlaces) => string;
  /** Words that are known, and how often they have to be in the data. */
  words: { most: number; least: number };
  /** Share of numbers that is dropped. */
  dropout: number;
}

export const TAGGER_STAGES: readonly TaggerStage[] = [
  {
    ...{ name: "first", parts: ["first"], steps: 600, rate: 3e-3, dropout: 0.35 },
    ...{ init: () => "open", words: { most: 30_000, least: 3 } },
  },
  {
    ...{ name: "last", parts: ["last"], steps: 3000, rate: 2e-3, dropout: 0.35 },
    ...{ init: ({ runs }) => join(runs, "first"), words: { most: 30_000, least: 3 } },
  },
  // The one that ships with the model "news": small, and as good on news.
  {
    ...{ name: "news", parts: ["news-train", "wiki-train", "web"], steps: 4500, rate: 5e-3, dropout: 0.4 },
    ...{ words: { most: 12_000, least: 2 } },
  },
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
export function commandOf(stage: TaggerStage, places: TaggerPlaces): string[] {
  const { name, parts, steps, rate, init, words, dropout } = stage;
  const out = folderOf(places, name);
  return [
    ...["train", "tagger", ...parts.map((part) => taggerFile(places.data, part))],
    ...["--dev", taggerFile(places.data, "news-dev"), "--out", out],
    ...(init === undefined ? [] : ["--init", init(places)]),
    ...(existsSync(join(out, "last.safetensors")) ? ["--resume"] : []),
    ...["--set", `training.steps=${steps}`, `training.validateEvery=${Math.ceil(steps / 7)}`],
    ...["training.checkpointEvery=250", "training.logEvery=25"],
    ...(init === undefined ? [] : ["training.buckets=[12,24,36,52,80]", "optimiser.warmUp=100"]),
    ...[`optimiser.rate=${rate}`, "optimiser.clip=5", `model.dropout=${dropout}`],
    ...[`model.mostWords=${words.most}`, `model.leastCount=${words.least}`],
    `labels.mean=${JSON.stringify(MEANINGS)}`,
  ];
}
