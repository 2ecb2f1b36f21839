import type { Encoder } from "./encoder.js";

/** Texts from which on a call is worth sharing: below it the first encoder has answered before the others have begun. */
const SHARED = 6;

/**
 * Several equal encoders as one: a call with many texts is shared between them, each on a thread of its own. As a vector
 * depends on its text alone, the answer is the same to the last bit.
 *
 * @param first ready now
 * @param load makes another one; called `size` - 1 times, when a call is first worth sharing. Until it is ready, and where it
 *   fails, the others do its work.
 */
export function poolEncoders(first: Encoder, load: () => Promise<Encoder>, size: number): Encoder {
  const encoders = [first];
  let growing: Promise<unknown> | undefined;
  const grow = (): void => {
    growing ??= Promise.allSettled(
      Array.from({ length: size - 1 }, async () => {
        encoders.push(await load());
      }),
    );
  };
  return {
    id: first.id,
    dimensions: first.dimensions,
    async encode(texts) {
      if (texts.length < SHARED || size < 2) return first.encode(texts);
      grow();
      // Texts of one length are encoded together: sorted by length, neighbours stay with each other.
      const order = texts.map((_, i) => i).sort((a, b) => (texts[a]?.length ?? 0) - (texts[b]?.length ?? 0));
      const total = texts.reduce((sum, text) => sum + text.length, 0);
      const shares: number[][] = encoders.map(() => []);
      let length = 0;
      for (const i of order) {
        shares[Math.min(encoders.length - 1, Math.floor((encoders.length * length) / (total + 1)))]?.push(i);
        length += texts[i]?.length ?? 0;
      }
      const vectors = new Array<Float32Array>(texts.length);
      await Promise.all(
        shares.map(async (share, e) => {
          const part = await (encoders[e] ?? first).encode(share.map((i) => texts[i] ?? ""));
          share.forEach((i, k) => {
            vectors[i] = part[k] as Float32Array;
          });
        }),
      );
      return vectors;
    },
    async close() {
      await growing;
      await Promise.all(encoders.map((encoder) => encoder.close()));
    },
  };
}
