import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the data are, and where runs go. */
export interface Places {
  /** The sets of gold mentions. */
  data: string;
  /** prose-train.jsonl and prose-dev.jsonl. */
  prose: string;
  kb: string;
  runs: string;
}

/** One command of the training, and what is there when it is done. */
export interface Stage {
  name: string;
  about: string;
  makes(places: Places): string;
  /** @param small a few steps, to see that the command works */
  command(places: Places, small: boolean): string[];
}

/** How mentions and entities are written, for all encoders alike. */
const INPUTS = [
  "inputs.contextTokens=48",
  "inputs.entityTokens=40",
  "inputs.typeTokens=8",
  "inputs.relationTokens=12",
  "inputs.aliasTokens=6",
];
export const BI_ENCODER_SETTINGS = ["training.buckets=[48]", "negatives.hard=0.5", ...INPUTS];
/** News have what a name means further away than articles, whose links explain themselves. */
const WIDE = ["training.buckets=[128]", "inputs.contextTokens=128"];
/** Mentions that hard negatives are sought for: as many as the stages behind it train on. */
const MINED = 100_000;

/** Mentions that are taught: each once. A cross-encoder reads them one by one. */
const TAUGHT = 26_000;

/** A stage of `namesake train`. */
interface Training {
  name: string;
  about: string;
  kind: string;
  training: (places: Places) => string;
  development: (places: Places) => string;
  /** Another stage that it begins with. */
  init?: string;
  steps: number;
  set: (places: Places) => string[];
}

const prose = ({ prose }: Places, part: string): string => join(prose, `prose-${part}.jsonl`);
const aida = ({ data }: Places, part: string): string => join(data, `aida-${part}.jsonl.gz`);

function training({ name, about, kind, init, steps, set, ...data }: Training): Stage {
  return {
    name,
    about,
    makes: ({ runs }) => join(runs, name, "encoder.json"),
    command(places, small) {
      const out = join(places.runs, name);
      const { kb, runs } = places;
      const length = small ? 4 : steps;
      return [
        ...[
          "train",
          kind,
          data.training(places),
          "--dev",
          data.development(places),
          "--kb",
          kb,
          "--out",
          out,
        ],
        ...(init === undefined ? [] : ["--init", join(runs, init)]),
        ...(existsSync(join(out, "last.safetensors")) ? ["--resume"] : []),
        ...["--set", `training.steps=${length}`, `training.validateEvery=${Math.ceil(length / 4)}`],
        ...["training.checkpointEvery=250", "training.logEvery=25", "optimiser.warmUp=50"],
        `validation.mentions=${small ? 50 : 1000}`,
        ...(kind !== "crossencoder" ? [`validation.others=${small ? 50 : 5000}`] : []),
        ...set(places),
      ];
    },
  };
}

/** Entities as vectors of a stage's encoder. */
const embedding = (name: string, of: string): Stage => ({
  name,
  about: `all entities as vectors by ${of}`,
  makes: ({ runs }) => join(runs, name, "manifest.json"),
  command: ({ kb, runs }) => [
    ...["embed", "entities", "--kb", kb, "--encoder", join(runs, of), "--out", join(runs, name)],
    ...["--index", "hnsw"],
  ],
});

interface MiningOptions {
  /** Of which mentions, see `splits.ts`. */
  part: string;
  index?: string;
  score?: string;
  k: number;
  /** Default {@link MINED}. */
  mentions?: number;
}

/** What encoders think of the candidates of mentions. */
const mining = (name: string, of: string, options: MiningOptions): Stage => ({
  name,
  about: `what ${options.score ?? of} thinks of the candidates that ${of} finds`,
  makes: ({ runs }) => join(runs, name),
  command(places, small) {
    const { kb, runs } = places;
    const out = join(runs, name);
    const { index, score, k, mentions = MINED } = options;
    return [
      ...["mine", prose(places, options.part), "--kb", kb, "--encoder", join(runs, of), "--out", out],
      ...["--k", `${k}`, "--mentions", `${small ? 500 : mentions}`],
      ...(index === undefined ? [] : ["--index", join(runs, index)]),
      ...(score === undefined ? [] : ["--score", join(runs, score)]),
      ...(existsSync(`${out}.part`) ? ["--resume"] : []),
    ];
  },
});

const onProse = (part: string) => ({
  training: (places: Places) => prose(places, part),
  development: (places: Places) => prose(places, "dev"),
});

/**
 * All stages, in their order. "open" is trained on Wikipedia alone; "news" has seen AIDA's news as well. Each is a training of
 * at most 90 minutes on two processors.
 */
export const STAGES: readonly Stage[] = [
  training({
    name: "first",
    about: "a bi-encoder of Wikipedia's links, from the Universal Sentence Encoder Lite",
    kind: "biencoder",
    ...onProse("train"),
    steps: 2000,
    set: () => [...BI_ENCODER_SETTINGS, "optimiser.warmUp=200"],
  }),
  embedding("first-vectors", "first"),
  mining("first.lists", "first", { part: "later", index: "first-vectors", k: 16 }),
  training({
    name: "mined",
    about: "the same, with hard negatives that it found itself",
    kind: "biencoder",
    ...onProse("later"),
    init: "first",
    steps: 700,
    set: ({ runs }) => [
      ...BI_ENCODER_SETTINGS,
      "optimiser.rate=1.5e-4",
      "negatives.hard=1",
      `negatives.mined=${join(runs, "first.lists")}`,
    ],
  }),
  mining("last.lists", "first", { part: "last", index: "first-vectors", k: 16 }),
  training({
    name: "open",
    about: "the same, on other pages and with more of the text around",
    kind: "biencoder",
    ...onProse("last"),
    init: "mined",
    steps: 700,
    set: ({ runs }) => [
      ...BI_ENCODER_SETTINGS,
      ...WIDE,
      "optimiser.rate=1.2e-4",
      "negatives.hard=1",
      `negatives.mined=${join(runs, "last.lists")}`,
    ],
  }),
  training({
    name: "news",
    about: "the bi-encoder that has read AIDA's news too",
    kind: "biencoder",
    training: (places) => prose(places, "and-news"),
    development: (places) => aida(places, "testa"),
    init: "open",
    steps: 640,
    set: () => [...BI_ENCODER_SETTINGS, ...WIDE, "optimiser.rate=1.2e-4"],
  }),
  training({
    name: "cross",
    about: "a cross-encoder above the bi-encoder, which chooses among the entities of an alias",
    kind: "crossencoder",
    ...onProse("later"),
    init: "open",
    steps: 4000,
    // Only the part above the bi-encoder is trained. The knowledge base counted its relations in the same texts.
    set: () => [
      ...["training.batch=8", "candidates.count=5", "candidates.strangers=false"],
      ...["masking.strength=0.2", "masking.relations=0.7", "model.dropout=0"],
      ...["optimiser.rate=6e-4", 'optimiser.freeze=["trunk.*"]'],
      'optimiser.rates=["mention.*=0.1", "entity.*=0.1", "scale=0.1"]',
    ],
  }),
  mining("taught.lists", "open", { part: "last", score: "cross", k: 8, mentions: TAUGHT }),
  training({
    name: "taught",
    about: "the bi-encoder again, taught by the cross-encoder",
    kind: "distill",
    ...onProse("last"),
    init: "open",
    steps: 400,
    set: ({ runs }) => [
      ...BI_ENCODER_SETTINGS,
      ...WIDE,
      "optimiser.rate=1e-4",
      `teacher.file=${join(runs, "taught.lists")}`,
    ],
  }),
];
