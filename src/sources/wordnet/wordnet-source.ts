import { existsSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import type { SourceInfo } from "../../kb/manifest.js";
import { readWordNet } from "../../types/classes/wordnet/wordnet-files.js";
import type { Source } from "../source.js";
import { wordNetRecords } from "../starter/wordnet.js";
import { checked } from "../subject-source.js";

const FILES = ["data.noun", "index.sense"];

/** The dictionary in a folder, or in its folder "dict", as WordNet is unpacked; `undefined` where there is none. */
export function wordNetFolder(folder: string): string | undefined {
  return [folder, join(folder, "dict")].find((one) => FILES.every((file) => existsSync(join(one, file))));
}

/**
 * Entities from the nouns of WordNet 3.x: one for each synset, with its lemmas as aliases, counted by how often they were tagged, the
 * gloss as description, the chain above it as types (and a class of named entities, found for WordNet 3.1), and the relations between
 * parts, members, instances and domains. Ids are byte offsets, which differ from version to version: "wn:02131577-n".
 *
 * A line that is no synset is reported and left out.
 *
 * Miller, WordNet: A Lexical Database for English, Communications of the ACM 38(11), 1995; the format is wndb(5WN).
 *
 * @param folder with WordNet's database files `data.noun` and `index.sense`; default: WordNet 3.1, which is installed with Namesake
 * @throws {NamesakeError} SOURCE_NOT_FOUND while reading
 * @example
 * ```ts
 * for await (const { id, name } of wordNetSource().records({ rejected: console.warn })) console.log(id, name);
 * ```
 */
export function wordNetSource(folder?: string): Source {
  const info: SourceInfo = {
    name: "WordNet",
    licence: "WordNet-3.0",
    url: "https://wordnet.princeton.edu",
    records: 0,
  };
  return {
    info: [info],
    async *records(observer) {
      info.records = 0;
      const dictionary = folder === undefined ? undefined : wordNetFolder(folder);
      if (folder !== undefined && dictionary === undefined)
        throw new NamesakeError("SOURCE_NOT_FOUND", {
          path: folder,
          why: `it has no ${FILES.join(" and ")}`,
        });
      const rejected = (message: string) => observer.rejected(message);
      const reading = (fraction: number) => observer.progress?.(fraction / 2);
      const wordnet = await readWordNet(reading, dictionary, rejected);
      if (wordnet.version !== "") info.version = wordnet.version;
      const recordOf = wordNetRecords(wordnet);
      for (const synset of wordnet.synsets.values()) {
        const record = checked(recordOf(synset), `data.noun, ${synset.offset}`, observer);
        if (record === undefined) continue;
        if (++info.records % 1000 === 0) observer.progress?.(0.5 + info.records / wordnet.synsets.size / 2);
        yield record;
      }
    },
  };
}
