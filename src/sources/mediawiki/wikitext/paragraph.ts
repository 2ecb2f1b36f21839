import type { WikiLink, WikiParagraph } from "./document.js";
import { tidy } from "./tidy.js";

/** A letter or a digit, without which a paragraph says nothing. */
const SOMETHING = /[\p{L}\p{N}]/u;

/** What `trim` takes away, of what a text can still hold. */
const isBlank = (code: number): boolean =>
  code === 0x20 || (code > 0xff && /\s/.test(String.fromCharCode(code)));

/** Takes the pieces of one paragraph, in order. The text is not looked at before it is complete, as each look would copy it. */
export class ParagraphBuilder {
  text = "";
  links: WikiLink[] = [];
  /** Offset of the first character, since this was set to -1, that is no blank. */
  inkStart = -1;
  /** End of the last character that is no blank. */
  inkEnd = 0;
  #holes: number[] = [];

  add(piece: string): void {
    if (piece === "") return;
    const before = this.text.length;
    this.text += piece;
    if (this.inkStart < 0) {
      let first = 0;
      while (first < piece.length && isBlank(piece.charCodeAt(first))) first++;
      if (first < piece.length) this.inkStart = before + first;
    }
    let last = piece.length;
    while (last > 0 && isBlank(piece.charCodeAt(last - 1))) last--;
    if (last > 0) this.inkEnd = before + last;
  }

  /** Something that a reader would see was left out here. */
  hole(): void {
    const at = this.text.length;
    if (this.#holes.at(-1) !== at) this.#holes.push(at);
  }

  /** Makes a link of the ink since `inkStart` was set to -1; not where there is none, or a link in it already. */
  link(target: string, section: string | undefined): void {
    const start = this.inkStart;
    const last = this.links.at(-1);
    if (start < 0 || (last !== undefined && last.end > start)) return;
    const link: WikiLink = { start, end: this.inkEnd, target };
    if (section !== undefined) link.section = section;
    this.links.push(link);
  }

  /** The paragraph in its final form, after which the next can begin; `undefined` where it says nothing. */
  take(section: string, kind: WikiParagraph["kind"]): WikiParagraph | undefined {
    const { text, links } = this;
    if (text === "") return undefined;
    this.inkStart = -1;
    this.inkEnd = 0;
    const holes = this.#holes;
    this.text = "";
    this.links = [];
    if (holes.length > 0) this.#holes = [];
    if (!SOMETHING.test(text)) return undefined;
    const clean = tidy(text, links, holes);
    return { text: clean.text, links: clean.links, section, kind };
  }
}
