/**
 * Text as a text file can hold it: control characters become spaces, but for white space, so offsets stay. Some corpora have
 * such characters in their texts, and a file with them is taken for a binary one.
 */
export function plainText(text: string): string {
  return text.replace(/[\x00-\x08\x0e-\x1f]/g, " ");
}
