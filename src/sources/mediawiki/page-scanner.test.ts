import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WikiPage } from "./page.js";
import { PageScanner, type ScanOptions } from "./page-scanner.js";
import { readSite, siteInLanguage } from "./site.js";

const HEAD = `<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="ltg">
  <siteinfo><sitename>W</sitename><dbname>ltgwiki</dbname><case>first-letter</case>
    <namespaces><namespace key="0" case="first-letter" /><namespace key="6" case="first-letter">Fails</namespace>
      <namespace key="4" case="first-letter">R&amp;D</namespace></namespaces></siteinfo>\n`;

const page = (title: string, text: string, id = 1, ns = 0): string =>
  `  <page>\n    <title>${title}</title>\n    <ns>${ns}</ns>\n    <id>${id}</id>
    <revision>\n      <id>99</id>\n      <timestamp>2020-01-02T03:04:05Z</timestamp>
      <contributor><username>U</username><id>7</id></contributor>
      <model>wikitext</model>\n      <text bytes="1" xml:space="preserve">${text}</text>\n    </revision>\n  </page>\n`;

function scan(
  xml: string,
  size = 1 << 20,
  options: ScanOptions = {},
): { pages: WikiPage[]; problems: string[] } {
  const problems: string[] = [];
  const scanner = new PageScanner({ problem: (message) => problems.push(message), ...options });
  const bytes = Buffer.from(xml);
  const pages: WikiPage[] = [];
  for (let i = 0; i < bytes.length; i += size) pages.push(...scanner.push(bytes.subarray(i, i + size)));
  scanner.end();
  expect(scanner.skipped).toBe(problems.length);
  return { pages, problems };
}

const titles = (pages: readonly WikiPage[]): string[] => pages.map(({ title }) => title);

describe("PageScanner", () => {
  it("reads the fields of a page", () => {
    const { pages } = scan(
      `${HEAD}${page("A &amp; B", "x &lt;ref&gt; &quot;ü&quot; &amp;lt; &#x41;&#66; &bogus;", 5, 14)}</mediawiki>`,
    );
    expect(pages).toEqual([
      {
        title: "A & B",
        namespace: 14,
        id: 5,
        timestamp: "2020-01-02T03:04:05Z",
        model: "wikitext",
        text: 'x <ref> "ü" &lt; AB &bogus;',
      },
    ]);
  });

  it("reads redirects and empty texts", () => {
    const xml = `<page><title>A</title><ns>0</ns><id>1</id><redirect title="B &amp; C" /><revision><id>2</id><text bytes="0" /></revision></page>`;
    expect(scan(xml).pages).toEqual([{ title: "A", namespace: 0, id: 1, redirect: "B & C", text: "" }]);
  });

  it("takes the last revision", () => {
    const revision = (text: string) => `<revision><id>3</id><text>${text}</text></revision>`;
    const xml = `<page><title>A</title><ns>0</ns><id>1</id>${revision("old")}${revision("new")}</page>`;
    expect(scan(xml).pages[0]?.text).toBe("new");
  });

  it("finds the same pages however the bytes are cut", () => {
    const xml = HEAD + page("A", "&amp;é東😀".repeat(20)) + page("B", "x", 2, 1) + page("C", "", 3);
    const whole = scan(xml, 1 << 20, { namespaces: [0] });
    expect(titles(whole.pages)).toEqual(["A", "C"]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
        expect(scan(xml, size, { namespaces: [0] })).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["no end", "<page><title>X</title><ns>0</ns><id>1</id><revision><text>a", "it has no </page>"],
    ["no title", "<page><ns>0</ns><id>1</id><revision><text>a</text></revision></page>", "it has no <title>"],
    ["no id", "<page><title>X</title><revision><text>a</text></revision></page>", "it has no <id>"],
    ["a negative id", "<page><title>X</title><ns>0</ns><id>-3</id></page>", "its <id> is no number"],
    [
      "a page id that no wiki has",
      "<page><title>X</title><ns>0</ns><id>4294967296</id></page>",
      "its <id> is no",
    ],
    ["a bad namespace", "<page><title>X</title><ns>a</ns><id>1</id></page>", "its <ns> is no number"],
    ["no revision", "<page><title>X</title><ns>0</ns><id>1</id></page>", "it has no <revision>"],
    [
      "no text",
      "<page><title>X</title><id>1</id><revision></revision></page>",
      "its last revision has no <text>",
    ],
    [
      "a tag in its text",
      "<page><title>X</title><id>1</id><revision><text>a<b></text></revision></page>",
      "its <text> has no end",
    ],
  ])("skips a page with %s and goes on", (_, broken, why) => {
    const { pages, problems } = scan(`${HEAD}${page("A", "a")}${broken}\n${page("B", "b")}`, 100);
    expect(titles(pages)).toEqual(["A", "B"]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
  });

  it("tells of a page that the end of the dump cuts off", () => {
    const xml = HEAD + page("A", "a") + page("B", "b");
    const { pages, problems } = scan(xml.slice(0, -40));
    expect(titles(pages)).toEqual(["A"]);
    expect(problems).toEqual(['page "B" is skipped: the dump ends in it']);
  });

  it.each([1000, 1 << 20])("skips pages that are too long, in chunks of %d bytes", (size) => {
    const long = "x".repeat(200_000);
    const unended = page("D", long).slice(0, -60);
    const xml = HEAD + page("A", "a") + page("B", long) + page("C", "c") + unended + page("E", "e");
    const { pages, problems } = scan(xml, size, { maxCharacters: 1000 });
    expect(titles(pages)).toEqual(["A", "C", "E"]);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe('page "B" is skipped: its text has more than 1000 characters');
  });

  it("keeps the last revision of a history that is longer than a page may be", () => {
    const old = `<revision><text>${"x".repeat(900)}</text></revision>`;
    const xml = `<page><title>A</title><id>1</id>${old.repeat(300)}<revision><text>new</text></revision></page>`;
    const { pages, problems } = scan(xml, 5000, { maxCharacters: 1000 });
    expect(problems).toEqual([]);
    expect(pages[0]?.text).toBe("new");
  });
});

describe("readSite", () => {
  it("reads what the wiki says of itself, and adds canonical names", () => {
    const site = readSite(HEAD);
    expect(site).toMatchObject({ dbname: "ltgwiki", lang: "ltg", case: "first-letter" });
    expect(["fails", "file", "r&d", "category"].map((name) => site.namespaces.get(name))).toEqual([
      6, 6, 4, 14,
    ]);
    expect(siteInLanguage(site, "de").namespaces.get("kategorie")).toBe(14);
  });

  it("assumes English where nothing is said", () => {
    expect(readSite("<mediawiki>")).toMatchObject({ lang: "en", case: "first-letter" });
  });
});
