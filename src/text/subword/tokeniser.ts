import { NamesakeError } from "../../errors.js";
import { type AddedToken, finders } from "./added-tokens.js";
import { AlignedText } from "./aligned-text.js";
import { wellFormed } from "./code-points.js";
import { type Encoding, type Padding, pad } from "./encoding.js";
import { onePiece } from "./pieces.js";
import { type Pipeline, readPipeline } from "./pipeline.js";
import { addedBy, fill } from "./templates.js";
import { TokenBuffer } from "./token-buffer.js";
import { OffsetTrimmer } from "./trim-offsets.js";
import { kept, roomFor, type Truncation, windowsOf } from "./truncation.js";

export interface EncodeOptions {
  /** Whether special tokens such as "[CLS]" are put around the text; default true. */
  specialTokens?: boolean;
  /** How long texts are cut, over what the tokeniser's file says; null for not at all. */
  truncation?: Partial<Truncation> | null;
  /** How short texts are filled up, over what the file says; null for not at all. */
  padding?: Partial<Padding> | null;
}

/** One text, or two that the model reads together. */
export type TokeniserInput = string | readonly [first: string, second: string];

const TRUNCATION = { side: "right", strategy: "longestFirst", stride: 0 } as const;
const PADDING = { id: 0, typeId: 0, side: "right", length: "longest", multipleOf: 1 } as const;

/**
 * Turns texts into the ids that a pretrained model reads, with the place of every token in the text, and back. It is
 * what a tokenizer.json describes (BERT, DistilBERT, MiniLM, RoBERTa, T5, XLM-RoBERTa, ...), with the same ids and
 * the same offsets as the `tokenizers` library gives, but in UTF-16 units.
 *
 * @example
 * ```ts
 * const tokeniser = new Tokeniser(JSON.parse(await readFile("tokenizer.json", "utf8")));
 * const { ids, starts, ends } = tokeniser.encode("Jaguars purr.");
 * tokeniser.decode(ids); // "jaguars purr."
 * ```
 */
export class Tokeniser {
  readonly #pipeline: Pipeline;
  readonly #added: ReturnType<typeof finders>;
  readonly #trimmer: OffsetTrimmer | undefined;
  readonly #addedById: ReadonlyMap<number, AddedToken>;
  readonly #addedIds: ReadonlyMap<string, number>;
  /** Used again for the next text; a pair needs two. */
  readonly #buffers = [new TokenBuffer(), new TokenBuffer()] as const;

  /**
   * @param json the parsed file; what {@link withTokens} adds to, and what may be saved
   * @param where names the file in errors
   * @throws {NamesakeError} RECORD_INVALID where it is no tokenizer.json, or asks for a step that is not known
   */
  constructor(
    readonly json: unknown,
    readonly where = "tokenizer.json",
  ) {
    this.#pipeline = readPipeline(json, where);
    const { addedTokens, normalise, template } = this.#pipeline;
    if (template.trim !== undefined)
      this.#trimmer = new OffsetTrimmer(template.trim, (id) => this.tokenOf(id));
    this.#added = finders(addedTokens, (content) => normalise(new AlignedText(content)).text);
    this.#addedById = new Map(addedTokens.map((token) => [token.id, token]));
    this.#addedIds = new Map(addedTokens.map((token) => [token.content, token.id]));
  }

  /** One more than the largest id: how many rows the model's table of embeddings needs. */
  get rows(): number {
    let rows = this.#pipeline.model.vocabulary.rows;
    for (const id of this.#addedById.keys()) rows = Math.max(rows, id + 1);
    return rows;
  }

  idOf(token: string): number | undefined {
    return this.#addedIds.get(token) ?? this.#pipeline.model.vocabulary.idOf(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#addedById.get(id)?.content ?? this.#pipeline.model.vocabulary.tokenOf(id);
  }

  /**
   * Makes sure that every id has a row in a model's table of embeddings. More rows than ids are usual.
   *
   * @param model names the model in the error
   * @throws {NamesakeError} VOCABULARY_MISMATCH where there are fewer
   */
  requireRows(rows: number, model: string): void {
    if (this.rows > rows)
      throw new NamesakeError("VOCABULARY_MISMATCH", { path: model, entries: this.rows, rows });
  }

  /**
   * The encoding of a text, or of a pair.
   *
   * @throws {NamesakeError} OPTION_INVALID where truncation leaves no room for text; TEXT_INVALID where the input is no
   * text, or the text that may not be cut is too long
   */
  encode(input: TokeniserInput, options: EncodeOptions = {}): Encoding {
    const encoding = this.#encode(input, options);
    const padding = this.#padding(options);
    return padding === undefined ? encoding : (pad([encoding], padding)[0] as Encoding);
  }

  /** The encodings of several inputs, all filled up to one length where padding is asked for. */
  encodeBatch(inputs: readonly TokeniserInput[], options: EncodeOptions = {}): Encoding[] {
    const encodings = inputs.map((input) => this.#encode(input, options));
    const padding = this.#padding(options);
    return padding === undefined ? encodings : pad(encodings, padding);
  }

  /**
   * The encodings of a text that is longer than a model reads: windows that share `stride` tokens with the one
   * before. Of a pair, the text that "onlyFirst" or "onlySecond" names is divided, and each window has the other one
   * whole.
   *
   * @throws {NamesakeError} as {@link encode}; OPTION_INVALID for a pair with the strategy "longestFirst"
   */
  encodeWindows(input: TokeniserInput, options: EncodeOptions = {}): Encoding[] {
    const truncation = this.#truncation(options);
    if (truncation === undefined) return [this.encode(input, options)];
    const texts = this.#read(input);
    const cut = truncation.strategy === "onlySecond" ? 1 : 0;
    if (texts.length === 2 && truncation.strategy === "longestFirst")
      throw new NamesakeError("OPTION_INVALID", {
        option: "strategy",
        expected: '"onlyFirst" or "onlySecond" for windows of a pair',
        found: truncation.strategy,
      });
    const specials = options.specialTokens !== false;
    const room = this.#room(texts, specials, truncation);
    const { side, stride } = truncation;
    const windows = windowsOf(texts[cut]?.length ?? 0, room[cut] ?? 0, stride, side).map((range) =>
      this.#fill(
        texts.map((tokens, i) => ({ tokens, range: i === cut ? range : { from: 0, to: tokens.length } })),
        specials,
      ),
    );
    const padding = this.#padding(options);
    return padding === undefined ? windows : pad(windows, padding);
  }

  /** The text that ids stand for; special tokens are left out unless they are asked for. Unknown ids are left out. */
  decode(ids: Iterable<number>, options: { specialTokens?: boolean } = {}): string {
    const tokens: string[] = [];
    for (const id of ids) {
      const token = this.tokenOf(id);
      if (token === undefined) continue;
      if (options.specialTokens === true || this.#addedById.get(id)?.special !== true) tokens.push(token);
    }
    return this.#pipeline.decode(tokens).join("");
  }

  /**
   * This tokeniser with more tokens that are found in the text as they stand, such as the markers of a mention; those
   * that it has keep their ids, the others get the next ones.
   */
  withTokens(contents: readonly string[]): Tokeniser {
    let next = this.rows;
    const tokens = new Map(this.#pipeline.addedTokens.map((token) => [token.content, token]));
    for (const content of contents) {
      const id = this.idOf(content) ?? next++;
      const flags = { special: true, normalized: false, lstrip: false, rstrip: false, single_word: false };
      tokens.set(content, { id, content, ...flags });
    }
    return new Tokeniser({ ...(this.json as object), added_tokens: [...tokens.values()] }, this.where);
  }

  #encode(input: TokeniserInput, options: EncodeOptions): Encoding {
    const texts = this.#read(input);
    const specials = options.specialTokens !== false;
    const truncation = this.#truncation(options);
    const room =
      truncation === undefined
        ? texts.map((tokens) => tokens.length)
        : this.#room(texts, specials, truncation);
    return this.#fill(
      texts.map((tokens, i) => ({
        tokens,
        range: kept(tokens.length, room[i] as number, truncation?.side ?? "right"),
      })),
      specials,
    );
  }

  #room(texts: readonly TokenBuffer[], specials: boolean, truncation: Truncation): number[] {
    const { single, pair } = this.#pipeline.template;
    const added = specials ? addedBy(texts.length === 1 ? single : pair) : 0;
    return roomFor(
      texts.map((tokens) => tokens.length),
      added,
      truncation,
    );
  }

  #fill(texts: Parameters<typeof fill>[1], specials: boolean): Encoding {
    return fill(this.#pipeline.template, texts, specials, this.#trimmer);
  }

  #truncation({ truncation }: EncodeOptions): Truncation | undefined {
    if (truncation === null) return undefined;
    const given = { ...TRUNCATION, ...this.#pipeline.truncation, ...truncation };
    return given.maxLength === undefined ? undefined : (given as Truncation);
  }

  #padding({ padding }: EncodeOptions): Padding | undefined {
    if (padding === null || (padding ?? this.#pipeline.padding) === undefined) return undefined;
    return { ...PADDING, ...this.#pipeline.padding, ...padding };
  }

  #read(input: TokeniserInput): TokenBuffer[] {
    const texts: readonly unknown[] = Array.isArray(input) && input.length === 2 ? input : [input];
    return texts.map((text, i) => {
      if (typeof text !== "string")
        throw new NamesakeError("TEXT_INVALID", { expected: "a text to tokenise", found: typeof text });
      const out = this.#buffers[i as 0 | 1];
      out.begin(wellFormed(text));
      this.#tokenise(out);
      return out;
    });
  }

  #tokenise(out: TokenBuffer): void {
    const { normalise, preTokenise, model } = this.#pipeline;
    const put = (part: AlignedText, token: AddedToken): void => {
      if (part.text !== token.content) out.surfaces.set(out.length, part.text);
      out.push(token.id, part.startAt(0), part.endBefore(part.text.length));
      out.word++;
    };
    this.#added.raw.split(new AlignedText(out.text), (part, token) => {
      if (token !== undefined) return put(part, token);
      this.#added.normalised.split(normalise(part), (between, found) => {
        if (found !== undefined) return put(between, found);
        const { aligned, bounds } = preTokenise(onePiece(between));
        const before = out.length;
        for (let i = 0; i < bounds.length; i += 2) {
          model.tokenise(aligned.text, bounds[i] as number, bounds[i + 1] as number, out);
          out.word++;
        }
        if (aligned.starts === undefined && aligned.origin === 0) return;
        for (let i = before; i < out.length; i++) {
          out.starts[i] = aligned.startAt(out.starts[i] as number);
          out.ends[i] = aligned.endBefore(out.ends[i] as number);
        }
      });
    });
  }
}
