import { describe, expect, it } from "vitest";
import { PickleGlobal, type PickleValue, unpickle } from "./pickle.js";
import { CutOff } from "./pickle-cursor.js";
import { fields, joined } from "./sparse-file.contract.js";

const globals = new Map([
  ["math.pair", new PickleGlobal("math.pair", (args) => ["pair", ...args])],
  ["math.Number", new PickleGlobal("math.Number")],
]);
const persistent = (id: PickleValue): PickleValue => ["kept", id];
const read = (...parts: (string | Uint8Array)[]): PickleValue =>
  unpickle(joined(...parts), {
    name: "a.pkl",
    globals,
    persistent,
  }).value;

describe("unpickle", () => {
  it.each<[string, string, PickleValue]>([
    ["none", "N.", null],
    ["booleans", "\x88\x89\x86.", [true, false]],
    ["booleans of protocol 1", "I01\nI00\n\x86.", [true, false]],
    ["a number in text", "I-9007199254740991\n.", -9007199254740991],
    ["a large number in text", "I9007199254740993\n.", 9007199254740993n],
    ["BININT", "J\xfe\xff\xff\xff.", -2],
    ["BININT1", "K\xff.", 255],
    ["BININT2", "M\x01\x02.", 513],
    ["LONG1", "\x8a\x02\x00\xff.", -256],
    ["LONG1 of no bytes", "\x8a\x00.", 0],
    ["LONG1 of 10 bytes", "\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.", 0x1950a86a20f9469cfc6cn],
    ["LONG4", "\x8b\x02\x00\x00\x00\x01\x80.", -32767],
    ["BINFLOAT", "G\xbf\xf8\0\0\0\0\0\0.", -1.5],
    ["text", "X\x02\0\0\0\xc3\xa9\x8c\x01a\x86.", ["é", "a"]],
    ["a byte order mark", "\x8c\x04\xef\xbb\xbfa.", "\ufeffa"],
    ["text of Python 2", "U\x01aT\x02\0\0\0bc\x86.", ["a", "bc"]],
    ["text with 64 bits of length", "\x8d\x01\0\0\0\0\0\0\0a.", "a"],
    ["a list", "](K\x01K\x02eK\x03a.", [1, 2, 3]],
    ["tuples", "))\x85K\x01K\x02K\x03\x87\x86(K\x04t\x86.", [[[[]], [1, 2, 3]], [4]]],
    [
      "a dictionary",
      "}(K\x01K\x02K\x03Nu\x8c\x01a\x88s.",
      new Map<PickleValue, PickleValue>([
        [1, 2],
        [3, null],
        ["a", true],
      ]),
    ],
    ["sets", "\x8f(K\x01K\x01K\x02\x90(K\x03\x91\x86.", [new Set([1, 2]), new Set([3])]],
    ["POP and POP_MARK", "K\x01K\x020(K\x03K\x041.", 1],
    ["DUP", "K\x012\x86.", [1, 1]],
    ["the memo", "K\x07q\x050K\x08r\x00\x01\x00\x000h\x05j\x00\x01\x00\x00\x86.", [7, 8]],
    ["the memo by its size", "K\x07\x940K\x08\x940h\x00h\x01\x86.", [7, 8]],
    ["a call", "cmath\npair\n(K\x01tR.", ["pair", 1]],
    ["a call by names on the stack", "\x8c\x04math\x8c\x04pair\x93)R.", ["pair"]],
    ["a new object", "cmath\npair\n)\x81.", ["pair"]],
    ["something outside", "K\x01Q.", ["kept", 1]],
    ["attributes", "}}b.", new Map()],
    ["a protocol and frames", "\x80\x05\x95\x02\0\0\0\0\0\0\0N.", null],
  ])("reads %s", (_, pickle, value) => {
    expect(read(pickle)).toEqual(value);
  });

  it("reads bytes", () => {
    const lengths = ["C\x02", "B\x02\0\0\0", "\x8e\x02\0\0\0\0\0\0\0", "\x96\x02\0\0\0\0\0\0\0"];
    for (const length of lengths) expect(read(length, "\x01\xff", ".")).toEqual(Buffer.of(1, 255));
  });

  it("shares what is recalled", () => {
    const [first, second] = read("]q\0h\0\x86.") as PickleValue[];
    expect(first).toBe(second);
    const list = read("]q\0h\0a.") as PickleValue[];
    expect(list[0]).toBe(list);
  });

  it("says where it ended", () => {
    const bytes = Buffer.from("xxN.N", "latin1");
    expect(unpickle(bytes, { name: "a.pkl", globals, persistent }, 2)).toEqual({ value: null, end: 4 });
  });

  it.each([
    ["cos\nsystem\n.", "os.system"],
    ["c__builtin__\neval\n.", "__builtin__.eval"],
    ["\x8c\x05posix\x8c\x06system\x93.", "posix.system"],
    ["\x8c\x04math\x8c\x0epair.__class__\x93.", "math.pair.__class__"],
  ])("names nothing that is not listed: %j", (pickle, object) => {
    expect(() => read(pickle)).toThrow(
      expect.objectContaining({ code: "WEIGHTS_UNSAFE", details: { path: "a.pkl", object } }),
    );
  });

  it.each([
    ["a call of what is only named", "cmath\nNumber\n)R."],
    ["a call of data", "])R."],
    ["a call with what is no tuple", "cmath\npair\nNR."],
    ["a name that is no text", "K\x01K\x02\x93."],
    ["INST, which calls", "(imath\npair\n."],
    ["OBJ, which calls", "(cmath\npair\no."],
    ["an extension", "\x82\x01."],
    ["a buffer that is elsewhere", "\x97."],
    ["a protocol of the future", "\x80\x06N."],
    ["an end without a value", "."],
    ["a tuple of too little", "K\x01\x86."],
    ["a value from below a mark", "K\x01(0."],
    ["a mark that is not there", "K\x01t."],
    ["a memo that is empty", "h\x01."],
    ["items of a list", "]K\x01K\x02s."],
    ["half an item", "}(K\x01u."],
    ["an append to a dictionary", "}Na."],
    ["an addition to a list", "](N\x90."],
    ["attributes of a number", "K\x01}b."],
    ["a number that is none", "Ifive\n."],
    ["a number of a megabyte", "\x8b\x00\x00\x10\x00."],
  ])("refuses %s", (_, pickle) => {
    expect(() => read(pickle)).toThrow(expect.objectContaining({ code: "WEIGHTS_INVALID" }));
  });

  it("tells an end that came too early from all else", () => {
    const whole = joined(
      "X",
      fields([4, 3]),
      "abc",
      fields([1, 0x8a], [1, 2], [2, 7]),
      "\x47",
      fields([8, 0]),
      "cmath\npair\n.",
    );
    const ends = Array.from({ length: whole.length }, (_, end) => whole.slice(0, end));
    for (const cut of ends) expect(() => read(cut)).toThrow(CutOff);
    for (const length of ["X\xff\xff\xff\xff", "\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "B\xff\xff\xff\xff"])
      expect(() => read(length, "a.")).toThrow(CutOff);
  });
});
