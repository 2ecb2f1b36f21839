import fc from "fast-check";
import { DataFactory, Parser, type Quad, Writer } from "n3";
import { describe, expect, it } from "vitest";
import { parseTriple, type Triple } from "./n-triples.js";

const { namedNode, blankNode, literal, quad } = DataFactory;

const iri = fc
  .constantFrom("http://kiln.test/a", "urn:x:1", "http://kiln.test/öfen#ü")
  .map((id) => namedNode(id));
const blank = fc.constantFrom("b1", "x-y", "a.b").map((id) => blankNode(id));
const text = fc.string({ unit: "grapheme", maxLength: 20 });
const anyLiteral = fc.oneof(
  text.map((value) => literal(value)),
  text.map((value) => literal(value, "de-AT")),
  text.map((value) => literal(value, namedNode("http://www.w3.org/2001/XMLSchema#token"))),
  fc
    .constantFrom('a "quoted" \\ one', "two\nlines\tand tabs", " . # no comment")
    .map((value) => literal(value)),
);
const statement = fc
  .tuple(fc.oneof(iri, blank), iri, fc.oneof(iri, blank, anyLiteral))
  .map(([subject, predicate, object]) => quad(subject, predicate, object));

/** What n3 makes of a line, in our form. */
function oracle(line: string): Triple | undefined {
  const [found] = new Parser({ format: "N-Triples", blankNodePrefix: "_:" }).parse(line) as Quad[];
  if (found === undefined) return undefined;
  const node = (term: { termType: string; value: string }) =>
    term.termType === "BlankNode" ? `_:${term.value}` : term.value;
  const { subject, predicate, object } = found;
  return {
    subject: node(subject),
    predicate: predicate.value,
    object:
      object.termType === "Literal"
        ? { kind: "literal", text: object.value, lang: object.language.toLowerCase() }
        : { kind: "node", id: node(object) },
  };
}

describe("parseTriple", () => {
  it("reads what n3 writes as n3 does", () => {
    fc.assert(
      fc.property(statement, (wanted) => {
        const line = new Writer({ format: "N-Triples" }).quadsToString([wanted]).trimEnd();
        expect(parseTriple(line)).toEqual(oracle(line));
      }),
    );
  });

  it("reads escapes, comments, graphs and what stands close together", () => {
    const p = "<http://kiln.test/p>";
    expect(parseTriple(`<http://kiln.test/\\u00e9>${p}"\\U0001F525 \\"hot\\""@EN-gb.#x`)).toEqual({
      subject: "http://kiln.test/é",
      predicate: "http://kiln.test/p",
      object: { kind: "literal", text: '🔥 "hot"', lang: "en-gb" },
    });
    expect(parseTriple(`_:a ${p} _:b <http://kiln.test/graph> .`)).toEqual({
      subject: "_:a",
      predicate: "http://kiln.test/p",
      object: { kind: "node", id: "_:b" },
    });
    for (const line of ["", "  # a comment", "\t"]) expect(parseTriple(line)).toBe("blank");
  });

  it("refuses what is no statement", () => {
    const lines = [
      "<a> <b> .",
      '<a> <b> "c',
      "<a> <b> <c>",
      '<a> _:b "c" .',
      '"a" <b> <c> .',
      '<a> <b> "\\x" .',
      "a:b a c:d .",
    ];
    for (const line of lines) expect(parseTriple(line)).toBeUndefined();
    expect(parseTriple('<a> <b> "\\UFFFFFFFF" .')).toBeUndefined();
  });

  it("refuses a long line of what might be blank nodes at once", () => {
    const start = performance.now();
    expect(parseTriple(`_:a <b> ${"_:".repeat(200_000)}"`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(parseTriple("_:a:b <b> _:c.d.")).toMatchObject({ subject: "_:a:b", object: { id: "_:c.d" } });
  });
});
