import type { Vocabulary } from "./vocabulary.js";

const encoder = new TextEncoder();

/** The name of the token for one byte: "<0x0A>". */
export const byteToken = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;

/** The ids of the tokens for the UTF-8 bytes of a text; `undefined` where the vocabulary lacks one. */
export function byteTokenIds(text: string, vocabulary: Vocabulary): number[] | undefined {
  const ids: number[] = [];
  for (const byte of encoder.encode(text)) {
    const id = vocabulary.idOf(byteToken(byte));
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
}
