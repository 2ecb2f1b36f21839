/**
 * Whether stretches of a buffer, asked for from left to right, hold some bytes. The whole buffer is searched once, however many stretches
 * there are.
 */
class ByteSearch {
  private next = -1;

  constructor(
    private readonly bytes: Buffer,
    private readonly wanted: Buffer,
  ) {}

  isBetween(start: number, end: number): boolean {
    if (this.next < start) {
      const found = this.bytes.indexOf(this.wanted, start);
      this.next = found < 0 ? Number.POSITIVE_INFINITY : found;
    }
    return this.next + this.wanted.length <= end;
  }
}

/**
 * Tells, before a line is parsed, that it cannot be wanted.
 *
 * @param groups of texts; of each group the line has to have one
 * @param enough texts of which one is enough, whatever the groups say
 * @returns for a buffer of lines the test of one line, to be asked from left to right
 */
export function lineFilter(
  groups: readonly (readonly string[])[],
  enough: readonly string[],
): (bytes: Buffer) => (start: number, end: number) => boolean {
  const encoded = (texts: readonly string[]) => texts.map((text) => Buffer.from(text));
  const [needed, saving] = [groups.map(encoded), encoded(enough)];
  return (bytes) => {
    const search = (wanted: readonly Buffer[]) => wanted.map((one) => new ByteSearch(bytes, one));
    const [all, any] = [needed.map(search), search(saving)];
    return (start, end) =>
      any.some((one) => one.isBetween(start, end)) ||
      all.every((group) => group.some((one) => one.isBetween(start, end)));
  };
}
