import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** Numbers that look random and are the same in every run: Lehmer's generator with the multiplier of Park and Miller. */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const SYLLABLES =
  "ba be bor cal dan del dor el far gan gor hal in jar kel lan lo mar mer nor ol per quin ra ros sen ta tor ul van wen yar zel".split(
    " ",
  );
const WORDS =
  `the of and in to was a is for as on with by he at from his it an were are which this also be has or had first their its new one
  after but who not they have her she two been other when there all during into school time may years more most only over city some world
  would where later up such used many can state about national out known university united then made under no season part found between
  house early following number south north river church company group war government people area work local small large water line town
  district team music family built century member series general law road party history public station second great island order field
  village service record report art science language railway forest mountain museum bridge election army king award theatre species`.split(
    /\s+/,
  );
const FIELDS = [
  "name",
  "birth_date",
  "birth_place",
  "death_date",
  "occupation",
  "nationality",
  "known_for",
  "years_active",
  "spouse",
  "website",
];

const KINDS = ["film", "band", "river", "ship"];

/** Power by which links prefer some pages: many links lead to a few. */
const SKEW = 3;
const REDIRECTS = 0.35;
const DISAMBIGUATIONS = 0.03;

/**
 * Writes an export of MediaWiki of about `bytes` bytes: articles with an infobox, references, tables, lists, links and categories, as
 * Wikipedia has them in number and length, redirects (some of them to redirects, some in circles), and disambiguation pages. All words
 * are of this file. The same size gives the same bytes.
 *
 * @returns pages
 */
export async function writeSyntheticDump(path: string, bytes: number): Promise<number> {
  const random = lehmer(11);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const upTo = (most: number): number => Math.floor(random() * most);
  /** About as many entities as there will be articles. */
  const entities = Math.max(50, Math.floor(bytes / 14_000));

  const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
  const nameOf = (number: number): string => {
    const own = lehmer(number * 2 + 3);
    own();
    const syllable = () => SYLLABLES[Math.floor(own() * SYLLABLES.length)] as string;
    const first = capital(syllable() + syllable());
    const second = capital(syllable() + syllable() + syllable());
    const kind = own();
    if (kind < 0.5) return `${first} ${second}`;
    if (kind < 0.7) return `${second}, ${first}`;
    if (kind < 0.85) return `${second} (${KINDS[Math.floor(own() * KINDS.length)]})`;
    return second;
  };
  const titles = new Map<number, string>();
  const titleOf = (number: number): string => {
    let title = titles.get(number);
    if (title === undefined) {
      title = nameOf(number);
      // Remembering the most linked is enough, and takes no memory that grows.
      if (number < 50_000) titles.set(number, title);
    }
    return title;
  };
  const linkTarget = (): number => Math.floor(entities * random() ** SKEW);
  const words = (count: number): string => Array.from({ length: count }, () => pick(WORDS)).join(" ");
  const link = (): string => {
    const title = titleOf(linkTarget());
    const kind = random();
    if (kind < 0.55) return `[[${title}]]`;
    if (kind < 0.8)
      return `[[${title}|${title
        .replace(/,.*|\s*\(.*\)/, "")
        .split(" ")
        .at(-1)}]]`;
    if (kind < 0.9) return `[[${title}|${words(2)}]]s`;
    return `[[${title}#${capital(pick(WORDS))}|${words(1)}]]`;
  };
  const reference = (): string =>
    `<ref name="${pick(WORDS)}${upTo(99)}">{{cite web |url=http://www.example.org/${pick(WORDS)}/${upTo(1e6)} |title=${capital(words(6))} ` +
    `|publisher=${capital(words(2))} |date=${1 + upTo(28)} May ${1990 + upTo(30)} |access-date=2020-0${1 + upTo(9)}-12}}</ref>`;
  const sentence = (): string => {
    const parts = Array.from(
      { length: 2 + upTo(3) },
      () => words(3 + upTo(6)) + (random() < 0.45 ? ` ${link()}` : ""),
    );
    return `${capital(parts.join(pick([", ", " and ", " ", " '''''of''''' "])))}.${random() < 0.35 ? reference() : ""}`;
  };
  const paragraph = (): string => Array.from({ length: 3 + upTo(4) }, sentence).join(" ");
  const infobox = (title: string): string =>
    `{{Infobox person\n${FIELDS.map((field) => `| ${field} = ${field === "name" ? title : random() < 0.3 ? link() : words(3)}`).join("\n")}\n}}\n`;
  const table = (): string =>
    `{| class="wikitable sortable" style="text-align:center"\n! ${words(1)} !! ${words(1)} !! ${words(2)}\n` +
    Array.from({ length: 4 + upTo(10) }, () => `|-\n| ${upTo(2000)} || ${link()} || ${words(3)}\n`).join("") +
    "|}\n";
  const list = (): string => Array.from({ length: 3 + upTo(8) }, () => `* ${link()}, ${words(6)}\n`).join("");
  const article = (number: number, title: string): string => {
    const sections = Array.from({ length: 1 + upTo(5) }, () => {
      const extra = random();
      return `\n== ${capital(words(2))} ==\n${paragraph()}\n\n${paragraph()}\n${extra < 0.3 ? table() : extra < 0.6 ? list() : ""}`;
    });
    return (
      `{{short description|${words(4)}}}\n${random() < 0.6 ? infobox(title) : ""}'''${title}''' (${words(2)}) is ${words(4)}. ${paragraph()}\n` +
      `[[File:${title}.jpg|thumb|${words(4)} ${link()}]]\n${sections.join("")}\n== References ==\n{{reflist}}\n\n` +
      `{{DEFAULTSORT:${title}}}\n${Array.from({ length: 2 + upTo(5) }, () => `[[Category:${capital(pick(WORDS))} ${pick(WORDS)}]]\n`).join("")}` +
      `${number % 3 === 0 ? `[[Category:19${10 + (number % 90)} births]]\n` : ""}`
    );
  };
  let id = 0;
  const page = (title: string, text: string, redirect = ""): string =>
    `  <page>\n    <title>${title}</title>\n    <ns>0</ns>\n    <id>${++id}</id>\n${redirect === "" ? "" : `    <redirect title="${redirect}" />\n`}` +
    `    <revision>\n      <id>${id + 1e8}</id>\n      <timestamp>20${10 + upTo(15)}-0${1 + upTo(9)}-1${upTo(9)}T10:00:00Z</timestamp>\n` +
    `      <contributor>\n        <username>Bench</username>\n        <id>1</id>\n      </contributor>\n      <model>wikitext</model>\n` +
    `      <format>text/x-wiki</format>\n      <text bytes="${text.length}" xml:space="preserve">${escaped(text)}</text>\n      <sha1>x</sha1>\n    </revision>\n  </page>\n`;

  const out = createWriteStream(path);
  let written = 0;
  const write = async (text: string): Promise<void> => {
    written += text.length;
    if (!out.write(text)) await once(out, "drain");
  };
  await write(HEAD);
  for (let number = 0; written < bytes; number++) {
    const title = titleOf(number);
    await write(page(title, article(number, title)));
    if (random() < REDIRECTS) {
      const from = `${title.replace(/,.*|\s*\(.*\)/, "")} ${pick(["Jr.", "of old", "II", "the Great"])}`;
      // Some lead to other redirects, few in circles.
      const to = random() < 0.01 ? `${from} again` : title;
      await write(page(from, `#REDIRECT [[${to}]]`, to));
      if (to !== title) await write(page(to, `#REDIRECT [[${random() < 0.2 ? from : title}]]`));
    }
    if (random() < DISAMBIGUATIONS) {
      const plain = titleOf(number).split(/[ ,]/)[0];
      await write(
        page(`${plain} (disambiguation)`, `'''${plain}''' may refer to:\n${list()}\n{{disambiguation}}`),
      );
    }
  }
  await write("</mediawiki>\n");
  out.end();
  await finished(out);
  return id;
}

const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escaped = (text: string): string => text.replace(/[&<>"]/g, (one) => REFERENCES[one] ?? one);

const HEAD = `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Bench</sitename>
    <dbname>benchwiki</dbname>
    <base>https://example.org/wiki/Main_Page</base>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="6" case="first-letter">File</namespace>
      <namespace key="10" case="first-letter">Template</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
`;
