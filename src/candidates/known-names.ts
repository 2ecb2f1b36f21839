import { normaliseAlias } from "../text/normalise.js";
import { NameIndex } from "./name-index.js";
import type { TextName } from "./rules/rule.js";
import { type ReadingRule, RULES } from "./rules/rules.js";

/** A name of a text of which it is known what it means there. */
export interface KnownName {
  name: TextName;
  /** Index of the entity; null = none of the KB. */
  index: number | null;
}

/** What other names of the same text say of what a name means. */
export interface KnownMeaning {
  /** "same": the name itself is known; "form": longer names are that it is short for. */
  by: "same" | "form";
  /** How many of those that say it mean what: shares that sum to 1, by the index of the entity, null = none of the KB. */
  shares: ReadonlyMap<number | null, number>;
}

/** The rules that find a name among longer ones of its text. */
const SHORT_FORMS: readonly ReadingRule[] = ["longer", "initials", "acronym"];

const isSmall = ({ surface }: TextName): boolean => /\p{Ll}/u.test(surface) && !/\p{Lu}/u.test(surface);

/**
 * What names of one text are known to mean, for the other names of it: those that are written alike mean the same, and those that are
 * short for one of them do, where none that is written alike says otherwise.
 *
 * @example
 * ```ts
 * const known = new KnownNames([{ name: nameAt("Ann Lee spoke.", 0, 7), index: 5 }]);
 * known.meaning(nameAt("Lee left.", 0, 3)); // { by: "form", shares: Map { 5 => 1 } }
 * ```
 */
export class KnownNames {
  private readonly byKey = new Map<string, KnownName[]>();
  private readonly index = new NameIndex();
  /** The entities that are meant. */
  readonly entities: ReadonlySet<number>;

  constructor(names: readonly KnownName[]) {
    for (const known of names) {
      if (known.name.key === "") continue;
      const alike = this.byKey.get(known.name.key);
      if (alike !== undefined) alike.push(known);
      else {
        this.byKey.set(known.name.key, [known]);
        this.index.add(known.name);
      }
    }
    this.entities = new Set(names.flatMap(({ index }) => index ?? []));
  }

  /** What the names of this key mean, most often first; empty where the key is not known. */
  meaningsOf(key: string): (number | null)[] {
    const shares = [...sharesOf(this.byKey.get(key) ?? [])];
    return shares.sort((a, b) => b[1] - a[1]).map(([index]) => index);
  }

  /** What is known of a name, whose key may be that of its singular; undefined where nothing is. */
  meaning(name: TextName): KnownMeaning | undefined {
    const known = this.byKey.get(normaliseAlias(name.surface)) ?? this.byKey.get(name.key) ?? [];
    // A common noun in small letters is not the name in capitals.
    const alike = known.filter((one) => isSmall(one.name) === isSmall(name));
    if (alike.length > 0) return { by: "same", shares: sharesOf(alike) };
    if (isSmall(name)) return undefined;
    const keys = SHORT_FORMS.flatMap((rule) => RULES[rule].find(name, this.index));
    const longer = [...new Set(keys)].flatMap((key) => this.byKey.get(key) ?? []);
    return longer.length === 0 ? undefined : { by: "form", shares: sharesOf(longer) };
  }
}

function sharesOf(names: readonly KnownName[]): Map<number | null, number> {
  const shares = new Map<number | null, number>();
  for (const { index } of names) shares.set(index, (shares.get(index) ?? 0) + 1 / names.length);
  return shares;
}
