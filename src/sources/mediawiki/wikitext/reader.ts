import type { Site } from "../site.js";
import * as Mark from "./characters.js";
import type { WikiDocument, WikiParagraph } from "./document.js";
import { entityAt, nowikiText, withoutEntities } from "./entities.js";
import { addressEnd, beginsExternalLink, closingBracket } from "./external-links.js";
import { blanksEnd, evenBlanks, headingOf, listMarksEnd, ruleEnd } from "./lines.js";
import { linkTarget, pipeTrick, targetEnd } from "./link-target.js";
import { BEHAVIOUR_SWITCH } from "./magic-words.js";
import { ParagraphBuilder } from "./paragraph.js";
import { apostrophes, LineQuotes } from "./quotes.js";
import { SpanKind, Spans, tagName } from "./spans.js";
import { tagEffect } from "./tags.js";
import { Templates } from "./templates.js";
import { linkTrail } from "./trails.js";
import { hasVariants, shownVariant } from "./variants.js";

/** What is nested deeper is left out. */
const MOST_NESTED = 20;
/** A shown template is read again for each template around it, which must stay a small factor. */
const MOST_EXPANDED = 6;

const MARKS = [
  Mark.NEWLINE,
  Mark.QUOTE,
  Mark.AMPERSAND,
  Mark.LESS,
  Mark.BRACKET_OPEN,
  Mark.BRACKET_CLOSE,
  Mark.UNDERSCORE,
  Mark.BRACE_OPEN,
  Mark.BRACE_CLOSE,
];

/** Reads the wikitexts of one site, one after the other. */
export class WikitextReader {
  readonly #site: Site;
  readonly #isTrail: (code: number) => boolean;
  readonly #templates: Templates;
  /** 1 for the characters that may mean something. */
  readonly #marks = new Uint8Array(128);
  readonly #spans: Spans[] = [];

  #document: WikiDocument = { paragraphs: [], categories: [], disambiguation: false };
  #categories = new Set<string>();
  #out = new ParagraphBuilder();
  #section = "";
  #kind: WikiParagraph["kind"] = "text";
  /** Length of the paragraph at the start of the line: a line that adds nothing to it is blank. */
  #lineStart = 0;
  /** Start of the text that is to be taken over as it is. */
  #from = 0;
  #nested = 0;
  #expanded = 0;
  /** Links and headings are one line, whatever stands in them. */
  #oneLine = false;
  #quotes = new LineQuotes();

  constructor(site: Site) {
    this.#site = site;
    this.#isTrail = linkTrail(site.lang);
    this.#templates = new Templates(site);
    for (const mark of MARKS) this.#marks[mark] = 1;
    if (hasVariants(site.lang)) this.#marks[Mark.HYPHEN] = 1;
  }

  /** @param from where the text begins, behind a redirect */
  read(source: string, from: number): WikiDocument {
    this.#document = { paragraphs: [], categories: [], disambiguation: false };
    this.#categories = new Set();
    this.#section = "";
    this.#quotes = new LineQuotes();
    const spans = this.#spansOf(evenBlanks(source));
    this.#walk(spans, this.#beginLine(spans, from), source.length);
    this.#endParagraph();
    return { ...this.#document, categories: [...this.#categories] };
  }

  #spansOf(text: string): Spans {
    this.#spans[this.#expanded] ??= new Spans();
    const spans = this.#spans[this.#expanded]!;
    spans.read(text);
    return spans;
  }

  #walk(spans: Spans, from: number, to: number): void {
    const { text } = spans;
    const marks = this.#marks;
    this.#from = from;
    for (let i = from; i < to; ) {
      const code = text.charCodeAt(i);
      if (code > 0x7f || marks[code] === 0) {
        i++;
        continue;
      }
      const next = this.#mark(spans, i, to, code);
      if (next === i) i++;
      else {
        i = next;
        this.#from = next;
      }
    }
    this.#flush(text, to);
  }

  #walkInside(spans: Spans, from: number, to: number): void {
    if (this.#nested >= MOST_NESTED) {
      this.#out.hole();
      return;
    }
    const before = this.#oneLine;
    this.#oneLine = true;
    this.#nested++;
    this.#walk(spans, from, to);
    this.#nested--;
    this.#oneLine = before;
  }

  #flush(text: string, to: number): void {
    if (to > this.#from) this.#out.add(text.slice(this.#from, to));
    this.#from = to;
  }

  #endParagraph(): void {
    const paragraph = this.#out.take(this.#section, this.#kind);
    if (paragraph !== undefined) this.#document.paragraphs.push(paragraph);
    this.#kind = "text";
    this.#lineStart = 0;
  }

  /** Reads what begins at `i`; returns where it ends, `i` itself where the character means nothing. */
  #mark(spans: Spans, i: number, to: number, code: number): number {
    const { text } = spans;
    switch (code) {
      case Mark.NEWLINE:
        this.#flush(text, i);
        return this.#newline(spans, i + 1);
      case Mark.QUOTE:
        return this.#quote(text, i);
      case Mark.AMPERSAND:
        return this.#entity(text, i);
      case Mark.LESS:
        return this.#angle(spans, i, to);
      case Mark.BRACKET_OPEN:
        return text.charCodeAt(i + 1) === Mark.BRACKET_OPEN
          ? this.#link(spans, i)
          : this.#externalLink(spans, i, to);
      case Mark.BRACE_OPEN:
        return this.#brace(spans, i);
      case Mark.UNDERSCORE:
        return this.#behaviourSwitch(text, i);
      case Mark.HYPHEN:
        return text.charCodeAt(i + 1) === Mark.BRACE_OPEN ? this.#variants(spans, i, to) : i;
      default: // a closing mark that has no partner
        if (text.charCodeAt(i + 1) !== code) return i;
        this.#flush(text, i);
        return i + 2;
    }
  }

  #newline(spans: Spans, next: number): number {
    const out = this.#out;
    if (this.#oneLine) {
      out.add(" ");
      return next;
    }
    if (
      this.#kind === "list" ||
      out.text.length === this.#lineStart ||
      spans.text.charCodeAt(next) === Mark.NEWLINE
    )
      this.#endParagraph();
    else out.add(" ");
    this.#lineStart = out.text.length;
    return this.#beginLine(spans, next);
  }

  /** What the first characters of a line say of it; returns where its text begins. */
  #beginLine(spans: Spans, at: number): number {
    const { text } = spans;
    const marks = listMarksEnd(text, at);
    if (marks > at) {
      this.#endParagraph();
      this.#kind = "list";
      return marks;
    }
    const code = text.charCodeAt(at);
    if (code === 0x3d) {
      const newline = text.indexOf("\n", at);
      const end = newline < 0 ? text.length : newline;
      const heading = headingOf(text.slice(at, end));
      if (heading === undefined) return at;
      this.#endParagraph();
      this.#section = this.#plain(heading);
      return end;
    }
    if (code === Mark.HYPHEN) {
      const rule = ruleEnd(text, at);
      if (rule > at) this.#endParagraph();
      return rule;
    }
    if (code === Mark.PIPE && text.charCodeAt(at + 1) === Mark.BRACE_CLOSE) return at + 2; // of a table that was never opened
    return blanksEnd(text, at);
  }

  /** The text of a piece of wikitext of its own. */
  #plain(wikitext: string): string {
    const before = this.#out;
    this.#out = new ParagraphBuilder();
    this.#readAgain(wikitext, true);
    const text = this.#out.take("", "text")?.text ?? "";
    this.#out = before;
    return text;
  }

  /** Reads wikitext that does not stand in the page itself. */
  #readAgain(wikitext: string, oneLine: boolean): void {
    const before = this.#oneLine;
    this.#oneLine = before || oneLine;
    this.#expanded++;
    this.#walk(this.#spansOf(wikitext), 0, wikitext.length);
    this.#expanded--;
    this.#oneLine = before;
  }

  #quote(text: string, i: number): number {
    const count = apostrophes(text, i);
    if (count === 1) return i;
    this.#flush(text, i);
    // Of four the first is an apostrophe, and of more than five all but the last five.
    if (count === 4 || (count === 3 && this.#expanded === 0 && this.#quotes.isApostrophe(text, i)))
      this.#out.add("'");
    else if (count > 5) this.#out.add("'".repeat(count - 5));
    return i + count;
  }

  #entity(text: string, i: number): number {
    const found = entityAt(text, i);
    if (found === undefined) return i;
    this.#flush(text, i);
    this.#out.add(found.characters);
    return found.end;
  }

  #behaviourSwitch(text: string, i: number): number {
    if (text.charCodeAt(i + 1) !== Mark.UNDERSCORE) return i;
    BEHAVIOUR_SWITCH.lastIndex = i;
    const found = BEHAVIOUR_SWITCH.exec(text);
    if (found === null) return i;
    this.#flush(text, i);
    return i + found[0].length;
  }

  #angle(spans: Spans, i: number, to: number): number {
    const { text } = spans;
    const span = spans.startingAt(i);
    if (span >= 0) {
      this.#flush(text, i);
      const end = spans.ends[span]!;
      if (spans.kinds[span] === SpanKind.Comment) return this.#behindComment(spans, i, end);
      if (tagName(text, i + 1) === "nowiki") this.#out.add(nowikiText(text.slice(i, end)));
      else this.#out.hole();
      return end;
    }
    const name = tagName(text, text.charCodeAt(i + 1) === Mark.SLASH ? i + 2 : i + 1);
    const effect = name === "" ? undefined : tagEffect(name);
    if (effect === undefined) return i;
    const greater = spans.ahead(">", i);
    if (greater >= to) return i;
    this.#flush(text, i);
    if (effect === "block" && !this.#oneLine) this.#endParagraph();
    else if (effect !== "inline") this.#out.add(" ");
    return greater + 1;
  }

  /** A comment that has its line to itself takes the line with it. */
  #behindComment(spans: Spans, start: number, end: number): number {
    const { text } = spans;
    if (this.#oneLine || (start > 0 && text.charCodeAt(start - 1) !== Mark.NEWLINE)) return end;
    const next = blanksEnd(text, end);
    return this.#beginLine(spans, text.charCodeAt(next) === Mark.NEWLINE ? next + 1 : end);
  }

  #link(spans: Spans, i: number): number {
    const { text } = spans;
    const span = spans.startingAt(i);
    if (span < 0) return i; // the first bracket of three
    this.#flush(text, i);
    const end = spans.ends[span]!;
    const stop = end - 2;
    if (end < 0) return i + 2;
    const pipe = targetEnd(text, i + 2, stop);
    const labelled = pipe >= 0 && pipe < stop;
    const written = pipe < 0 ? "" : text.slice(i + 2, pipe);
    const target = linkTarget(written, this.#site);
    if (target.kind === "file" || target.kind === "language" || target.kind === "category") {
      if (target.kind === "category") this.#categories.add(target.title);
      else if (target.kind === "file") this.#out.hole();
      spans.cursor = spans.followers[span]!;
      return end;
    }
    if (spans.ahead("\n\n", i) < stop) return i + 2; // no link goes on over a blank line
    const out = this.#out;
    const outerStart = out.inkStart;
    out.inkStart = -1;
    if (labelled && pipe + 1 < stop) this.#walkInside(spans, pipe + 1, stop);
    else if (labelled) this.#out.add(withoutEntities(pipeTrick(written)));
    else this.#walkInside(spans, text.charCodeAt(i + 2) === Mark.COLON ? i + 3 : i + 2, stop);
    let trail = end;
    while (this.#isTrail(text.charCodeAt(trail))) trail++;
    if (trail > end) this.#out.add(text.slice(end, trail));
    if (target.kind === "page") out.link(target.title, target.section);
    if (outerStart >= 0) out.inkStart = outerStart;
    return trail;
  }

  #externalLink(spans: Spans, i: number, to: number): number {
    const { text } = spans;
    if (i < spans.noBracketBefore || !beginsExternalLink(text, i)) return i;
    const addressStop = addressEnd(text, i, to);
    const close = closingBracket(spans, addressStop, to);
    if (close >= to || text.charCodeAt(close) !== Mark.BRACKET_CLOSE) {
      spans.noBracketBefore = close;
      return i;
    }
    this.#flush(text, i);
    const label = blanksEnd(text, addressStop);
    if (label >= close)
      this.#out.hole(); // shown as a number
    else this.#walkInside(spans, label, close);
    return close + 1;
  }

  #brace(spans: Spans, i: number): number {
    const span = spans.startingAt(i);
    if (span < 0) return i;
    const { text } = spans;
    const end = spans.ends[span]!;
    this.#flush(text, i);
    if (spans.kinds[span] === SpanKind.Template) return end < 0 ? i + 2 : this.#template(spans, span);
    if (this.#oneLine) {
      this.#out.hole();
      return end < 0 ? i + 2 : end;
    }
    this.#endParagraph();
    if (end >= 0) return end;
    const heading = text.indexOf("\n==", i); // a table that is left open ends before the next section
    return heading < 0 ? text.length : heading;
  }

  #template(spans: Spans, span: number): number {
    const shown = this.#templates.read(spans, span, this.#document);
    spans.cursor = spans.followers[span]!;
    if (shown === "" || this.#expanded >= MOST_EXPANDED) this.#out.hole();
    else this.#readAgain(shown, false);
    return spans.ends[span]!;
  }

  #variants(spans: Spans, i: number, to: number): number {
    const { text } = spans;
    const close = spans.ahead("}-", i);
    if (close >= to) return i;
    const shown = shownVariant(text.slice(i + 2, close));
    this.#flush(text, i);
    if (shown === undefined) this.#out.hole();
    else this.#walkInside(spans, i + 2 + shown.start, i + 2 + shown.end);
    return close + 2;
  }
}
