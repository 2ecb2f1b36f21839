import fc from "fast-check";
import { expect, it } from "vitest";
import { ExternalData } from "./external-data.js";

it("ExternalData says where its file holds what it keeps", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 8 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 5000 }), (lengths, threshold) => {
      const external = new ExternalData("weights", threshold);
      const all = lengths.map((length, i) => new Uint8Array(length).fill(i + 1));
      const places = all.map((bytes) => external.keep(bytes));
      const file = Buffer.concat(external.chunks);
      expect(file.length).toBe(external.length);
      for (const [i, place] of places.entries()) {
        const bytes = all[i] as Uint8Array;
        expect(place === undefined).toBe(bytes.length < threshold);
        if (place === undefined) continue;
        expect(place.location).toBe("weights");
        expect(place.offset % 4096).toBe(0);
        expect(Buffer.compare(file.subarray(place.offset, place.offset + place.length), bytes)).toBe(0);
      }
    }),
  );
});
