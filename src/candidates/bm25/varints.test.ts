import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteReader, ByteWriter } from "./varints.js";

it("reads the numbers that were written, whatever their size and number", () => {
  const numbers = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 32 - 1 })), {
    size: "large",
  });
  fc.assert(
    fc.property(numbers, (written) => {
      const writer = new ByteWriter();
      for (const number of written) writer.varint(number);
      const reader = new ByteReader(writer.written);
      expect(written.map(() => reader.varint())).toEqual(written);
      expect(reader.at).toBe(writer.length);
    }),
  );
});

it("grows as far as it has to, and begins anew when cleared", () => {
  const writer = new ByteWriter();
  const long = new Uint8Array(200_000).fill(7);
  writer.byte(1);
  writer.append(long);
  expect(Buffer.from([1, ...long]).equals(writer.written)).toBe(true);
  writer.clear();
  writer.varint(300);
  expect([...writer.written]).toEqual([0xac, 0x02]);
});
