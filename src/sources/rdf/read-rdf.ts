import { EventEmitter } from "node:events";
import { Parser, type Quad, type Term } from "n3";
import { reason } from "../../errors.js";
import { dumpBytes } from "../mediawiki/dump-bytes.js";
import type { SourceObserver } from "../source.js";
import { displayName, type Line, lines, splitLines } from "../text-file.js";
import { parseTriple, type RdfTerm, type Triple } from "./n-triples.js";

/** Files in which every line is a statement of its own, so that a bad one can be passed over. */
const LINES = /\.n[tq](?:\.\w+)?$/i;
const TRIG = /\.trig(?:\.\w+)?$/i;

const BZIP2 = /\.bz2$/i;

/** Longest line that is read, in UTF-16 units: the pattern of a statement takes no text of any length. */
const MOST_CHARACTERS = 1 << 20;

/** Lines that the parser of Turtle gets at once. */
const PORTION = 200;

const nodeId = (term: Term): string | undefined =>
  term.termType === "NamedNode" ? term.value : term.termType === "BlankNode" ? `_:${term.value}` : undefined;

function termOf(term: Term): RdfTerm | undefined {
  if (term.termType === "Literal")
    return { kind: "literal", text: term.value, lang: term.language.toLowerCase() };
  const id = nodeId(term);
  return id === undefined ? undefined : { kind: "node", id };
}

function tripleOf(quad: Quad): Triple | undefined {
  const subject = nodeId(quad.subject);
  const object = termOf(quad.object);
  return subject === undefined || object === undefined
    ? undefined
    : { subject, predicate: quad.predicate.value, object };
}

/** The statements of Turtle, from line `first` on; an error ends them. */
async function* turtle(
  rows: AsyncIterable<Line>,
  first: number,
  format: string,
  failed: (why: string) => void,
): AsyncGenerator<Triple, void, undefined> {
  const input = new EventEmitter();
  let found: Triple[] = [];
  let wrong: string | undefined;
  new Parser({ format }).parse(input, (error, quad) => {
    // The parser counts lines from where it began.
    if (error)
      wrong ??= reason(error).replace(/(?<=on line )\d+/, (line) => String(Number(line) + first - 1));
    else if (quad !== null) found.push(...[tripleOf(quad)].filter((triple) => triple !== undefined));
  });
  let portion = "";
  let held = 0;
  for await (const { text } of rows) {
    portion += `${text}\n`;
    if (++held < PORTION) continue;
    input.emit("data", portion);
    portion = "";
    held = 0;
    yield* found;
    found = [];
    if (wrong !== undefined) break;
  }
  if (wrong === undefined) {
    input.emit("data", portion);
    input.emit("end");
  }
  yield* found;
  if (wrong !== undefined) failed(wrong);
}

async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(); // RDF is always UTF-8
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** The lines of a file packed with bzip2; damage is reported, and what comes before it is read. */
function unpackedLines(
  path: string,
  name: string,
  observer: SourceObserver,
): AsyncGenerator<Line, void, undefined> {
  const problem = (message: string) => observer.rejected(message);
  const progress = observer.progress?.bind(observer);
  const text = decoded(dumpBytes(path, { problem, ...(progress && { progress }) }));
  return splitLines(text, name, observer, MOST_CHARACTERS);
}

async function* prepend(first: Line, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield first;
  yield* rest;
}

/**
 * The statements of an RDF file of any size: N-Triples, N-Quads, Turtle or TriG, plain or packed. Graphs and statements about statements
 * are left out.
 *
 * A file is read line by line for as long as every line is a statement, as in most dumps whatever their ending; Turtle that is more
 * than that goes to the library n3 from there on. A bad line of N-Triples (by the file's ending) is reported and left out; an error in
 * Turtle is reported and ends what is read of the file. Lines of more than a million characters are reported and left out.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT
 */
export async function* readRdf(
  path: string,
  observer: SourceObserver,
): AsyncGenerator<Triple, void, undefined> {
  const name = displayName(path);
  const rows = BZIP2.test(path)
    ? unpackedLines(path, name, observer)
    : lines(path, observer, MOST_CHARACTERS);
  try {
    for (let row = await rows.next(); row.done !== true; row = await rows.next()) {
      const triple = parseTriple(row.value.text);
      if (triple === "blank") continue;
      if (triple !== undefined) yield triple;
      else if (LINES.test(path))
        observer.rejected(`${name}, line ${row.value.number}: not a statement of N-Triples`);
      else {
        // No prefix was declared before this line, so that nothing of what came before is needed.
        const failed = (why: string) => observer.rejected(`${name}: ${why}; nothing behind it was read`);
        const format = TRIG.test(path) ? "application/trig" : "text/turtle";
        yield* turtle(prepend(row.value, rows), row.value.number, format, failed);
        return;
      }
    }
  } finally {
    await rows.return();
  }
}
