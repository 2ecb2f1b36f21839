import { fromByteCharacters } from "./byte-level.js";
import type { Fields } from "./fields.js";
import { readMetaspace } from "./metaspace.js";
import { readPattern } from "./patterns.js";

/** Turns tokens back into text, step by step; the texts of the last step are joined. */
export type Decoder = (tokens: readonly string[]) => readonly string[];

/** Spaces that English does not write, as the tokeniser of BERT takes them away again. */
const tidied: readonly (readonly [string, string])[] = [
  [" .", "."],
  [" ?", "?"],
  [" !", "!"],
  [" ,", ","],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" do not", " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

function wordPiece(fields: Fields): Decoder {
  const prefix = fields.text("prefix", "##");
  const tidy = fields.flag("cleanup", true);
  return (tokens) =>
    tokens.map((token, i) => {
      let text = token;
      if (i > 0) text = prefix !== "" && token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      return tidy ? tidied.reduce((rest, [from, to]) => rest.replaceAll(from, to), text) : text;
    });
}

function metaspace(fields: Fields): Decoder {
  const { mark, scheme } = readMetaspace(fields);
  return (tokens) =>
    tokens.map((token, i) => token.replaceAll(mark, i === 0 && scheme !== "never" ? "" : " "));
}

const encodedByte = /^<0x([0-9A-Fa-f]{2})>$/;

/** Byte tokens in a row become their text; bytes that are no UTF-8 become U+FFFD each. */
function byteFallback(tokens: readonly string[]): string[] {
  const out: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      out.push(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)));
    } catch {
      for (const _ of bytes) out.push("\ufffd");
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = encodedByte.exec(token)?.[1];
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
    else {
      flush();
      out.push(token);
    }
  }
  flush();
  return out;
}

function strip(fields: Fields): Decoder {
  const content = fields.text("content");
  const start = fields.count("start");
  const stop = fields.count("stop");
  return (tokens) =>
    tokens.map((token) => {
      const characters = [...token];
      let from = 0;
      while (from < start && characters[from] === content) from++;
      let to = characters.length;
      while (characters.length - to < stop && to > from && characters[to - 1] === content) to--;
      return characters.slice(from, to).join("");
    });
}

const makers: Readonly<Record<string, (fields: Fields) => Decoder>> = {
  BPEDecoder: (fields) => {
    const suffix = fields.text("suffix", "</w>");
    return (tokens) => tokens.map((token, i) => token.replaceAll(suffix, i === tokens.length - 1 ? "" : " "));
  },
  ByteFallback: () => byteFallback,
  ByteLevel: () => (tokens) => [fromByteCharacters(tokens)],
  Fuse: () => (tokens) => [tokens.join("")],
  Metaspace: metaspace,
  Replace: (fields) => {
    const pattern = readPattern(fields, "pattern");
    const content = fields.text("content");
    return (tokens) => tokens.map((token) => token.replace(pattern, () => content));
  },
  Sequence: (fields) => {
    const steps = fields.children("decoders").map(readDecoder);
    return (tokens) => steps.reduce((all, step) => step(all), tokens);
  },
  Strip: strip,
  WordPiece: wordPiece,
};

/**
 * The decoder that a "decoder" of a tokenizer.json describes.
 *
 * @throws {NamesakeError} RECORD_INVALID for one that is not known, or lacks a field
 */
export function readDecoder(fields: Fields): Decoder {
  return (makers[fields.choice("type", Object.keys(makers))] as (typeof makers)[string])(fields);
}
