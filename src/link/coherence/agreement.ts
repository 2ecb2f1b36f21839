import type { NameBeliefs } from "./name-beliefs.js";

/** Words of a name within which shorter names are looked for. */
const MOST_WORDS = 8;
/** Longer names that one name is compared with, the most frequent. */
const MOST_LONGER = 16;

/** How much the other mentions of what may be the same name agree on an entity: probabilities. */
export interface Agreement {
  /** Mean over the other mentions of the same name; 0 where there are none. */
  same: number;
  /** Most among the longer names that contain this one's words: "Grace Hopper" for "Hopper". */
  longer: number;
  /** Most among the names that are a part of this one. */
  shorter: number;
}

/** Compares the beliefs of names that contain each other. Its cost is linear in the names. */
export class Agreements {
  private readonly shorter = new Map<string, NameBeliefs[]>();
  private readonly longer = new Map<string, NameBeliefs[]>();

  constructor(private readonly names: ReadonlyMap<string, NameBeliefs>) {
    for (const name of names.values())
      for (const part of partsOf(name.key)) {
        const contained = names.get(part);
        if (contained === undefined) continue;
        append(this.shorter, name.key, contained);
        append(this.longer, part, name);
      }
    for (const [key, names] of this.longer) {
      names.sort((a, b) => b.mentions - a.mentions || (a.key < b.key ? -1 : 1));
      this.longer.set(key, names.slice(0, MOST_LONGER));
    }
  }

  /** @param own what the mention itself believes of the entity, which does not count */
  of(key: string, id: string, own: number): Agreement {
    const name = this.names.get(key);
    const others = (name?.mentions ?? 1) - 1;
    return {
      same: others <= 0 ? 0 : Math.max(0, (name?.sums.get(id) ?? 0) - own) / others,
      longer: mostOf(this.longer.get(key), id),
      shorter: mostOf(this.shorter.get(key), id),
    };
  }
}

function append(lists: Map<string, NameBeliefs[]>, key: string, name: NameBeliefs): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [name]);
  else list.push(name);
}

/** The runs of words of a name that are shorter than it, each once. */
function partsOf(key: string): Set<string> {
  const words = key.split(" ").slice(0, MOST_WORDS);
  const parts = new Set<string>();
  for (let from = 0; from < words.length; from++)
    for (let to = from + 1; to <= words.length; to++) parts.add(words.slice(from, to).join(" "));
  parts.delete(key);
  return parts;
}

const mostOf = (names: readonly NameBeliefs[] = [], id: string): number =>
  names.reduce((most, { sums, mentions }) => Math.max(most, (sums.get(id) ?? 0) / mentions), 0);
