import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { siteOf } from "./site.js";
import { readWikitext } from "./wikitext.js";

const sites = ["en", "fr", "zh", "ja"].map((lang) => siteOf({ lang }));

const word = fc.constantFrom(
  "Ada",
  "b",
  " ",
  "été",
  "東京",
  ",",
  "(",
  ")",
  "1",
  "😀",
  "\n",
  "\n\n",
  "'",
  "&amp;",
  "c.",
);

/** Wikitext whose marks are in order, nested in any way. */
const wellFormed = fc.letrec<{ text: string }>((tie) => ({
  text: fc
    .array(
      fc.oneof(
        { maxDepth: 6 },
        word,
        fc.constantFrom(
          "<!-- x -->",
          "<ref name=a/>",
          "<br>",
          "----\n",
          "\n* ",
          "\n== H ==\n",
          "__TOC__",
          "''",
          "'''",
        ),
        tie("text").map((inside) => `[[${inside}]]`),
        tie("text").map((inside) => `[[A b|${inside}]]`),
        tie("text").map((inside) => `[[File:A.jpg|thumb|${inside}]]`),
        tie("text").map((inside) => `{{x|${inside}}}`),
        tie("text").map((inside) => `{{nowrap|${inside}}}`),
        tie("text").map((inside) => `\n{|\n|-\n| ${inside}\n|}\n`),
        tie("text").map((inside) => `<ref>${inside}</ref>`),
        tie("text").map((inside) => `<small>${inside}</small>`),
        word.map((inside) => `[https://a.b ${inside.trim()}]`),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join("")),
})).text;

const MARKS =
  "[[ ]] {{ }} {| |} | [ ] { } < > <!-- --> <ref> </ref> <nowiki> </nowiki> <br> ' '' ''' '''' & &amp; ; : * # = == \n -{ }- __ _ File: Category: de: [http://a a (, ) {{nowrap| {{lang|de|";

/** Marks in no order at all. */
const broken = fc
  .array(fc.constantFrom(...MARKS.split(" "), " ", "\n\n"), { maxLength: 60 })
  .map((parts) => parts.join(""));

describe("any wikitext", () => {
  it("gives links whose offsets are those of their anchors, in clean text", () => {
    fc.assert(
      fc.property(fc.oneof(wellFormed, broken), fc.constantFrom(...sites), (source, site) => {
        const { paragraphs } = readWikitext(source, site);
        for (const { text, links } of paragraphs) {
          expect(text).toBe(text.trim());
          expect(text).not.toMatch(/ {2}|[\n\t]/);
          let last = 0;
          for (const { start, end, target } of links) {
            expect(start).toBeGreaterThanOrEqual(last);
            expect(end).toBeGreaterThan(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(text.slice(start, end).trim()).toBe(text.slice(start, end));
            expect(target).not.toBe("");
            last = end;
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leaves no marks of links and templates in the text where they are in order", () => {
    fc.assert(
      fc.property(wellFormed, fc.constantFrom(...sites), (source, site) => {
        for (const { text } of readWikitext(source, site).paragraphs)
          expect(text).not.toMatch(/\[\[|\]\]|\{\{|\}\}/);
      }),
      { numRuns: 500 },
    );
  });

  it("does not depend on what was read before", () => {
    fc.assert(
      fc.property(broken, broken, (first, second) => {
        const site = siteOf({ lang: "en" });
        readWikitext(first, site);
        expect(readWikitext(second, site)).toEqual(readWikitext(second, siteOf({ lang: "en" })));
      }),
    );
  });
});

describe("long wikitext", () => {
  const [english] = sites;
  const parts =
    "[[|{{|{|\n{||]]|}}|[http://a |[[A|<ref>|<ref |<!--|<br|''|'''x''|&|&amp|-{|== |\n==|{{nowrap||[[a|b]]|{{lang|de||[[File:a| |( |{{x}} |, {{x}}|__A|<nowiki>|[[[|{{{|\n|\n*";
  const marks = [
    ...parts.split("|"),
    "[[A|",
    "{{nowrap|",
    "{|",
    "\n|}",
    "[[A\n|",
    "|",
    "[[A|b ",
    "[http://a [[b]] ",
    "[[de:",
  ];

  it.each([...new Set(marks)])("of %j takes linear time", (mark) => {
    const time = (length: number): number => {
      const source = mark.repeat(Math.ceil(length / Math.max(1, mark.length)));
      const start = process.cpuUsage();
      readWikitext(source, english!);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1000;
    };
    time(10_000);
    // Quadratic time would be some seconds.
    expect(time(100_000)).toBeLessThan(1000);
  });
});
