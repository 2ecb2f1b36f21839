import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NamesakeError } from "../../errors.js";
import { memorySource } from "./byte-source.js";
import { readWeights } from "./weights.js";

const bytesOf = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)));

/** Reads all that can be read; errors of Namesake are an answer, all others are a bug. */
async function outcome(bytes: Uint8Array): Promise<"read" | "refused"> {
  try {
    const weights = await readWeights(memorySource(bytes, "model.bin"));
    for (const { name } of weights.tensors) await weights.readFloat32(name);
    return "read";
  } catch (error) {
    if (error instanceof NamesakeError && error.code.startsWith("WEIGHTS_")) return "refused";
    throw error;
  }
}

const FILES = ["zip.pt", "stream.pt", "modern.pt", "nested.pt", "protocol5-stream.pt", "model.safetensors"];

describe.each(FILES)("%s", (name) => {
  const whole = bytesOf(name);

  it("is refused wherever it is cut off", async () => {
    expect(await outcome(whole)).toBe("read");
    for (let length = 0; length < whole.length; length++)
      expect(await outcome(whole.slice(0, length)), `cut off at ${length}`).toBe("refused");
  });

  it("never does more harm than an error when bytes of it are wrong", async () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        await outcome(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe("bytes at random", () => {
  const pickle = Buffer.from("80028a0a6cfc9c46f9206aa850192e80024de9032e80027d2e", "hex");
  const beginnings: Record<string, Uint8Array> = {
    nothing: Buffer.of(),
    safetensors: Buffer.from('\x20\0\0\0\0\0\0\0{"a":', "latin1"),
    "a zip": Buffer.from("PK\x03\x04", "latin1"),
    "a stream": pickle,
  };

  it.each(Object.entries(beginnings))("are refused after %s", async (_, beginning) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expect(await outcome(Buffer.concat([beginning, bytes]))).toBe("refused");
      }),
      { numRuns: 300 },
    );
  });

  it("are refused as opcodes", async () => {
    const opcodes = fc.constantFrom(
      ..."(.012CGJKMNQRTUX]abcehjqrstu})B",
      ..."\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x93\x94\x95\x96",
    );
    const piece = fc.oneof(
      opcodes,
      fc.constantFrom("\x00", "\x01", "\x02", "ctorch\nSize\n", "ctorch._utils\n_rebuild_tensor_v2\n"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        expect(await outcome(Buffer.concat([pickle, Buffer.from(pieces.join(""), "latin1")]))).toBe(
          "refused",
        );
      }),
      { numRuns: 2000 },
    );
  });
});
