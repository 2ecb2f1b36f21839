import { closeSync, openSync, readSync, writeFileSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";

/** Bytes read at a time: many files are merged at once. */
const BLOCK = 1 << 18;
/** Characters written at a time. */
const PIECE = 1 << 20;

/** A new file to which lines are added. They may hold no line breaks. */
export class LineWriter {
  private readonly file: number;
  private held = "";
  /** Lines that were added. */
  lines = 0;

  constructor(path: string) {
    this.file = openSync(path, "w");
  }

  add(line: string): void {
    this.held += `${line}\n`;
    this.lines++;
    if (this.held.length >= PIECE) this.flush();
  }

  close(): void {
    try {
      this.flush();
    } finally {
      closeSync(this.file);
    }
  }

  private flush(): void {
    writeFileSync(this.file, this.held);
    this.held = "";
  }
}

/**
 * Writes lines into a new file.
 *
 * @returns how many there were
 */
export function writeLines(path: string, lines: Iterable<string>): number {
  const writer = new LineWriter(path);
  try {
    for (const line of lines) writer.add(line);
  } finally {
    writer.close();
  }
  return writer.lines;
}

/** The lines of a file that {@link writeLines} wrote. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    const decoder = new StringDecoder("utf8");
    let rest = "";
    for (;;) {
      const length = readSync(file, block, 0, BLOCK, null);
      if (length === 0) return;
      const lines = (rest + decoder.write(block.subarray(0, length))).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } finally {
    closeSync(file);
  }
}
