const PARENTHESIS = /^(.+?)\s*\([^()]*\)$/;
const COMMA_PART = /^([^,]+), [^,]+(?:, [^,]+)?$/;

/**
 * The shorter names inside a title of Wikipedia or a wiki like it, which tells namesakes apart by a parenthesis or by what a place lies
 * in: "Mercury (planet)" is also called "Mercury", "Paris, Texas" also "Paris".
 *
 * @returns no name twice, and not the title itself
 * @example
 * ```ts
 * titleAliases("Springfield, Illinois"); // ["Springfield"]
 * titleAliases("Ada (programming language)"); // ["Ada"]
 * titleAliases("Jaguar"); // []
 * ```
 */
export function titleAliases(title: string): string[] {
  const plain = PARENTHESIS.exec(title)?.[1] ?? title;
  const aliases = new Set([plain, COMMA_PART.exec(plain)?.[1] ?? plain]);
  aliases.delete(title);
  return [...aliases];
}
