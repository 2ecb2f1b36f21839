import { lines } from "../../dist/sources/text-file.js";
import { dataFile } from "./data.js";
import { anchors, PROSE, paragraphs } from "./prose.js";

/** All titles that any source names, each with a number. */
export class Titles {
  private readonly numbers = new Map<string, number>();
  readonly names: string[] = [];

  get size(): number {
    return this.names.length;
  }

  /** The number of a title, which gets one if it has none. */
  add(title: string): number {
    const known = this.numbers.get(title);
    if (known !== undefined) return known;
    this.numbers.set(title, this.names.length);
    return this.names.push(title) - 1;
  }

  number(title: string): number | undefined {
    return this.numbers.get(title);
  }

  name(number: number): string {
    return this.names[number] ?? "";
  }
}

/** How the titles were linked to. Pairs (anchor text, title) are kept by column: 874,336 of them take some 90 MB. */
export class LinkCounts {
  readonly anchors: string[] = [];
  readonly targets: number[] = [];
  readonly counts: number[] = [];

  add(anchor: string, target: number, count: number): void {
    this.anchors.push(anchor);
    this.targets.push(target);
    this.counts.push(count);
  }

  /** Pairs by title: `pairs[starts[t]]` up to `pairs[starts[t + 1]]` are those of title t, in the order they were added. */
  byTarget(titles: number): { starts: Uint32Array; pairs: Uint32Array } {
    const starts = new Uint32Array(titles + 1);
    for (const target of this.targets) starts[target + 1] = (starts[target + 1] as number) + 1;
    for (let t = 0; t < titles; t++) starts[t + 1] = (starts[t + 1] as number) + (starts[t] as number);
    const next = starts.slice();
    const pairs = new Uint32Array(this.targets.length);
    this.targets.forEach((target, pair) => {
      const place = next[target] as number;
      pairs[place] = pair;
      next[target] = place + 1;
    });
    return { starts, pairs };
  }
}

/** What the paragraphs say of links: those of pages held back, to be subtracted, and which targets are redirects. */
export interface ProseLinks {
  /** By column, then "anchor⇥title". */
  held: Map<string, Map<string, number>>;
  /** Links of a title that say it is a redirect, and those that say it is none. */
  flagged: Map<string, number>;
  unflagged: Map<string, number>;
}

/** @param heldBack which pages are, by their titles */
export async function readProseLinks(heldBack: (title: string) => boolean): Promise<ProseLinks> {
  const links: ProseLinks = { held: new Map(), flagged: new Map(), unflagged: new Map() };
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { name, column, flagged } of PROSE) {
    const held = new Map<string, number>();
    if (column !== undefined) links.held.set(column, held);
    for await (const { paragraph, held: isHeld } of paragraphs(name, heldBack)) {
      const texts = anchors(paragraph);
      paragraph.links.forEach(([, , target, redirect], i) => {
        if (flagged && !isHeld) count(redirect === 1 ? links.flagged : links.unflagged, target);
        if (isHeld) count(held, `${texts[i]}\t${target}`);
      });
    }
  }
  return links;
}

/** Reads the anchor counts without the links of pages held back; returns how many of those were found and left out. */
export async function readLinkCounts(
  titles: Titles,
  counts: LinkCounts,
  held: ReadonlyMap<string, ReadonlyMap<string, number>>,
): Promise<number> {
  let columns: string[] = [];
  let subtracted = 0;
  for await (const { number, text } of lines(dataFile("anchors.tsv.gz"))) {
    const [anchor = "", title = "", ...values] = text.split("\t");
    if (number === 1) {
      columns = values;
      continue;
    }
    let count = 0;
    values.forEach((value, i) => {
      const all = Number(value);
      const out = Math.min(
        all,
        all === 0 ? 0 : (held.get(columns[i] ?? "")?.get(`${anchor}\t${title}`) ?? 0),
      );
      subtracted += out;
      count += all - out;
    });
    const target = titles.add(title);
    if (count > 0) counts.add(anchor, target, count);
  }
  return subtracted;
}
