/**
 * The bytes of a text in Base64 (RFC 4648); `undefined` where it is none.
 *
 * @example
 * ```ts
 * fromBase64("AAEC"); // Uint8Array [0, 1, 2]
 * ```
 */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The Base64 of some bytes. */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
