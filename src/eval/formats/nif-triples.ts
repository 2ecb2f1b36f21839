import { DataFactory, type Quad_Object, Writer } from "n3";
import type { GoldDocument } from "../dataset.js";
import type { Piece } from "./format.js";
import { classUri, documentUri, entityUri, PREFIXES, TERM } from "./nif-vocabulary.js";
import { SpanReader } from "./spans.js";

const { literal, namedNode } = DataFactory;
const index = (offset: number) => literal(String(offset), namedNode(TERM.nonNegativeInteger));

/** Writes documents as NIF 2.0, one piece a document, with the types and datatypes that GERBIL writes. */
export async function* nifPieces(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
  format: "Turtle" | "N-Triples",
): AsyncGenerator<Piece, void, undefined> {
  let text = "";
  const taken = () => {
    const piece = { file: "", text };
    text = "";
    return piece;
  };
  const sink = {
    write(piece: string, _encoding: string, done?: () => void) {
      text += piece;
      done?.();
    },
    end: (done?: () => void) => done?.(),
  };
  const writer = new Writer(sink, { format, ...(format === "Turtle" ? { prefixes: PREFIXES } : {}) });
  for await (const document of documents) {
    describe(writer, document);
    yield taken();
  }
  writer.end();
  yield taken();
}

function describe(writer: Writer, { id, text, mentions }: GoldDocument): void {
  const spans = new SpanReader(text, "code points", id);
  const uri = documentUri(id);
  const add = (subject: string, predicate: string, object: Quad_Object) =>
    writer.addQuad(namedNode(subject), namedNode(predicate), object);
  const addString = (subject: string, type: string, begin: number, end: number) => {
    for (const one of [type, TERM.string, TERM.rfc5147String]) add(subject, TERM.type, namedNode(one));
    add(subject, TERM.beginIndex, index(begin));
    add(subject, TERM.endIndex, index(end));
  };
  const [, length] = spans.write({ start: 0, end: text.length });
  const context = `${uri}#char=0,${length}`;
  addString(context, TERM.context, 0, length);
  add(context, TERM.isString, literal(text));
  for (const { start, end, entity, others = [], label } of mentions) {
    const surface = text.slice(start, end);
    const [begin, after] = spans.write({ start, end });
    const phrase = `${uri}#char=${begin},${after}`;
    addString(phrase, TERM.phrase, begin, after);
    add(phrase, TERM.anchorOf, literal(surface));
    add(phrase, TERM.referenceContext, namedNode(context));
    for (const one of [entity, ...others]) add(phrase, TERM.taIdentRef, namedNode(entityUri(one, surface)));
    if (label !== undefined) add(phrase, TERM.taClassRef, namedNode(classUri(label)));
  }
}
