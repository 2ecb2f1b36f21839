import { lines } from "../../dist/sources/text-file.js";

/** A document with names in it, in Namesake's own format. */
export interface TaggedDocument {
  id: string;
  text: string;
  mentions: { start: number; end: number; entity: null; label: string }[];
  /** Of which nobody says whether they are names. */
  ignore?: [start: number, end: number][];
}

/** How a file of one token a line is read. */
export interface LineFormat {
  /** The columns of the token and of its tag. */
  word: number;
  tag: number;
  /** Between columns. */
  separator: RegExp;
  /** A line that begins a document; absent = the file has none, and documents are made of so many sentences. */
  begins?: RegExp;
  sentences?: number;
}

/** Between the sentences of a document, so that they are told apart whatever they end with. */
const GAP = "\n\n";

/**
 * Reads a file of one token a line, tagged in the form IOB1 or IOB2, sentences being divided by empty lines. The text is the tokens with
 * spaces between them.
 */
export async function* taggedDocuments(path: string, name: string, format: LineFormat) {
  let document = empty(`${name}-1`);
  let count = 1;
  let sentences = 0;
  let before = "O";
  let fresh = true;
  const next = () => {
    const done = document;
    document = empty(`${name}-${++count}`);
    sentences = 0;
    return done;
  };
  for await (const { text: line } of lines(path)) {
    const columns = line.split(format.separator);
    const begins = format.begins?.test(line) ?? (line.trim() === "" && sentences >= (format.sentences ?? 1));
    if (begins && document.text !== "") yield next();
    if (line.trim() === "" || format.begins?.test(line)) {
      if (!fresh) sentences++;
      fresh = true;
      before = "O";
      continue;
    }
    const [word = "", tag = "O"] = [columns[format.word], columns[format.tag]];
    if (word === "") continue;
    const gap = document.text === "" ? "" : fresh ? GAP : " ";
    const start = document.text.length + gap.length;
    document.text += gap + word;
    const label = tag.slice(2);
    if (tag !== "O") {
      const last = document.mentions.at(-1);
      const goesOn = tag.startsWith("I-") && before.slice(2) === label && last !== undefined;
      if (goesOn) last.end = document.text.length;
      else document.mentions.push({ start, end: document.text.length, entity: null, label });
    }
    before = tag;
    fresh = false;
  }
  if (document.text !== "") yield document;
}

const empty = (id: string): TaggedDocument => ({ id, text: "", mentions: [] });
