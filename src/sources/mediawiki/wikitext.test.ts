import { describe, expect, it } from "vitest";
import { type Site, siteOf } from "./site.js";
import { readWikitext } from "./wikitext.js";

const english = siteOf({ lang: "en" });

/** Paragraphs as text, with each link as "[anchor→target]". */
function read(source: string, site: Site = english): string[] {
  return readWikitext(source, site).paragraphs.map(({ text, links }) => {
    let shown = "";
    let from = 0;
    for (const { start, end, target, section } of links) {
      const to = section === undefined ? target : `${target}#${section}`;
      shown += `${text.slice(from, start)}[${text.slice(start, end)}→${to}]`;
      from = end;
    }
    return shown + text.slice(from);
  });
}

const cases: Record<string, [wikitext: string, shown: string][]> = {
  links: [
    ["[[Ada Lovelace]]", "[Ada Lovelace→Ada Lovelace]"],
    ["[[ada_Lovelace|Ada]]", "[Ada→Ada Lovelace]"],
    ["a [[ Bus | buses ]] b", "a [buses→Bus] b"],
    ["[[bus]]es, [[Bus|it]]'s", "[buses→Bus], [it→Bus]'s"],
    ["[[Bus]]Stop", "[Bus→Bus]Stop"],
    ["[[A#B c|d]] [[A#]]", "[d→A#B c] [A#→A]"],
    ["[[#Section|here]]", "here"],
    ["[[Bus (film)|]] [[Reading, England|]]", "[Bus→Bus (film)] [Reading→Reading, England]"],
    ["[[AT%26T|phone]] [[AT&amp;T]]", "[phone→AT&T] [AT&T→AT&T]"],
    ["[[Alien (film)|''Alien'']]", "[Alien→Alien (film)]"],
    ["[[2001: A Space Odyssey]]", "[2001: A Space Odyssey→2001: A Space Odyssey]"],
    ["[[éa|x]]", "[x→Éa]"],
    ["[[A|b [[C]] d]]", "b [C→C] d"],
    ["[[A|b\n\nc]]", "A|b / c"],
    ["x [[A", "x A"],
    ["x A]] [[B]]", "x A [B→B]"],
    ["[[A|]] [[|b]]", "[A→A] b"],
    ["[[[A]]]", "[[A→A]]"],
    ["[sic] [1]", "[sic] [1]"],
  ],
  "other namespaces and wikis": [
    ["a [[:Category:Dogs|dogs]] b", "a dogs b"],
    ["a [[User:X|y]] b", "a y b"],
    ["a [[wikt:dog|dog]] [[:de:Hund|Hund]]", "a dog Hund"],
    ["a [[de:Hund]]", "a"],
    ["a [[Category:Dogs]]", "a"],
    ["a [[File:X.jpg|thumb|the [[Dog]] of [[Category talk:X]]]] b", "a b"],
    ["a [[image:X.jpg]] [[Media:X.ogg|sound]]", "a sound"],
    ["[https://example.org the [[Dog]]] [https://example.org] [//a.b c]", "the [Dog→Dog] c"],
  ],
  templates: [
    ["a {{x|[[B]]|{{y}}}} b", "a b"],
    ["{{Infobox\n| a = [[B]]\n| c = {{d|\n}}\n}}\n'''E''' is f.", "E is f."],
    ["{{lang|de|Haus}} {{nowrap|[[A]] b}}", "Haus [A→A] b"],
    ["{{convert|5|km|mi}}, {{convert|5|to|10|km}}", "5 km, 5 to 10 km"],
    ["{{As of|2012}} and {{as of|2012|lc=y}}", "As of 2012 and as of 2012"],
    ["{{lang-de|Wien}}", "German: Wien"],
    ["{{nowrap|{{nowrap|{{lang|fr|à}}}}}}", "à"],
    ["{{formatnum:1234}} {{#if:x|y}} {{PAGENAME}}", "1234"],
    ["a {{unclosed|b [[C]]", "a unclosed|b [C→C]"],
    ["a }} b {{{1|}}} c", "a b c"],
  ],
  "what is left out": [
    ["a<ref>b [[C]]</ref> d<ref name=e /> f.<REF>x</REF>", "a d f."],
    ["a<!-- b\n\n [[C]] -->d", "ad"],
    ["a\n<!-- b -->\nc", "a c"],
    ["<nowiki>[[A]] ''b'' &amp;</nowiki> c", "[[A]] ''b'' & c"],
    ["a <math>x^{{2}}</math> b", "a b"],
    ["a<br/>b <small>c</small> <span style='x'>d</span>", "a b c d"],
    ["a < b <unknown> c", "a < b <unknown> c"],
    ["__NOTOC__a __init__ b", "a __init__ b"],
    ["a\n{|\n| [[B]]\n{|\n| c\n|}\n|}\nd", "a / d"],
    ["a\n{| open\n| [[B]]\n== C ==\nd", "a / d"],
    ["<gallery>\nA.jpg|[[B]]\n</gallery>c", "c"],
  ],
  markup: [
    ["''a'' '''b''' '''''c''''' d's", "a b c d's"],
    ["l'''Iliade'' d", "l'Iliade d"],
    ["&ndash; &#8211; &#x2013; &nbsp;a &bogus; & b", "– – – a &bogus; & b"],
    ["* a\n** [[b]]\n# c\n: d\n; e", "a / [b→B] / c / d / e"],
    ["a\nb\n\nc\n----\nd", "a b / c / d"],
    ["a<div>b</div>c<p>d", "a / b / c / d"],
  ],
  "left-overs": [
    ["A ({{IPA|x}}) b", "A b"],
    ["A ({{IPA|x}}, {{lang-xx}}; born 1950) b", "A (born 1950) b"],
    ["A (born 1950, {{IPA|x}}) b", "A (born 1950) b"],
    ["A {{x}}, b {{x}}. C", "A, b. C"],
    ["A, {{x}}, b", "A, b"],
    ["A  {{x}}  b", "A b"],
    ["[[A]] ({{x}}) [[b]] ( ) c", "[A→A] [b→B] ( ) c"],
    ["mot : {{x}} [[b]]", "mot : [b→B]"],
  ],
};

for (const [name, examples] of Object.entries(cases))
  describe(name, () => {
    it.each(examples)("%j", (wikitext, shown) => {
      expect(read(wikitext).join(" / ")).toBe(shown);
    });
  });

describe("documents", () => {
  it("has sections and kinds", () => {
    const { paragraphs } = readWikitext("a\n== B ''c'' == <!-- d -->\ne\n=== F{{x}} ===\n* g\nh", english);
    expect(paragraphs.map(({ text, section, kind }) => [text, section, kind])).toEqual([
      ["a", "", "text"],
      ["e", "B c", "text"],
      ["g", "F", "list"],
      ["h", "F", "text"],
    ]);
  });

  it("has categories, each once, and the key they are sorted by", () => {
    const document = readWikitext(
      "[[Category:dogs|x]] [[category: Dogs_]]\n[[Category:B]]{{DEFAULTSORT:Dog, A}}",
      english,
    );
    expect(document.categories).toEqual(["Dogs", "B"]);
    expect(document.defaultSort).toBe("Dog, A");
  });

  it.each([
    ["en", "#REDIRECT [[dog#A]] {{R from x}}\n[[Category:B]]"],
    ["de", "#WEITERLEITUNG [[dog]]"],
    ["fr", " #redirection : [[dog]]"],
    ["zh", "#重定向[[dog]]"],
    ["ja", "#転送 [[dog]]"],
  ])("knows a redirect in %s", (lang, source) => {
    const document = readWikitext(source, siteOf({ lang }));
    expect(document).toMatchObject({ redirect: "Dog", paragraphs: [] });
  });

  it("takes a list of numbers for no redirect", () => {
    expect(readWikitext("#One [[dog]]", english).redirect).toBeUndefined();
  });

  it.each([
    ["en", "{{Disambiguation|geo}}"],
    ["en", "{{hndis|x}}"],
    ["de", "{{Begriffsklärung}}"],
    ["fr", "{{Homonymie}}"],
    ["es", "{{desambiguación}}"],
    ["pt", "{{Desambiguação}}"],
    ["zh", "{{消歧义}}"],
    ["ja", "{{Aimai}}"],
  ])("knows a disambiguation page in %s", (lang, template) => {
    const site = siteOf({ lang });
    expect(readWikitext(`a\n* [[B]]\n${template}`, site).disambiguation).toBe(true);
    expect(readWikitext("{{Infobox}} a", site).disambiguation).toBe(false);
  });
});

describe("languages", () => {
  it.each([
    ["de", '[[Haus]]tür [[Datei:A.jpg|b]][[Bild:B.jpg]] {{"|c}} [[Kategorie:D]]', "[Haustür→Haus] „c“"],
    [
      "fr",
      "[[Été]]s l'[[arbre]]é [[Fichier:A]] {{s-|XIX}} [[Catégorie:B]]",
      "[Étés→Été] l'[arbreé→Arbre] XIXe siècle",
    ],
    ["es", "[[niño]]ñas [[Archivo:A]] {{siglo|V}}", "[niñoñas→Niño] siglo V"],
    ["pt", "[[avó]]ção [[Ficheiro:A]] {{séc|XIII}}", "[avóção→Avó] século XIII"],
    [
      "zh",
      "[[狗]]的 [[File:A]]-{zh-hans:计算机;zh-hant:電腦}- -{[[猫]]}- -{T|x}-",
      "[狗→狗]的 计算机 [猫→猫]",
    ],
    [
      "ja",
      "[[犬]]と{{読み仮名|東京|とうきょう}}{{仮リンク|甲|en|A}}[[ファイル:A]]",
      "[犬→犬]と東京（とうきょう）[甲→甲]",
    ],
    ["xx", "[[dog]]s [[File:A]]", "[dogs→Dog]"],
  ])("reads %s", (lang, source, shown) => {
    expect(read(source, siteOf({ lang })).join(" / ")).toBe(shown);
  });

  it("leaves the first letter alone where the site does", () => {
    expect(read("[[dog]]", siteOf({ lang: "en", case: "case-sensitive" }))).toEqual(["[dog→dog]"]);
  });
});
