/** A dump that has everything: the tests of the whole way, and those that kill it, read it. */

const HEAD = `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
  <siteinfo>
    <sitename>Small</sitename>
    <dbname>smallwiki</dbname>
    <case>first-letter</case>
    <namespaces>
      <namespace key="0" case="first-letter" />
      <namespace key="1" case="first-letter">Talk</namespace>
      <namespace key="14" case="first-letter">Category</namespace>
    </namespaces>
  </siteinfo>
`;

let lastId = 0;

function page(title: string, text: string, more: { ns?: number; time?: string } = {}): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `  <page>
    <title>${title}</title>
    <ns>${more.ns ?? 0}</ns>
    <id>${++lastId}</id>
    <revision>
      <id>${1000 + lastId}</id>
      <timestamp>${more.time ?? "2020-01-01T00:00:00Z"}</timestamp>
      <model>wikitext</model>
      <text xml:space="preserve">${escaped}</text>
    </revision>
  </page>
`;
}

const redirect = (from: string, to: string) => page(from, `#REDIRECT [[${to}]]`);

/** Ten rivers, so that their category is frequent. */
const rivers = Array.from({ length: 10 }, (_, i) =>
  page(
    `River ${String.fromCharCode(65 + i)}`,
    `'''River ${String.fromCharCode(65 + i)}''' flows from the [[Old Mountain]] into the [[Quiet Sea|sea]].\n\n[[Category:Rivers]]`,
    { time: `20${10 + i}-05-01T00:00:00Z` },
  ),
);

/** The pages, one a text. */
export const SMALL_PAGES: readonly string[] = [
  page(
    "Ada Miller",
    `{{Infobox person|name=Ada}}\n'''Ada Miller''' (born 1815) was a [[mathematics|mathematician]] from [[Springfield, Ohio|Springfield]].<ref>x</ref> ` +
      `She wrote the first [[Quill (language)|Quill]] programme.\n\nIn 1840 she met [[Bob Stone]] in [[Springfield, Ohio|Springfield]]. Miller admired [[the Old Mountain]].\n\n` +
      "== Works ==\n* [[Letters from the Sea]]\n\n[[Category:1815 births]]\n[[Category:Writers]]",
    { time: "2021-03-01T00:00:00Z" },
  ),
  page(
    "Bob Stone",
    "'''Bob Stone''' is a [[Mathematics|maths]] teacher. He knows [[Ada Miller|Ada]] &amp; [[A. Miller]].\n\n[[Category:Writers]]",
  ),
  page("Mathematics", "'''Mathematics''' studies numbers. See [[here|here]] and [[Ada Miller]]."),
  page("Springfield, Ohio", "'''Springfield''' is a town near the [[Old Mountain]]. [[de:Springfield]]"),
  page("Springfield (band)", "'''Springfield''' is a band from [[Springfield, Ohio]]."),
  page(
    "Springfield",
    "'''Springfield''' may refer to:\n* [[Springfield, Ohio]], a town near the [[Old Mountain]]\n* [[Springfield (band)]], a band\n" +
      "* [[Springfield Gazette]]\n\n== See also ==\n* [[Quiet Sea]]\n\n{{disambiguation}}",
  ),
  page("Quill (language)", "'''Quill''' is a language by [[Ada Miller]]."),
  page("Old Mountain", "The '''Old Mountain''' is high. [[River A]] begins there."),
  page("Quiet Sea", "The '''Quiet Sea''' is deep. [[River A]], [[River B]] and [[River C]] end there."),
  redirect("A. Miller", "Ada M."),
  redirect("Ada M.", "Ada Miller"),
  redirect("Maths", "Mathematics"),
  redirect("The Old Mountain", "Old Mountain"),
  redirect("Hen", "Egg"),
  redirect("Egg", "Hen"),
  redirect("Nowhere", "No such page"),
  page("Talk:Ada Miller", "[[Quiet Sea]]", { ns: 1 }),
  ...rivers,
];

/** No title, and no end. */
const MALFORMED = [
  "  <page>\n    <ns>0</ns>\n    <id>901</id>\n    <revision><text>[[Quiet Sea]]</text></revision>\n  </page>\n",
  "  <page>\n    <title>Endless</title>\n    <ns>0</ns>\n    <id>902</id>\n",
];

/** Longer than pages may be. */
const huge = (): string => page("Huge", `[[Quiet Sea]] ${"word ".repeat(250_000)}`);

/** The dump as it should be. */
export const smallDump = (): string => `${HEAD}${SMALL_PAGES.join("")}</mediawiki>\n`;

/** The same pages among broken ones, with an end that is missing. */
export function brokenDump(): string {
  const [first = "", ...rest] = SMALL_PAGES;
  const cutOff = page("Cut off", `[[Quiet Sea]] ${"and so on ".repeat(20)}`).slice(0, 300);
  return `${HEAD}${first}${MALFORMED.join("")}${huge()}${rest.join("")}${cutOff}`;
}
