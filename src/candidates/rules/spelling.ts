import type { Rule } from "./rule.js";

/** Words that are written in two ways; either stands for the other. */
const PAIRS = `
st saint | ste sainte | mt mount | mts mountains | ft fort | pt point | dr doctor | jr junior | sr senior | prof professor
inc incorporated | corp corporation | co company | ltd limited | intl international | univ university | dept department
bros brothers | natl national | assn association | govt government | utd united | fc afc | no number
organisation organization | organisations organizations | centre center | theatre theater | defence defense
labour labor | harbour harbor | colour color | programme program | moslem muslim | moslems muslims | koran quran
4th fourth | 3rd third | 2nd second | 1st first | i 1 | ii 2 | iii 3 | iv 4
`;

const OTHER: ReadonlyMap<string, string> = new Map(
  PAIRS.trim()
    .split(/\s*[|\n]\s*/)
    .flatMap((pair) => {
      const [a = "", b = ""] = pair.split(" ");
      return [[a, b] as const, [b, a] as const];
    }),
);

/** Forms of companies, which names mostly go without. */
const FORMS = new Set(
  "inc incorporated corp corporation co company ltd limited plc llc ag sa nv bv gmbh spa ab oy".split(" "),
);

/** What umlauts become where there are none: "Goering" for "Göring", whose key is "goring". */
const UMLAUT = /([aou])e(?![aeiou]|$)/g;

/**
 * Other spellings of the mention: "Saint Petersburg" for "St. Petersburg", "Boeing" for "Boeing Co." and for "the Boeing", with one
 * word changed at a time.
 */
export const spelling: Rule = ({ words }) => {
  const spellings = words.flatMap((word, i) => {
    const other = OTHER.get(word);
    return other === undefined ? [] : [words.with(i, other)];
  });
  if (words.length > 1 && words[0] === "the") spellings.push(words.slice(1));
  if (words.length > 1 && FORMS.has(words.at(-1) as string)) spellings.push(words.slice(0, -1));
  const key = words.join(" ");
  const plain = key.replace(UMLAUT, "$1");
  if (plain !== key) spellings.push(plain.split(" "));
  const joined = words.length === 2 ? [words.join("")] : [];
  return [...spellings.map((one) => one.join(" ")), ...joined];
};
