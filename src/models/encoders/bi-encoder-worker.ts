import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type Failure, failureOf } from "../../distant-failure.js";
import type { Span } from "../../text/sentences.js";
import type { EntityText } from "./entity-text.js";
import { type LoadedBiEncoder, loadBiEncoder } from "./load-bi-encoder.js";

/** The thread that tokenises and runs a bi-encoder, since a run blocks the thread it is on. */

/** Which one it opens. */
export interface BiEncoderWork {
  folder: string;
  options: Parameters<typeof loadBiEncoder>[1];
}

/** What it is asked. */
export type BiEncoderRequest =
  | { request: number; text: string; mentions: readonly Span[] }
  | { request: number; entities: readonly EntityText[] }
  | "close";

/** What it answers: vectors one behind the other. A failure without `request` is one of opening. */
export type BiEncoderReply =
  | { ready: { settings: LoadedBiEncoder["settings"]; dimensions: number } }
  | { request: number; vectors: Float32Array }
  | { request: number | undefined; failure: Failure };

async function serve(port: MessagePort, { folder, options }: BiEncoderWork): Promise<void> {
  const { encoder, settings } = await loadBiEncoder(folder, options);
  const answer = async (message: BiEncoderRequest): Promise<void> => {
    if (message === "close") {
      await encoder.close();
      port.close();
      return;
    }
    const { request } = message;
    try {
      const rows =
        "entities" in message
          ? await encoder.encodeEntities(message.entities)
          : await encoder.encodeMentions(message.text, message.mentions);
      const vectors = new Float32Array(rows.length * encoder.dimensions);
      for (const [i, row] of rows.entries()) vectors.set(row, i * encoder.dimensions);
      port.postMessage({ request, vectors } satisfies BiEncoderReply, [vectors.buffer]);
    } catch (error) {
      port.postMessage({ request, failure: failureOf(error) } satisfies BiEncoderReply);
    }
  };
  // One request after the other: a session has one memory arena, and order keeps waiting fair.
  let last = Promise.resolve();
  port.on("message", (message: BiEncoderRequest) => {
    last = last.then(() => answer(message));
  });
  port.postMessage({ ready: { settings, dimensions: encoder.dimensions } } satisfies BiEncoderReply);
}

const port = parentPort;
if (port !== null)
  serve(port, workerData as BiEncoderWork).catch((error: unknown) => {
    port.postMessage({ request: undefined, failure: failureOf(error) } satisfies BiEncoderReply);
    port.close();
  });
