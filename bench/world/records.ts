import type { EntityRecord } from "../../dist/kb/record.js";
import { titleAliases } from "../../dist/sources/title-aliases.js";
import { nerOf } from "./classes.js";
import { LinkCounts, readLinkCounts, readProseLinks, Titles } from "./counts.js";
import { dataFile, isHeldBack, objects, titleOf } from "./data.js";
import { type Merge, RedirectEvidence } from "./redirects.js";
import { type Fact, readFacts, readNeighbours } from "./relations.js";

/** A line of entities.jsonl. */
interface Entry {
  title: string;
  desc?: string;
  qid?: string;
  mid?: string;
  wd_desc?: string;
  aliases?: string[];
  dbo?: string;
  n?: number;
}

/** A line of wikidata_items.jsonl. */
interface Item {
  qid: string;
  label: string;
  aliases?: string[];
  p31?: string[];
}

/** Some texts are empty. */
const hasText = ({ desc = "" }: Entry): boolean => desc !== "";

/** How much of the world a KB holds. XL: all; M: titles with a text and a link; S: titles with a QID and five links. */
export const TIERS = {
  S: (entry: Entry) => entry.qid !== undefined && (entry.n ?? 0) >= 5,
  M: (entry: Entry) => hasText(entry) && (entry.n ?? 0) >= 1,
  XL: () => true,
} as const;
export type Tier = keyof typeof TIERS;

const unescaped = (text: string): string => text.replaceAll("\\'", "'");

/** All that has to be known before the first record can be made. */
export interface World {
  /** Redirects and where they lead, chains followed. */
  merges: Merge[];
  /** Links of pages held back that were taken out of the counts. */
  subtracted: number;
  /** Entries of the tier, before merging. */
  entries: number;
  records(): AsyncGenerator<EntityRecord>;
}

/**
 * @param say told what is being done, in a word or two
 * @param heldBack pages whose links count nowhere, by their titles
 */
export async function readWorld(
  tier: Tier,
  merging: boolean,
  say: (step: string) => void,
  heldBack: (title: string) => boolean = isHeldBack,
): Promise<World> {
  say("reading links");
  const titles = new Titles();
  const counts = new LinkCounts();
  const prose = await readProseLinks(heldBack);
  const subtracted = await readLinkCounts(titles, counts, prose.held);

  say("reading titles");
  const items = await readItems();
  const inTier = new Set<number>();
  const byMid = new Map<string, number>();
  for await (const entry of objects<Entry>(dataFile("entities.jsonl.gz"))) {
    const number = titles.add(entry.title);
    if (TIERS[tier](entry)) inTier.add(number);
    if (entry.mid !== undefined) byMid.set(entry.mid, number);
  }

  say("following redirects");
  const flagged = [...prose.flagged]
    .filter(([title, times]) => times > (prose.unflagged.get(title) ?? 0))
    .flatMap(([title]) => titles.number(title) ?? []);
  const evidence = new RedirectEvidence(titles, flagged);
  for await (const entry of objects<Entry>(dataFile("entities.jsonl.gz")))
    evidence.addEntity(
      titles.add(entry.title),
      [...(entry.aliases ?? []), ...(items.get(entry.qid ?? "")?.aliases ?? [])],
      entry.desc,
    );
  evidence.addSpellings();
  evidence.addAnchors(counts);
  const merges = merging ? evidence.merges() : [];
  const target = new Map(merges.map(({ from, into }) => [titles.add(from), titles.add(into)] as const));
  const resolve = (title: string): number | undefined => {
    const number = titles.number(title);
    return number === undefined ? undefined : (target.get(number) ?? number);
  };

  say("reading relations");
  for (const [mid, number] of byMid) byMid.set(mid, target.get(number) ?? number);
  const facts = readFacts(byMid, titles, resolve);
  const neighbours = await readNeighbours(titles, resolve, heldBack);

  const redirects = new Map<number, number[]>();
  for (const [from, into] of target) redirects.set(into, [...(redirects.get(into) ?? []), from]);
  const { starts, pairs } = counts.byTarget(titles.size);
  /** Adds how a title was linked to, by text, to `into`. */
  const addLinks = (number: number, into: Map<string, number>): number => {
    let total = 0;
    for (let i = starts[number] as number; i < (starts[number + 1] as number); i++) {
      const pair = pairs[i] as number;
      const anchor = counts.anchors[pair] as string;
      const count = counts.counts[pair] as number;
      into.set(anchor, (into.get(anchor) ?? 0) + count);
      total += count;
    }
    return total;
  };

  /** The most linked first: what texts are about then lies together, in few pages of the store. */
  async function* records(): AsyncGenerator<EntityRecord> {
    for (const [from, below] of [
      [20, Number.POSITIVE_INFINITY],
      [4, 20],
      [0, 4],
    ] as const)
      yield* recordsOf((links) => links >= from && links < below);
  }

  async function* recordsOf(wanted: (links: number) => boolean): AsyncGenerator<EntityRecord> {
    for await (const entry of objects<Entry>(dataFile("entities.jsonl.gz"))) {
      if (!wanted(entry.n ?? 0)) continue;
      const number = titles.add(entry.title);
      if (target.has(number)) continue;
      const merged = redirects.get(number) ?? [];
      if (!inTier.has(number) && !merged.some((from) => inTier.has(from))) continue;
      const item = items.get(entry.qid ?? "");
      // Its own title always comes with a count: without one the KB would guess it from the rest.
      const names = new Map([[entry.title, 0]]);
      let count = addLinks(number, names);
      for (const from of merged) {
        const name = titles.name(from);
        names.set(name, names.get(name) ?? 0);
        count += addLinks(from, names);
      }
      for (const name of [
        ...[entry.title, ...merged.map((from) => titles.name(from))].flatMap(titleAliases),
        ...(entry.aliases ?? []),
        ...(item === undefined ? [] : [item.label, ...(item.aliases ?? [])]),
      ])
        names.set(name, names.get(name) ?? 0);
      yield record(entry, item, names, count, merged);
    }
  }

  function record(
    entry: Entry,
    item: Item | undefined,
    names: ReadonlyMap<string, number>,
    count: number,
    merged: readonly number[],
  ): EntityRecord {
    const number = titles.add(entry.title);
    const description = hasText(entry) ? entry.desc : entry.wd_desc;
    const kinds = (item?.p31 ?? []).map((qid) => items.get(qid)?.label ?? qid);
    const ner = entry.dbo === undefined ? undefined : nerOf(entry.dbo);
    const types = {
      ...(ner === undefined ? {} : { ner: [ner] }),
      ...(entry.dbo === undefined ? {} : { dbpedia: [titleOf(entry.dbo)] }),
      ...(kinds.length === 0 ? {} : { wikidata: kinds }),
    };
    const relations: Fact[] = [
      ...(facts.get(number) ?? []),
      ...(neighbours.get(number) ?? []).map((object) => ({ relation: "linked with", object })),
    ];
    const sameAs = [entry.qid, entry.mid, ...merged.map((from) => titles.name(from))].filter(
      (id) => id !== undefined,
    );
    return {
      id: entry.title,
      name: entry.title,
      ...(description === undefined ? {} : { description }),
      aliases: [...names]
        .filter(([text]) => text.trim() !== "")
        .map(([text, seen]) => ({ text, count: seen })),
      ...(Object.keys(types).length === 0 ? {} : { types }),
      ...(relations.length === 0 ? {} : { relations }),
      count,
      ...(sameAs.length === 0 ? {} : { sameAs }),
      url: `https://en.wikipedia.org/wiki/${encodeURIComponent(entry.title.replaceAll(" ", "_"))}`,
    };
  }

  return { merges, subtracted, entries: inTier.size, records };
}

async function readItems(): Promise<Map<string, Item>> {
  const items = new Map<string, Item>();
  for await (const item of objects<Item>(dataFile("wikidata_items.jsonl.gz")))
    items.set(item.qid, {
      qid: item.qid,
      label: unescaped(item.label),
      ...(item.aliases === undefined ? {} : { aliases: item.aliases.map(unescaped) }),
      ...(item.p31 === undefined ? {} : { p31: item.p31 }),
    });
  return items;
}
