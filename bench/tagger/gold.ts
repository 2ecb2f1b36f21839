import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { dataFile } from "../world/data.js";
import { type LineFormat, type TaggedDocument, taggedDocuments } from "./tagged-lines.js";

const news: LineFormat = { word: 0, tag: 3, separator: / /, begins: /^-DOCSTART-/ };
const wiki: LineFormat = { word: 1, tag: 2, separator: /\t/, sentences: 20 };
const web: LineFormat = { word: 0, tag: 1, separator: /[\t ]/, sentences: 20 };
const misc = (...parts: string[]): string => dataFile("ner", "misc", ...parts);

/** Texts in which people marked names, or, with WikiNEuRal, programs did. */
const SETS: Readonly<Record<string, readonly [path: string, format: LineFormat][]>> = {
  "news-train": [[dataFile("ner", "eng.train"), news]],
  "news-dev": [[dataFile("ner", "eng.testa"), news]],
  wiki: [
    [dataFile("ner", "wikineural-en-val.conllu"), wiki],
    [dataFile("ner", "wikineural-en-test.conllu"), wiki],
  ],
  web: [
    [misc("wikigold/CONLL-format/data/wikigold.conll.txt"), web],
    [misc("WNUT17/CONLL-format/data/train/wnut17train.conll"), web],
  ],
};

/** Of the documents of "wiki" one in so many is measured with. */
const HELD_BACK = 10;

/** Where a part of the data lies. */
export const taggerFile = (folder: string, part: string): string => join(folder, `tagger-${part}.jsonl`);

/** Writes `tagger-news-train.jsonl`, `-news-dev`, `-wiki-train`, `-wiki-dev` and `-web` into a folder. */
export async function writeGold(folder: string): Promise<void> {
  for (const [name, files] of Object.entries(SETS)) {
    const documents: TaggedDocument[] = [];
    for (const [i, [path, format]] of files.entries())
      for await (const document of taggedDocuments(path, `${name}-${i}`, format)) documents.push(document);
    if (name !== "wiki") writeDocuments(taggerFile(folder, name), documents);
    else {
      const isHeld = (_: TaggedDocument, i: number) => i % HELD_BACK === 0;
      writeDocuments(taggerFile(folder, "wiki-dev"), documents.filter(isHeld));
      writeDocuments(
        taggerFile(folder, "wiki-train"),
        documents.filter((one, i) => !isHeld(one, i)),
      );
    }
  }
}

export function writeDocuments(path: string, documents: readonly TaggedDocument[]): void {
  writeFileSync(`${path}.new`, documents.map((one) => `${JSON.stringify(one)}\n`).join(""));
  renameSync(`${path}.new`, path);
}
