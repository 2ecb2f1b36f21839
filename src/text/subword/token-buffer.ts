/** Where models put their tokens: columns that grow, so that no object is made for a token. */
export class TokenBuffer {
  /** The text whose tokens these are. */
  text = "";
  ids = new Int32Array(256);
  /** In units of the text that is being read, UTF-16. */
  starts = new Int32Array(256);
  ends = new Int32Array(256);
  /** Which piece of the text, counted from 0, a token belongs to. */
  words = new Int32Array(256);
  length = 0;
  /** The piece that tokens are being put for. */
  word = 0;
  /** The texts of added tokens by their place here, where these hold spaces that belong to no model's token. */
  readonly surfaces = new Map<number, string>();

  /** Begins another text. */
  begin(text: string): void {
    this.text = text;
    this.length = 0;
    this.word = 0;
    this.surfaces.clear();
  }

  push(id: number, start: number, end: number): void {
    if (this.length === this.ids.length) this.#grow();
    this.ids[this.length] = id;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.words[this.length++] = this.word;
  }

  #grow(): void {
    const grown = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.ids = grown(this.ids);
    this.starts = grown(this.starts);
    this.ends = grown(this.ends);
    this.words = grown(this.words);
  }
}
