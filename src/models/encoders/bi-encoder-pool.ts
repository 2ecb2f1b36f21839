import { NamesakeError } from "../../errors.js";
import { type ModelThread, startModel } from "../model-thread.js";
import type { BiEncoder } from "./encoder.js";
import type { LoadedBiEncoder } from "./load-bi-encoder.js";

/** Entities from which on a call is shared between threads. */
const SHARED = 8;

type Thread = ModelThread<"bi-encoder">;

/**
 * A bi-encoder on several threads: what is asked goes to the one that has least to do, and many entities to all. More threads do
 * better than several threads of one run.
 *
 * @param threads how many; the second and further ones start when they are first needed
 * @throws {NamesakeError} what `loadBiEncoder` throws; WORKER_FAILED
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
  const start = () => startModel("bi-encoder", folder, {});
  const first = await start();
  const started = [first];
  let growing: Promise<unknown> | undefined;
  let closed = false;
  /** Until the others are there, and where they fail, the first does their work. */
  const grow = (): void => {
    growing ??= Promise.allSettled(
      Array.from({ length: threads - 1 }, async () => started.push(await start())),
    );
  };
  /** Those that run: one that has failed leaves its work to the others. */
  const running = (): Thread[] => {
    if (closed) throw new NamesakeError("CLOSED", { what: "The encoder" });
    const all = started.filter(({ isEnded }) => !isEnded);
    return all.length === 0 ? [first] : all;
  };
  const idlest = (): Thread => running().reduce((best, one) => (one.pending < best.pending ? one : best));
  const { settings, dimensions } = first.about;
  const encoder: BiEncoder = {
    id: settings.id,
    dimensions,
    async encodeMentions(text, mentions) {
      const thread = idlest();
      if (thread.pending > 0) grow();
      // What else is known of mentions does not go to the other thread.
      const spans = mentions.map(({ start, end }) => ({ start, end }));
      return thread.ask("encodeMentions", text, spans);
    },
    async encodeEntities(entities) {
      if (threads < 2 || entities.length < SHARED) return idlest().ask("encodeEntities", entities);
      const sharing = running();
      grow();
      const size = Math.ceil(entities.length / sharing.length);
      const parts = await Promise.all(
        sharing.map((one, i) => one.ask("encodeEntities", entities.slice(i * size, (i + 1) * size))),
      );
      return parts.flat();
    },
    async close() {
      closed = true;
      await growing;
      await Promise.all(started.map((one) => one.close()));
    },
  };
  return { encoder, settings };
}
