import { characterWise } from "./character-wise.js";
import { WHITE_SPACE } from "./code-points.js";
import type { Pieces } from "./pieces.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The printable bytes stand for themselves. */
const printable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

/**
 * A visible character for each byte, as GPT-2 has them (Radford et al. 2019): 256 symbols spell any text, and none is
 * white space. The space is "Ġ".
 */
export const BYTE_CHARACTERS: readonly string[] = (() => {
  let others = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(printable(byte) ? byte : 0x100 + others++),
  );
})();

const bytesOfCharacters = new Map(BYTE_CHARACTERS.map((character, byte) => [character, byte]));

const spell = characterWise((character) =>
  Array.from(encoder.encode(character), (byte) => BYTE_CHARACTERS[byte]).join(""),
);

/** Spells pieces in the characters of their UTF-8 bytes. */
export function toByteCharacters({ aligned, bounds }: Pieces): Pieces {
  const { text } = aligned;
  const spelt = spell(aligned);
  if (spelt.text.length === text.length) return { aligned: spelt, bounds };
  let at = 0;
  let bytes = 0;
  const moved = bounds.map((bound) => {
    for (; at < bound; at++) {
      const unit = text.charCodeAt(at);
      // Each half of a surrogate pair counts for two bytes.
      bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3;
    }
    return bytes;
  });
  return { aligned: spelt, bounds: moved };
}

/** The text that tokens in byte characters spell together; a token with any other character stands for itself. */
export function fromByteCharacters(tokens: readonly string[]): string {
  const bytes: number[] = [];
  for (const token of tokens) {
    const own = Array.from(token, (character) => bytesOfCharacters.get(character));
    if (own.every((byte) => byte !== undefined)) for (const byte of own) bytes.push(byte);
    else for (const byte of encoder.encode(token)) bytes.push(byte);
  }
  return decoder.decode(Uint8Array.from(bytes));
}

/**
 * The words of GPT-2: English contractions, then runs of letters, numbers or other signs with the space before them.
 */
export const GPT2_WORDS = new RegExp(
  `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^${WHITE_SPACE}\\p{L}\\p{N}]+|${WHITE_SPACE}+(?!\\P{White_Space})|${WHITE_SPACE}+`,
  "gu",
);
