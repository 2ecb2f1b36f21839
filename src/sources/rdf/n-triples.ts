/** One statement. Blank nodes are written "_:name", which no IRI begins with. */
export interface Triple {
  subject: string;
  predicate: string;
  object: RdfTerm;
}

export type RdfTerm =
  | { kind: "node"; id: string }
  /** `lang` is in lower case, "" where none is given. */
  | { kind: "literal"; text: string; lang: string };

const NODE = '<([^\\x00-\\x20<>"{}|^`]*)>';
// It ends before a space, a dot or an IRI: without that, where it ends could be chosen, and a long line would take quadratic time.
const BLANK = '(_:[^\\s<>"]*[^\\s<>".])(?=[\\s<.])';
const LITERAL = `"((?:[^"\\\\]|\\\\.)*)"(?:@([A-Za-z]+(?:-[A-Za-z0-9]+)*)|\\^\\^${NODE})?`;
/** Subject, predicate, object, and perhaps the graph of N-Quads. */
const STATEMENT = new RegExp(
  `^\\s*(?:${NODE}|${BLANK})\\s*${NODE}\\s*(?:${NODE}|${BLANK}|${LITERAL})\\s*(?:(?:${NODE}|${BLANK})\\s*)?\\.\\s*(?:#.*)?$`,
);

const BLANK_LINE = /^\s*(?:#.*)?$/;

const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g;
const CHARACTERS: Readonly<Record<string, string>> = {
  t: "\t",
  b: "\b",
  n: "\n",
  r: "\r",
  f: "\f",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

/** The text that escapes stand for; `undefined` if one of them stands for nothing. */
function unescaped(text: string): string | undefined {
  if (!text.includes("\\")) return text;
  let valid = true;
  const plain = text.replace(ESCAPE, (_, short?: string, long?: string, letter?: string) => {
    const code = Number.parseInt(short ?? long ?? "", 16);
    const character =
      letter === undefined ? (code <= 0x10ffff ? String.fromCodePoint(code) : undefined) : CHARACTERS[letter];
    if (character === undefined) valid = false;
    return character ?? "";
  });
  return valid ? plain : undefined;
}

/**
 * The statement of a line of N-Triples or N-Quads, whose graph is left out.
 *
 * @returns `undefined` for a line that is none, "blank" for one that need not be: an empty one or a comment
 * @see https://www.w3.org/TR/n-triples/, https://www.w3.org/TR/n-quads/
 * @example
 * ```ts
 * parseTriple('<http://x/kiln> <http://www.w3.org/2000/01/rdf-schema#label> "Ofen"@de .');
 * // { subject: "http://x/kiln", predicate: "…#label", object: { kind: "literal", text: "Ofen", lang: "de" } }
 * ```
 */
export function parseTriple(line: string): Triple | "blank" | undefined {
  const parts = STATEMENT.exec(line);
  if (parts === null) return BLANK_LINE.test(line) ? "blank" : undefined;
  const [, iri, blank, property = "", objectIri, objectBlank, literal, lang = ""] = parts;
  const subject = iri === undefined ? blank : unescaped(iri);
  const predicate = unescaped(property);
  const node = objectIri === undefined ? objectBlank : unescaped(objectIri);
  const text = literal === undefined ? undefined : unescaped(literal);
  if (subject === undefined || predicate === undefined) return undefined;
  if (node !== undefined) return { subject, predicate, object: { kind: "node", id: node } };
  if (text === undefined) return undefined;
  return { subject, predicate, object: { kind: "literal", text, lang: lang.toLowerCase() } };
}
