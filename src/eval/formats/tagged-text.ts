import type { Span } from "../dataset.js";

/** A mention as the rows of its tokens have it. */
export interface TaggedMention extends Span {
  entity: string | null;
  /** What the format says the mention's text is. */
  surface?: string;
  /** The line that it begins on, from 1. */
  line: number;
}

/** What a row says of the mention that its token is in. */
export interface Tag {
  begins: boolean;
  entity: string | null;
  surface?: string;
}

/** A text that is read token by token: tokens are joined by a space, sentences by a line break. */
export class TaggedText {
  readonly mentions: TaggedMention[] = [];
  text = "";
  private sentenceEnded = false;
  private inside = false;

  /**
   * A tag that does not begin a mention goes on with the one before, as long as it is of the same entity, also behind the end of a
   * sentence; else it begins one, as in IOB1.
   */
  add(token: string, line: number, tag?: Tag): void {
    if (this.text !== "") this.text += this.sentenceEnded ? "\n" : " ";
    this.sentenceEnded = false;
    const start = this.text.length;
    this.text += token;
    const last = this.mentions.at(-1);
    if (tag === undefined) this.inside = false;
    else if (last !== undefined && this.inside && !tag.begins && tag.entity === last.entity)
      last.end = this.text.length;
    else {
      const { entity, surface } = tag;
      this.mentions.push({
        start,
        end: this.text.length,
        entity,
        line,
        ...(surface === undefined ? {} : { surface }),
      });
      this.inside = true;
    }
  }

  endSentence(): void {
    this.sentenceEnded = true;
  }
}
