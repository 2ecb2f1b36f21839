import { NamesakeError } from "../../errors.js";

/** What this reads: dictionaries, lists and tuples of texts and numbers. */
export type Unpickled = string | number | boolean | null | Unpickled[] | Map<Unpickled, Unpickled>;

const MARK = Symbol("mark");
type Item = Unpickled | typeof MARK;

/**
 * Reads what Python's pickle module wrote, protocols 2 to 5, as far as it holds dictionaries, lists, tuples, texts and numbers: no class is
 * ever made, and nothing of the file is run. Integers above 2^53 lose their last digits.
 *
 * @param path names the file in messages
 * @throws {NamesakeError} RECORD_INVALID where it holds anything else, or ends too soon
 */
export function unpickle(bytes: Uint8Array, path: string): Unpickled {
  try {
    return new Unpickler(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).read();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new NamesakeError("RECORD_INVALID", {
      where: path,
      field: "file",
      expected: "a pickle of dictionaries, lists, texts and numbers",
      found,
    });
  }
}

class Unpickler {
  private at = 0;
  private readonly stack: Item[] = [];
  private readonly memo = new Map<number, Item>();

  constructor(private readonly bytes: Buffer) {}

  read(): Unpickled {
    for (;;) {
      const opcode = String.fromCharCode(this.bytes.readUInt8(this.at++));
      if (opcode === ".") return this.pop();
      this.run(opcode);
    }
  }

  private run(opcode: string): void {
    switch (opcode) {
      case "\x80": // PROTO
        this.at++;
        break;
      case "\x95": // FRAME
        this.at += 8;
        break;
      case "}": // EMPTY_DICT
        this.push(new Map());
        break;
      case "]": // EMPTY_LIST
      case ")": // EMPTY_TUPLE
        this.push([]);
        break;
      case "(":
        this.push(MARK);
        break;
      case "N":
        this.push(null);
        break;
      case "\x88":
        this.push(true);
        break;
      case "\x89":
        this.push(false);
        break;
      case "K": // BININT1
        this.push(this.unsigned(1));
        break;
      case "M": // BININT2
        this.push(this.unsigned(2));
        break;
      case "J": // BININT
        this.at += 4;
        this.push(this.bytes.readInt32LE(this.at - 4));
        break;
      case "G": // BINFLOAT
        this.at += 8;
        this.push(this.bytes.readDoubleBE(this.at - 8));
        break;
      case "\x8a": // LONG1
        this.push(this.long(this.unsigned(1)));
        break;
      case "\x8c": // SHORT_BINUNICODE
        this.push(this.text(this.unsigned(1)));
        break;
      case "X": // BINUNICODE
        this.push(this.text(this.unsigned(4)));
        break;
      case "\x8d": // BINUNICODE8
        this.at += 8;
        this.push(this.text(Number(this.bytes.readBigUInt64LE(this.at - 8))));
        break;
      case "\x94": // MEMOIZE
        this.memo.set(this.memo.size, this.stack.at(-1) as Item);
        break;
      case "q": // BINPUT
        this.memo.set(this.unsigned(1), this.stack.at(-1) as Item);
        break;
      case "r": // LONG_BINPUT
        this.memo.set(this.unsigned(4), this.stack.at(-1) as Item);
        break;
      case "h": // BINGET
        this.push(this.remembered(this.unsigned(1)));
        break;
      case "j": // LONG_BINGET
        this.push(this.remembered(this.unsigned(4)));
        break;
      case "a": // APPEND
        this.append([this.pop()]);
        break;
      case "e": // APPENDS
        this.append(this.popMarked());
        break;
      case "s": // SETITEM
        this.set([this.pop(), this.pop()].reverse());
        break;
      case "u": // SETITEMS
        this.set(this.popMarked());
        break;
      case "t": // TUPLE
        this.push(this.popMarked());
        break;
      case "\x85": // TUPLE1 to TUPLE3
        this.push([this.pop()]);
        break;
      case "\x86":
        this.push([this.pop(), this.pop()].reverse());
        break;
      case "\x87":
        this.push([this.pop(), this.pop(), this.pop()].reverse());
        break;
      default:
        throw new Error(`opcode ${opcode.charCodeAt(0)} at byte ${this.at - 1}`);
    }
  }

  private push(item: Item): void {
    this.stack.push(item);
  }

  private pop(): Unpickled {
    const item = this.stack.pop();
    if (item === undefined || item === MARK) throw new Error(`nothing at byte ${this.at - 1}`);
    return item as Unpickled;
  }

  private popMarked(): Unpickled[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new Error(`no mark before byte ${this.at - 1}`);
    const items = this.stack.splice(mark) as Unpickled[];
    return items.slice(1);
  }

  private append(items: readonly Unpickled[]): void {
    const list = this.stack.at(-1);
    if (!Array.isArray(list)) throw new Error(`no list at byte ${this.at - 1}`);
    for (const item of items) list.push(item);
  }

  private set(items: readonly Unpickled[]): void {
    const dictionary = this.stack.at(-1);
    if (!(dictionary instanceof Map)) throw new Error(`no dictionary at byte ${this.at - 1}`);
    for (let i = 0; i + 1 < items.length; i += 2)
      dictionary.set(items[i] as Unpickled, items[i + 1] as Unpickled);
  }

  private remembered(place: number): Item {
    const item = this.memo.get(place);
    if (item === undefined) throw new Error(`nothing kept under ${place}`);
    return item;
  }

  private unsigned(width: 1 | 2 | 4): number {
    this.at += width;
    return this.bytes.readUIntLE(this.at - width, width);
  }

  /** Two's complement of any width, lowest byte first. */
  private long(width: number): number {
    let value = 0n;
    for (let i = 0; i < width; i++) value |= BigInt(this.unsigned(1)) << BigInt(8 * i);
    return Number(BigInt.asIntN(8 * width, value));
  }

  private text(length: number): string {
    if (this.at + length > this.bytes.length) throw new Error("the end of the file inside a text");
    this.at += length;
    return this.bytes.toString("utf8", this.at - length, this.at);
  }
}
