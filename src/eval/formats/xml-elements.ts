import { SaxesParser } from "saxes";
import { NamesakeError } from "../../errors.js";
import { displayName, openText } from "../../sources/text-file.js";

/** An element of an XML file, as it ends. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of elements in it. */
  text: string;
  /** Names the line on which its start tag ends: "queries.xml, line 7". */
  where: string;
}

/**
 * The elements of an XML file in the order in which they end, so an element comes after those in it.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, SOURCE_NOT_TEXT; RECORD_INVALID where it is not well-formed, which leaves no sure reading
 * of what follows
 */
export async function* xmlElements(path: string): AsyncGenerator<XmlElement, void, undefined> {
  const file = displayName(path);
  const parser = new SaxesParser();
  const where = () => `${file}, line ${parser.line}`;
  const open: XmlElement[] = [];
  let ended: XmlElement[] = [];
  let invalid: NamesakeError | undefined;
  const own = (text: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  };
  parser.on("error", ({ message }) => {
    const found = message.replace(/^[\d:\s]+/, ""); // the parser tells line and column as well
    invalid ??= new NamesakeError("RECORD_INVALID", {
      where: where(),
      field: "XML",
      expected: "well-formed",
      found,
    });
  });
  parser.on("opentag", ({ name, attributes }) => open.push({ name, attributes, text: "", where: where() }));
  parser.on("text", own);
  parser.on("cdata", own);
  parser.on("closetag", () => {
    const element = open.pop();
    if (element !== undefined && invalid === undefined) ended.push(element);
  });
  for await (const chunk of openText(path)) {
    parser.write(chunk);
    yield* ended;
    ended = [];
    if (invalid !== undefined) throw invalid;
  }
  parser.close();
  yield* ended;
  if (invalid !== undefined) throw invalid;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * Text as XML 1.0 can hold it, in elements and attributes. Control characters, which it cannot, become U+FFFD; white space that a
 * parser would change is written by its number.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/gu, "\ufffd");
}
