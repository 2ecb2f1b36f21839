import { type BiEncoderThread, startBiEncoder } from "./bi-encoder-thread.js";
import type { BiEncoder } from "./encoder.js";
import type { LoadedBiEncoder } from "./load-bi-encoder.js";

/** Entities from which on a call is shared between threads. */
const SHARED = 8;

/**
 * A bi-encoder on several threads: what is asked goes to the one that has least to do, and many entities to all. More threads do
 * better than several threads of one run.
 *
 * @param threads how many; the second and further ones start when they are first needed
 * @throws {NamesakeError} what `startBiEncoder` throws
 * @example
 * ```ts
 * const { encoder, settings } = await openBiEncoder("runs/biencoder", 2);
 * const [mercury] = await encoder.encodeMentions("Mercury orbits the Sun.", [{ start: 0, end: 7 }]);
 * await encoder.close();
 * ```
 */
export async function openBiEncoder(
  folder: string,
  threads: number,
): Promise<{ encoder: BiEncoder; settings: LoadedBiEncoder["settings"] }> {
  const first = await startBiEncoder(folder);
  const running = [first];
  let growing: Promise<unknown> | undefined;
  /** Until the others are there, and where they fail, the first does their work. */
  const grow = (): void => {
    growing ??= Promise.allSettled(
      Array.from({ length: threads - 1 }, async () => running.push(await startBiEncoder(folder))),
    );
  };
  const idlest = (): BiEncoderThread =>
    running.reduce((best, one) => (one.pending < best.pending ? one : best), first);
  const { settings } = first;
  const encoder: BiEncoder = {
    id: first.encoder.id,
    dimensions: first.encoder.dimensions,
    encodeMentions(text, mentions) {
      if (first.pending > 0) grow();
      return idlest().encoder.encodeMentions(text, mentions);
    },
    async encodeEntities(entities) {
      if (threads < 2 || entities.length < SHARED) return idlest().encoder.encodeEntities(entities);
      grow();
      const size = Math.ceil(entities.length / running.length);
      const parts = await Promise.all(
        running.map((one, i) => one.encoder.encodeEntities(entities.slice(i * size, (i + 1) * size))),
      );
      return parts.flat();
    },
    async close() {
      await growing;
      await Promise.all(running.map((one) => one.encoder.close()));
    },
  };
  return { encoder, settings };
}
