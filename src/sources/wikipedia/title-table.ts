import { closeSync, openSync, readSync } from "node:fs";

/** Titles of a block: where every so many of them begins is remembered. */
const BLOCK = 16;
/** Blocks that are kept, a million titles: pages that much is linked with come again and again. */
const KEPT = 1 << 16;
const LINE_BREAK = 0x0a;

/** The titles of a file of lines by their numbers, from 0. They stay in the file: memory is half a byte a title, and the blocks that are kept. */
export class TitleTable {
  private readonly file: number;
  /** Where blocks begin, and the end. */
  private readonly offsets: number[] = [0];
  private readonly blocks = new Map<number, string>();
  /** Titles. */
  readonly size: number;

  constructor(path: string) {
    this.file = openSync(path, "r");
    this.size = this.findBlocks();
  }

  /** The title of this number, which is below {@link size}. */
  get(number: number): string {
    const block = this.block(Math.floor(number / BLOCK));
    let from = 0;
    for (let i = number % BLOCK; i > 0; i--) from = block.indexOf("\n", from) + 1;
    return block.slice(from, block.indexOf("\n", from));
  }

  close(): void {
    closeSync(this.file);
  }

  private block(number: number): string {
    const known = this.blocks.get(number);
    if (known !== undefined) return known;
    const [from, to] = [this.offsets[number] as number, this.offsets[number + 1] as number];
    const bytes = Buffer.allocUnsafe(to - from);
    readSync(this.file, bytes, 0, bytes.length, from);
    const block = bytes.toString("utf8");
    // The oldest goes; what is often asked for is soon read again.
    for (const oldest of this.blocks.keys()) {
      if (this.blocks.size < KEPT) break;
      this.blocks.delete(oldest);
    }
    this.blocks.set(number, block);
    return block;
  }

  private findBlocks(): number {
    const bytes = Buffer.allocUnsafe(1 << 16);
    let titles = 0;
    let passed = 0;
    for (;;) {
      const length = readSync(this.file, bytes, 0, bytes.length, passed);
      if (length === 0) break;
      for (let at = bytes.indexOf(LINE_BREAK); at >= 0 && at < length; at = bytes.indexOf(LINE_BREAK, at + 1))
        if (++titles % BLOCK === 0) this.offsets.push(passed + at + 1);
      passed += length;
    }
    if (titles % BLOCK !== 0) this.offsets.push(passed);
    return titles;
  }
}
