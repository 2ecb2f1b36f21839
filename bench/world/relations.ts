import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Titles } from "./counts.js";
import { dataFile, titleOf } from "./data.js";
import { PROSE, paragraphs } from "./prose.js";

export interface Fact {
  relation: string;
  object: string;
}

/** Facts of one title that are kept; the first are those of the first source. */
const MAX_FACTS = 60;
/** Titles that a title is linked with in paragraphs; the strongest stay. */
const MAX_NEIGHBOURS = 10;
/** Paragraphs with more links than this are lists, which say little about any two of their members. */
const MAX_LINKS = 30;

/** "/people/person/nationality" and its compounds end in what can be read: "nationality". */
const readable = (relation: string): string =>
  titleOf(relation.split(".").at(-1)?.split("/").at(-1) ?? relation);
const camelToWords = (relation: string): string =>
  relation
    .replace(/^rdf-schema#/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** The lines of a file inside an archive, which is small. */
function archived(archive: string, member: string): string[] {
  return execFileSync("tar", ["-xzOf", archive, member], { maxBuffer: 1 << 28, encoding: "utf8" }).split(
    "\n",
  );
}

/**
 * The triples of FB15k-237, DBpedia and YAGO, by title number. An object that is no title is kept as a word: "male".
 *
 * @param byMid titles by Freebase id
 * @param resolve the title number something is known under, redirects followed
 */
export function readFacts(
  byMid: ReadonlyMap<string, number>,
  titles: Titles,
  resolve: (title: string) => number | undefined,
): Map<number, Fact[]> {
  const facts = new Map<number, Fact[]>();
  const add = (subject: number | undefined, relation: string, object: string): void => {
    if (subject === undefined) return;
    const known = facts.get(subject);
    if (known === undefined) facts.set(subject, [{ relation, object }]);
    else if (
      known.length < MAX_FACTS &&
      !known.some((fact) => fact.object === object && fact.relation === relation)
    )
      known.push({ relation, object });
  };
  const nameOf = (title: string): string => {
    const number = resolve(title);
    return number === undefined ? title : titles.name(number);
  };
  for (const name of ["db_insnet_test.txt", "yago_insnet_test.txt"])
    for (const line of readFileSync(dataFile("kg", name), "utf8").split("\n")) {
      const [subject = "", relation = "", object = ""] = line.split("\t");
      if (object !== "")
        add(resolve(titleOf(subject)), camelToWords(relation), nameOf(titleOf(object.trimEnd())));
    }
  for (const part of ["train.txt", "valid.txt", "test.txt"])
    for (const line of archived(dataFile("kg", "FB15k-237.tar.gz"), part)) {
      const [subject = "", relation = "", object = ""] = line.trimEnd().split("\t");
      const target = byMid.get(object);
      if (target !== undefined) add(byMid.get(subject), readable(relation), titles.name(target));
    }
  return facts;
}

/**
 * The titles that each title is linked with in a paragraph, strongest first; a paragraph's page is one of them. Pages that are held back
 * say nothing. Strength: paragraphs together, times how rare the other is (ln of all paragraphs over its own).
 *
 * Memory: 8 bytes a pair seen, 11 million pairs.
 */
export async function readNeighbours(
  titles: Titles,
  resolve: (title: string) => number | undefined,
  heldBack: (title: string) => boolean,
): Promise<Map<number, string[]>> {
  let pairs = new Float64Array(1 << 20);
  let size = 0;
  const push = (pair: number): void => {
    if (size === pairs.length) {
      const larger = new Float64Array(2 * size);
      larger.set(pairs);
      pairs = larger;
    }
    pairs[size++] = pair;
  };
  const seen = new Uint32Array(titles.size);
  let all = 0;
  for (const { name } of PROSE)
    for await (const { paragraph, title, held } of paragraphs(name, heldBack)) {
      if (held || paragraph.links.length === 0 || paragraph.links.length > MAX_LINKS) continue;
      const members = new Set<number>();
      for (const other of [title, ...paragraph.links.map(([, , target]) => target)]) {
        const number = resolve(other);
        if (number !== undefined) members.add(number);
      }
      all++;
      for (const a of members) {
        seen[a] = (seen[a] as number) + 1;
        for (const b of members) if (a !== b) push(a * titles.size + b);
      }
    }
  const sorted = pairs.subarray(0, size).sort();
  const neighbours = new Map<number, string[]>();
  let own: { other: number; strength: number }[] = [];
  let subject = -1;
  const flush = (): void => {
    if (own.length === 0) return;
    own.sort((a, b) => b.strength - a.strength || a.other - b.other);
    neighbours.set(
      subject,
      own.slice(0, MAX_NEIGHBOURS).map(({ other }) => titles.name(other)),
    );
    own = [];
  };
  for (let from = 0; from < sorted.length; ) {
    const pair = sorted[from] as number;
    let to = from + 1;
    while (sorted[to] === pair) to++;
    const a = Math.floor(pair / titles.size);
    const other = pair - a * titles.size;
    if (a !== subject) {
      flush();
      subject = a;
    }
    own.push({ other, strength: (to - from) * Math.log(all / (seen[other] as number)) });
    from = to;
  }
  flush();
  return neighbours;
}
