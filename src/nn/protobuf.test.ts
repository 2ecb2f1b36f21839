import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Message } from "./protobuf.js";

const bytes = (message: Message) => [...message.finish()];

/** Reads a base-128 varint as the specification says it, independently of the writer. */
function readVarint(data: readonly number[]): bigint {
  return data.reduce((sum, byte, i) => sum + (BigInt(byte & 127) << BigInt(7 * i)), 0n);
}

describe("Message", () => {
  // The first three are the examples of https://protobuf.dev/programming-guides/encoding/.
  it.each([
    ["a varint", new Message().int(1, 150), [0x08, 0x96, 0x01]],
    ["a string", new Message().string(2, "testing"), [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
    ["a message", new Message().message(3, new Message().int(1, 150)), [0x1a, 0x03, 0x08, 0x96, 0x01]],
    ["zero", new Message().int(1, 0), [0x08, 0x00]],
    ["a negative number", new Message().int(1, -2), [0x08, 0xfe, ...Array(8).fill(0xff), 0x01]],
    ["a float", new Message().float(2, 1), [0x15, 0x00, 0x00, 0x80, 0x3f]],
    ["a double", new Message().double(1, -0.1), [0x09, 0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0xbf]],
    ["a field number of two bytes", new Message().int(20, 7), [0xa0, 0x01, 0x07]],
    ["an empty message", new Message().message(1, new Message()), [0x0a, 0x00]],
  ])("writes %s", (_, message, expected) => {
    expect(bytes(message)).toEqual(expected);
  });

  it("writes every 64-bit integer", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        const [tag, ...rest] = bytes(new Message().int(1, value));
        expect(tag).toBe(8);
        expect(BigInt.asIntN(64, readVarint(rest))).toBe(value);
      }),
    );
  });

  it("keeps byte strings of any length in order", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (fields) => {
        const message = new Message();
        for (const field of fields) message.message(1, new Message().bytes(2, field));
        const expected = fields.flatMap((field) => {
          const length = bytes(new Message().int(0, field.length)).slice(1);
          const inner = [0x12, ...length, ...field];
          return [0x0a, ...bytes(new Message().int(0, inner.length)).slice(1), ...inner];
        });
        expect(bytes(message)).toEqual(expected);
      }),
    );
  });
});
