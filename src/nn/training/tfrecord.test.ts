import { describe, expect, it } from "vitest";
import { crc32c, maskedCrc32c, tfrecord } from "./tfrecord.js";

const hex = (digits: string) => Buffer.from(digits.replaceAll(" ", ""), "hex");

describe("crc32c", () => {
  // RFC 3720 §B.4, whose checksums are written with the lowest byte first.
  it.each([
    ["32 bytes of zeroes", new Uint8Array(32), "aa 36 91 8a"],
    ["32 bytes of ones", new Uint8Array(32).fill(0xff), "43 ab a8 62"],
    ["32 bytes that rise", Uint8Array.from({ length: 32 }, (_, i) => i), "4e 79 dd 46"],
    ["32 bytes that fall", Uint8Array.from({ length: 32 }, (_, i) => 31 - i), "5c db 3f 11"],
    [
      "a command to read",
      hex(
        "01c00000 00000000 00000000 00000000 14000000 00000400 00000014 00000018 28000000 00000000 02000000 00000000",
      ),
      "56 3a 96 d9",
    ],
  ])("of %s is that of RFC 3720", (_, bytes, expected) => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32c(bytes));
    expect(checksum).toEqual(hex(expected));
  });

  it("of nothing is 0", () => {
    expect(crc32c(new Uint8Array())).toBe(0);
  });
});

describe("tfrecord", () => {
  it("is what TensorFlow writes", () => {
    // An event of version "brain.Event:2" at 1.5 s, framed by the RecordWriter of TensorBoard 2.21.
    const data = "09000000000000f83f 1a0d627261696e2e4576656e743a32";
    expect(Buffer.from(tfrecord(hex(data)))).toEqual(hex(`1800000000000000 a37f4b22 ${data} 2a28646c`));
  });

  it("frames nothing too", () => {
    const record = tfrecord(new Uint8Array());
    expect(record).toHaveLength(16);
    expect(new DataView(record.buffer).getUint32(12, true)).toBe(maskedCrc32c(new Uint8Array()));
  });
});
