import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { taggerFile } from "./gold.js";

/** How often documents of a part are in a mixture; a share below 1 has the first of them. */
export type Mixture = Readonly<Record<string, number>>;

/**
 * What is trained on, one stage after the other: first mostly links, of which there are many and each says one of the 18 classes; then mostly
 * what people marked, with enough links beside it that the classes stay known.
 */
export const MIXTURES: Readonly<Record<string, Mixture>> = {
  first: { silver: 0.5, "news-train": 1, "wiki-train": 1, web: 1 },
  last: { silver: 0.03, "news-train": 5, "wiki-train": 0.5, web: 0.5 },
};

/** Writes `tagger-NAME.jsonl`: the documents of all parts, evenly mixed, so that what is read one after the other is of all of them. */
export function writeMixture(folder: string, name: string, mixture: Mixture): void {
  const placed = Object.entries(mixture).flatMap(([part, times]) => {
    const lines = readFileSync(taggerFile(folder, part), "utf8").trimEnd().split("\n");
    const count = Math.round(times * lines.length);
    const repeated = Array.from({ length: count }, (_, i) => {
      const line = lines[i % lines.length] as string;
      const round = Math.floor(i / lines.length);
      // Ids are unique in a data set.
      return round === 0 ? line : line.replace('{"id":"', `{"id":"${round}:`);
    });
    return repeated.map((line, i) => ({ line, place: (i + 0.5) / count }));
  });
  placed.sort((a, b) => a.place - b.place);
  const path = taggerFile(folder, name);
  writeFileSync(`${path}.new`, placed.map(({ line }) => `${line}\n`).join(""));
  renameSync(`${path}.new`, path);
}
