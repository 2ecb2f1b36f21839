/**
 * Merges sorted lines into one sorted sequence; equal ones stand together. A heap of the sources by their next lines: time
 * O(n log sources), memory one line a source.
 *
 * @param sources each sorted by UTF-16 units
 * @example
 * ```ts
 * [...mergeLines([["a", "c"], ["b"]])]; // ["a", "b", "c"]
 * ```
 */
export function* mergeLines(sources: readonly Iterable<string>[]): Generator<string> {
  const readers = sources.map((source) => source[Symbol.iterator]());
  const heap: { line: string; reader: Iterator<string> }[] = [];
  try {
    for (const reader of readers) {
      const { done, value } = reader.next();
      if (done !== true) heap.push({ line: value, reader });
    }
    for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i);
    for (let top = heap[0]; top !== undefined; top = heap[0]) {
      yield top.line;
      const { done, value } = top.reader.next();
      if (done !== true) top.line = value;
      else {
        const last = heap.pop() as typeof top;
        if (heap.length === 0) return;
        heap[0] = last;
      }
      sink(heap, 0);
    }
  } finally {
    // Whoever stops early leaves no file open.
    for (const reader of readers) reader.return?.();
  }
}

/** Moves the entry at `at` down until no line below it is less. */
function sink(heap: { line: string }[], at: number): void {
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (
        child < heap.length &&
        (heap[child] as { line: string }).line < (heap[least] as { line: string }).line
      )
        least = child;
    if (least === at) return;
    const held = heap[at] as { line: string };
    heap[at] = heap[least] as { line: string };
    heap[least] = held;
    at = least;
  }
}
