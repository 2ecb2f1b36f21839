/**
 * Writes every character that `unsafe` matches as "%" and two hexadecimal digits (RFC 3986, section 2.1). Only ASCII
 * characters may match; "%" should, so that {@link percentDecode} is the exact reverse.
 *
 * @example
 * ```ts
 * percentEncode("50% off?", /[%? ]/g); // "50%25%20off%3F"
 * ```
 */
export function percentEncode(text: string, unsafe: RegExp): string {
  return text.replace(
    unsafe,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** Undoes {@link percentEncode}. Escapes beyond ASCII are left as they are. */
export function percentDecode(text: string): string {
  return text.replace(/%([0-7][\da-f])/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
