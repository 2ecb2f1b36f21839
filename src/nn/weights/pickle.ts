import { NamesakeError } from "../../errors.js";
import { invalid, shown } from "./invalid.js";
import { PickleCursor } from "./pickle-cursor.js";

/**
 * Reads pickles, Python's format of objects, protocols 2 to 5, without running anything
 * (https://docs.python.org/3/library/pickle.html; the opcodes are described in
 * https://github.com/python/cpython/blob/main/Lib/pickletools.py).
 *
 * A pickle is a program for a machine with a stack. Its danger is that it may name any function of Python and have it
 * called. Here a name is looked up in a list that the caller gives, of functions of ours that make data of data; a name
 * that is not in the list ends the reading.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[] // a list or a tuple
  | Map<PickleValue, PickleValue>
  | Set<PickleValue>
  | PickleObject;

/** Something that a global stands for or made. */
export abstract class PickleObject {
  abstract readonly kind: string;
}

/** A class or function of Python, by its full name. */
export class PickleGlobal extends PickleObject {
  readonly kind = "global";
  constructor(
    readonly name: string,
    /** What calling it makes; absent = it is only named, never called. */
    readonly call?: (args: PickleValue[]) => PickleValue,
  ) {
    super();
  }
}

export interface PickleOptions {
  /** The file, for messages. */
  name: string;
  /** The only names that a pickle may have, such as "collections.OrderedDict". */
  globals: ReadonlyMap<string, PickleGlobal>;
  /** What stands for something that is kept outside of the pickle. */
  persistent: (id: PickleValue) => PickleValue;
}

/** The largest whole number a pickle may have: PyTorch's has 10 bytes, and more would take long to read. */
const LONGEST_LONG = 256;

/** Opcodes by what pickletools calls them. All that protocols 2 to 5 write, less the buffers outside of the file. */
const OP = {
  MARK: 0x28,
  STOP: 0x2e,
  POP: 0x30,
  POP_MARK: 0x31,
  DUP: 0x32,
  BINBYTES: 0x42,
  SHORT_BINBYTES: 0x43,
  BINFLOAT: 0x47,
  INT: 0x49,
  BININT: 0x4a,
  BININT1: 0x4b,
  BININT2: 0x4d,
  NONE: 0x4e,
  BINPERSID: 0x51,
  REDUCE: 0x52,
  BINSTRING: 0x54,
  SHORT_BINSTRING: 0x55,
  BINUNICODE: 0x58,
  EMPTY_LIST: 0x5d,
  APPEND: 0x61,
  BUILD: 0x62,
  GLOBAL: 0x63,
  APPENDS: 0x65,
  BINGET: 0x68,
  LONG_BINGET: 0x6a,
  BINPUT: 0x71,
  LONG_BINPUT: 0x72,
  SETITEM: 0x73,
  TUPLE: 0x74,
  SETITEMS: 0x75,
  EMPTY_DICT: 0x7d,
  EMPTY_TUPLE: 0x29,
  PROTO: 0x80,
  NEWOBJ: 0x81,
  TUPLE1: 0x85,
  TUPLE2: 0x86,
  TUPLE3: 0x87,
  NEWTRUE: 0x88,
  NEWFALSE: 0x89,
  LONG1: 0x8a,
  LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c,
  BINUNICODE8: 0x8d,
  BINBYTES8: 0x8e,
  EMPTY_SET: 0x8f,
  ADDITEMS: 0x90,
  FROZENSET: 0x91,
  STACK_GLOBAL: 0x93,
  MEMOIZE: 0x94,
  FRAME: 0x95,
  BYTEARRAY8: 0x96,
} as const;

/**
 * Reads the pickle that begins at `position`.
 *
 * @returns its value and the position behind it
 * @throws {NamesakeError} WEIGHTS_UNSAFE where it names what is not in the list, WEIGHTS_INVALID where it is damaged
 * @throws {CutOff} where the bytes end before the pickle does
 */
export function unpickle(
  bytes: Uint8Array,
  options: PickleOptions,
  position = 0,
): { value: PickleValue; end: number } {
  const cursor = new PickleCursor(bytes, position);
  return { value: new Machine(cursor, options).run(), end: cursor.position };
}

class Machine {
  #stack: PickleValue[] = [];
  /** The stacks below each open mark. */
  readonly #below: PickleValue[][] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(
    private readonly cursor: PickleCursor,
    private readonly options: PickleOptions,
  ) {}

  run(): PickleValue {
    for (;;) {
      const opcode = this.cursor.uint8();
      if (opcode === OP.STOP) return this.#pop();
      let value = this.#plain(opcode);
      if (value === undefined) value = this.#composed(opcode); // null is a value
      if (value !== undefined) this.#stack.push(value);
      else this.#act(opcode);
    }
  }

  /** The value of an opcode that takes none from the stack. */
  #plain(opcode: number): PickleValue | undefined {
    const { cursor } = this;
    switch (opcode) {
      case OP.NEWTRUE:
        return true;
      case OP.NEWFALSE:
        return false;
      case OP.INT: // Python 2 writes numbers beyond 32 bits so
        return this.#decimal(cursor.line());
      case OP.BININT:
        return cursor.int32();
      case OP.BININT1:
        return cursor.uint8();
      case OP.BININT2:
        return cursor.uint16();
      case OP.LONG1:
        return cursor.long(cursor.uint8());
      case OP.LONG4: {
        const length = cursor.uint32();
        if (length > LONGEST_LONG) throw this.#damaged(`its pickle has a number of ${length} bytes`);
        return cursor.long(length);
      }
      case OP.BINFLOAT:
        return cursor.float64();
      case OP.SHORT_BINSTRING:
      case OP.SHORT_BINUNICODE:
        return cursor.text(cursor.uint8());
      case OP.BINSTRING:
      case OP.BINUNICODE:
        return cursor.text(cursor.uint32());
      case OP.BINUNICODE8:
        return cursor.text(cursor.uint64());
      case OP.SHORT_BINBYTES:
        return cursor.take(cursor.uint8());
      case OP.BINBYTES:
        return cursor.take(cursor.uint32());
      case OP.BINBYTES8:
      case OP.BYTEARRAY8:
        return cursor.take(cursor.uint64());
      case OP.EMPTY_LIST:
      case OP.EMPTY_TUPLE:
        return [];
      case OP.EMPTY_DICT:
        return new Map();
      case OP.EMPTY_SET:
        return new Set();
      case OP.BINGET:
        return this.#recall(cursor.uint8());
      case OP.LONG_BINGET:
        return this.#recall(cursor.uint32());
      case OP.GLOBAL:
        return this.#global(cursor.line(), cursor.line());
      default:
        return undefined;
    }
  }

  /** The value of an opcode that makes it of what is on the stack. */
  #composed(opcode: number): PickleValue | undefined {
    switch (opcode) {
      case OP.NONE:
        return null;
      case OP.DUP:
        return this.#top();
      case OP.TUPLE:
        return this.#toMark();
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3:
        return this.#popMany(opcode - OP.TUPLE1 + 1);
      case OP.FROZENSET:
        return new Set(this.#toMark());
      case OP.STACK_GLOBAL: {
        const [module, name] = this.#popMany(2);
        return this.#global(module, name);
      }
      case OP.REDUCE:
      case OP.NEWOBJ: {
        const [callee, args] = this.#popMany(2);
        return this.#call(callee, args);
      }
      case OP.BINPERSID:
        return this.options.persistent(this.#pop());
      default:
        return undefined;
    }
  }

  /** What the other opcodes do. */
  #act(opcode: number): void {
    const { cursor } = this;
    switch (opcode) {
      case OP.PROTO: {
        const protocol = cursor.uint8();
        if (protocol > 5) throw this.#damaged(`its pickle has protocol ${protocol}, known are 2 to 5`);
        break;
      }
      case OP.FRAME: // a hint for readers of streams
        cursor.uint64();
        break;
      case OP.MARK:
        this.#below.push(this.#stack);
        this.#stack = [];
        break;
      case OP.POP:
        this.#pop();
        break;
      case OP.POP_MARK:
        this.#toMark();
        break;
      case OP.APPEND:
        this.#append([this.#pop()]);
        break;
      case OP.APPENDS:
        this.#append(this.#toMark());
        break;
      case OP.SETITEM:
        this.#setItems(this.#popMany(2));
        break;
      case OP.SETITEMS:
        this.#setItems(this.#toMark());
        break;
      case OP.ADDITEMS:
        this.#addItems(this.#toMark());
        break;
      case OP.BINPUT:
        this.#memo.set(cursor.uint8(), this.#top());
        break;
      case OP.LONG_BINPUT:
        this.#memo.set(cursor.uint32(), this.#top());
        break;
      case OP.MEMOIZE:
        this.#memo.set(this.#memo.size, this.#top());
        break;
      case OP.BUILD:
        this.#build(this.#pop());
        break;
      default:
        throw this.#damaged(`its pickle has the opcode 0x${opcode.toString(16)}, which weights do not use`);
    }
  }

  #damaged(why: string): Error {
    return invalid(this.options.name, why);
  }

  #top(): PickleValue {
    const value = this.#stack.at(-1);
    if (value === undefined) throw this.#damaged("its pickle takes more from the stack than is there");
    return value;
  }

  #pop(): PickleValue {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): PickleValue[] {
    if (this.#stack.length < count) throw this.#damaged("its pickle takes more from the stack than is there");
    return this.#stack.splice(-count);
  }

  /** All values above the last mark. */
  #toMark(): PickleValue[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw this.#damaged("its pickle goes back to a mark that is not there");
    this.#stack = below;
    return items;
  }

  #decimal(line: string): PickleValue {
    if (!/^-?\d{1,300}$/.test(line)) throw this.#damaged(`its pickle has a number "${shown(line)}"`);
    if (line === "00" || line === "01") return line === "01"; // booleans of protocol 1
    const number = Number(line);
    return Number.isSafeInteger(number) ? number : BigInt(line);
  }

  #append(items: readonly PickleValue[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw this.#damaged("its pickle appends to something that is no list");
    for (const item of items) list.push(item);
  }

  #setItems(items: readonly PickleValue[]): void {
    const map = this.#top();
    if (!(map instanceof Map) || items.length % 2 !== 0)
      throw this.#damaged("its pickle sets items of something that is no dictionary");
    for (let i = 0; i < items.length; i += 2) map.set(items[i] as PickleValue, items[i + 1] as PickleValue);
  }

  #addItems(items: readonly PickleValue[]): void {
    const set = this.#top();
    if (!(set instanceof Set)) throw this.#damaged("its pickle adds to something that is no set");
    for (const item of items) set.add(item);
  }

  #recall(place: number): PickleValue {
    const value = this.#memo.get(place);
    if (value === undefined) throw this.#damaged(`its pickle recalls ${place}, which was not kept`);
    return value;
  }

  #global(module: PickleValue | undefined, name: PickleValue | undefined): PickleGlobal {
    if (typeof module !== "string" || typeof name !== "string")
      throw this.#damaged("its pickle names something without a name");
    const full = `${module}.${name}`;
    const known = this.options.globals.get(full);
    if (known === undefined)
      throw new NamesakeError("WEIGHTS_UNSAFE", { path: this.options.name, object: shown(full) });
    return known;
  }

  #call(callee: PickleValue | undefined, args: PickleValue | undefined): PickleValue {
    if (!(callee instanceof PickleGlobal) || callee.call === undefined || !Array.isArray(args))
      throw this.#damaged("its pickle calls something that is no function");
    return callee.call(args);
  }

  /** Attributes of an object, such as `_metadata` of a state dict: none of them is needed. */
  #build(_attributes: PickleValue): void {
    const object = this.#top();
    if (!(object instanceof Map || object instanceof PickleObject))
      throw this.#damaged("its pickle gives attributes to something that has none");
  }
}
