import type { GoldMention } from "../dataset.js";
import { EntityBrackets } from "./conllu-entities.js";
import type { ReadOptions } from "./format.js";

/** White space as UDPipe escapes it in `SpacesAfter` and `SpacesBefore`. */
const ESCAPES: Readonly<Record<string, string>> = {
  s: " ",
  t: "\t",
  r: "\r",
  n: "\n",
  p: "|",
  "\\": "\\",
};

export function escapeSpaces(text: string): string {
  return text.replace(/[ \t\r\n|\\]/g, (character) => {
    const [letter] = Object.entries(ESCAPES).find(([, meant]) => meant === character) ?? [];
    return `\\${letter ?? character}`;
  });
}

const unescapeSpaces = (text: string): string =>
  text.replace(/\\([strnp\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);

/** The members of the MISC column by their names. */
function miscOf(column: string): Map<string, string> {
  const members = column.split("|");
  return new Map(
    members.map((member) => {
      const [name = "", ...value] = member.split("=");
      return [name, value.join("=")];
    }),
  );
}

/** A token that is several words, such as "don't": the words have no white space of their own. */
interface MultiWord {
  /** The last word's number. */
  last: number;
  start: number;
  /** Where the words that have been read so far end, as far as they are pieces of it. */
  at: number;
}

/** A document's text and mentions, made of the rows of its words. */
export class ConlluText {
  private text = "";
  /** What stands between the last word and the next. */
  private gap = "";
  /** The gap was told in letters, and holds at the end of the text and of a paragraph as well. */
  private exact = false;
  private multiWord: MultiWord | undefined;
  private readonly brackets: EntityBrackets;

  constructor(fields: string, options: Pick<ReadOptions, "problem">) {
    this.brackets = new EntityBrackets((problem) => options.problem(problem));
    this.brackets.declare(fields);
  }

  get mentions(): readonly GoldMention[] {
    return this.brackets.mentions;
  }

  declareFields(fields: string): void {
    this.brackets.declare(fields);
  }

  startParagraph(): void {
    if (this.text !== "" && !this.exact) this.gap = "\n";
  }

  endSentence(): void {
    this.multiWord = undefined;
  }

  /** The text; to be asked for when all rows are read. */
  finish(): string {
    this.brackets.finish();
    return this.exact ? this.text + this.gap : this.text;
  }

  /** @param columns the ten of a word, of a token of several words ("1-2") or of an empty node ("1.1") */
  row(columns: readonly string[], where: string): void {
    const [id = "", form = ""] = columns;
    const misc = miscOf(columns[9] ?? "");
    const entity = misc.get("Entity")?.trim() ?? "";
    if (id.includes(".")) {
      this.brackets.read(entity, undefined, this.text.length, where);
      return;
    }
    const [, last] = id.split("-");
    if (last !== undefined) {
      const start = this.append(form, misc);
      this.multiWord = { last: Number(last), start, at: start };
      return;
    }
    const { start, end } = this.place(Number(id), form, misc);
    this.brackets.word(start);
    this.brackets.read(entity, start, end, where);
  }

  /** Where a word stands: all of the token it is a word of, if it is none of its pieces. */
  private place(number: number, form: string, misc: Map<string, string>): { start: number; end: number } {
    const whole = this.multiWord;
    if (whole === undefined || number > whole.last) {
      const start = this.append(form, misc);
      return { start, end: this.text.length };
    }
    if (!this.text.startsWith(form, whole.at)) return { start: whole.start, end: this.text.length };
    const start = whole.at;
    whole.at += form.length;
    return { start, end: whole.at };
  }

  /** Adds a token to the text; returns where it starts. */
  private append(form: string, misc: Map<string, string>): number {
    const before = misc.get("SpacesBefore");
    this.text += before === undefined ? this.gap : unescapeSpaces(before);
    const start = this.text.length;
    this.text += form;
    const after = misc.get("SpacesAfter");
    this.exact = after !== undefined;
    this.gap = after === undefined ? (misc.get("SpaceAfter") === "No" ? "" : " ") : unescapeSpaces(after);
    return start;
  }
}
