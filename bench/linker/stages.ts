import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the data are, and where runs go. */
export interface Places {
  /** The sets of gold mentions. */
  data: string;
  /** The sets of linked pages. */
  prose: string;
  kbs: string;
  runs: string;
}

/** One step of the training, and what is there when it is done. */
export interface Stage {
  name: string;
  about: string;
  makes(places: Places): string;
  /** A command of the program, or the parameters of the builder of the KB "world" or of `linked.ts`. */
  command(places: Places): { program: "namesake" | "world" | "linked"; parameters: string[] };
}

/** The KB that the links of ranking's pages do not count in, see `bench/world/data.ts`. */
const RANKING_KB = "world-for-ranking";

const vectors = (name: string, kb: string, pages: string): Stage => ({
  name,
  about: `vectors and classes of the entities of "${kb}", from what is linked together in ${pages}`,
  makes: ({ kbs }) => join(kbs, kb, "entities.vectors"),
  command: ({ kbs, prose }) => ({
    program: "namesake",
    parameters: ["train", "entities", join(prose, `${pages}.jsonl`), "--kb", join(kbs, kb)],
  }),
});

/** @param mentions of each set, so that none outweighs the others */
const ranker = (
  model: string,
  about: string,
  mentions: number,
  sets: (places: Places) => string[],
): Stage => ({
  name: `ranker-${model}`,
  about,
  makes: ({ runs }) => join(runs, `ranker-${model}`, "linker.json"),
  command: (places) => ({
    program: "namesake",
    parameters: [
      ...["train", "ranker", ...sets(places), "--kb", join(places.kbs, RANKING_KB), "--model", model],
      ...["--mentions", `${mentions}`, "--trees", "800", "--out", join(places.runs, `ranker-${model}`)],
    ],
  }),
});

const pages = ({ prose }: Places): string => join(prose, "prose-ranking.jsonl");
const gold = ({ data }: Places, name: string): string => join(data, `${name}.jsonl.gz`);

/** All steps, in their order. "open" is trained on texts under open licences alone; "news" has seen AIDA's news as well. */
export const STAGES: readonly Stage[] = [
  {
    name: "kb",
    about: `the knowledge base "${RANKING_KB}"`,
    makes: ({ kbs }) => join(kbs, RANKING_KB, "manifest.json"),
    command: () => ({ program: "world", parameters: ["--for-ranking"] }),
  },
  vectors("vectors", "world", "prose-train"),
  vectors("vectors-for-ranking", RANKING_KB, "prose-before-ranking"),
  {
    name: "linked",
    about: "weights of the default linker for knowledge bases that count links",
    makes: ({ runs }) => join(runs, "linked", "linker.json"),
    command: (places) => ({
      program: "linked",
      parameters: [
        ...[pages(places), gold(places, "gum-train"), "--kb", join(places.kbs, RANKING_KB)],
        ...["--out", join(places.runs, "linked", "linker.json")],
      ],
    }),
  },
  ranker("open", "what decides, learned of Wikipedia and of GUM", 8_000, (places) => [
    pages(places),
    gold(places, "gum-train"),
  ]),
  ranker("news", "the same, learned of AIDA's news too", 24_000, (places) => [
    pages(places),
    gold(places, "gum-train"),
    gold(places, "aida-train"),
  ]),
];

export const isDone = (stage: Stage, places: Places): boolean => existsSync(stage.makes(places));
