import { describe, expect, it } from "vitest";
import { siteOf } from "../mediawiki/site.js";
import { type PageFacts, pageFacts } from "./page-facts.js";

const site = siteOf({ lang: "en" });

function factsOf(title: string, text: string, weakLabels = false): PageFacts {
  return pageFacts({ title, namespace: 0, id: 7, text }, site, { lang: "en", weakLabels });
}

function articleOf(title: string, text: string, weakLabels = false) {
  const facts = factsOf(title, text, weakLabels);
  if (facts.kind !== "article") throw new Error(`expected an article, found a ${facts.kind}`);
  return facts;
}

/** The documents with their mentions in brackets: [text|entity], [text|entity|weak]. */
const marked = (title: string, text: string) =>
  articleOf(title, text, true).documents.map(({ text: whole, mentions }) => {
    let at = 0;
    let shown = "";
    for (const { start, end, entity, slices } of mentions) {
      shown += `${whole.slice(at, start)}[${whole.slice(start, end)}|${entity}${slices === undefined ? "" : "|weak"}]`;
      at = end;
    }
    return shown + whole.slice(at);
  });

describe("the facts of a page", () => {
  it("are its description, links and categories", () => {
    const facts = articleOf(
      "Ada",
      "'''Ada''' lived in [[Paris]].\n\n== Life ==\nIn [[Paris]] and [[Rome|the\tcity]] she taught.\n[[Category:Writers]]",
    );
    expect(facts.description).toBe("Ada lived in Paris.");
    expect(facts.categories).toEqual(["Writers"]);
    expect(facts.links).toEqual([
      { target: "Paris", anchor: "Paris", paragraph: 0 },
      { target: "Paris", anchor: "Paris", paragraph: 1 },
      { target: "Rome", anchor: "the city", paragraph: 1 },
    ]);
  });

  it("do not link a page with itself, nor with what stands in long lists", () => {
    const many = Array.from({ length: 31 }, (_, i) => `[[Page ${i}]]`).join(", ");
    const { links } = articleOf("Ada", `[[Ada]] and [[Paris]].\n\n${many}.`);
    expect(links.filter(({ paragraph }) => paragraph !== undefined)).toEqual([
      { target: "Paris", anchor: "Paris", paragraph: 0 },
    ]);
    expect(links).toHaveLength(33);
  });

  it("are a target, where it is a redirect", () => {
    expect(factsOf("UK", "#REDIRECT [[United Kingdom]]")).toEqual({
      kind: "redirect",
      title: "UK",
      target: "United Kingdom",
    });
  });

  it("are the first links of its lines, where it only tells namesakes apart", () => {
    const text =
      "'''Mercury''' may be:\n* [[Mercury (planet)]], near the [[Sun]]\n* the [[Mercury (element)|metal]]\n* a car that was built by [[Ford]]\n\n== See also ==\n* [[Hermes]]\n{{disambiguation}}";
    const meanings = [
      { alias: "Mercury", target: "Mercury (planet)" },
      { alias: "Mercury", target: "Mercury (element)" },
    ];
    expect(factsOf("Mercury", text)).toMatchObject({ kind: "disambiguation", meanings });
    expect(factsOf("Mercury (disambiguation)", text.replace("{{disambiguation}}", ""))).toMatchObject({
      kind: "disambiguation",
      meanings,
    });
  });
});

describe("training documents", () => {
  const person = "\n\n[[Category:1815 births]]";

  it("have the paragraphs with links, and what the page calls its subject as weak labels", () => {
    expect(
      marked(
        "Ada Miller",
        `'''Ada Miller''' met [[Bob Stone|Bob]] in her youth.\n\nNothing is linked or named here, at all.\n\nThere she and Miller's dog [[swim]] to the theatre.${person}`,
      ),
    ).toEqual([
      "[Ada Miller|Ada Miller|weak] met [Bob|Bob Stone] in [her|Ada Miller|weak] youth.\n" +
        "There [she|Ada Miller|weak] and [Miller|Ada Miller|weak]'s dog [swim|Swim] to the theatre.",
    ]);
  });

  it("have no pronouns where they are of both genders, or the page is no person's", () => {
    const text = "She asked, he told, and she told him what [[Bob Stone|Bob]] said.";
    expect(marked("Ada Miller", text + person)).toEqual([
      text.replace("[[Bob Stone|Bob]]", "[Bob|Bob Stone]"),
    ]);
    expect(marked("Some ship", "She sank when [[Bob Stone|Bob]] steered her.")).toEqual([
      "She sank when [Bob|Bob Stone] steered her.",
    ]);
  });

  it("mark no name inside of a link or a word", () => {
    expect(
      marked("Paris", "Paris has a [[Paris Opera]]; Parisians know Paris, Ohio and Paris-Match."),
    ).toEqual([
      "[Paris|Paris|weak] has a [Paris Opera|Paris Opera]; Parisians know [Paris|Paris|weak], Ohio and Paris-Match.",
    ]);
  });

  it("are cut where a page is long, with ids that tell them apart", () => {
    const paragraph = `${"word ".repeat(1500)}[[Paris]].`;
    const { documents } = articleOf("Ada", Array.from({ length: 5 }, () => paragraph).join("\n\n"));
    expect(documents.map(({ id, mentions }) => [id, mentions.length])).toEqual([
      ["7", 2],
      ["7-2", 2],
      ["7-3", 1],
    ]);
    for (const { text, mentions } of documents)
      for (const { start, end } of mentions) expect(text.slice(start, end)).toBe("Paris");
  });
});
