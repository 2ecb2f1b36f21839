import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { errorOf } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import type { BiEncoderReply, BiEncoderRequest, BiEncoderWork } from "./bi-encoder-worker.js";
import type { BiEncoder } from "./encoder.js";
import type { LoadedBiEncoder, loadBiEncoder } from "./load-bi-encoder.js";

/** A bi-encoder on a thread of its own. */
export interface BiEncoderThread {
  encoder: BiEncoder;
  settings: LoadedBiEncoder["settings"];
  /** Requests that are not answered yet. */
  readonly pending: number;
}

interface Waiting {
  resolve(vectors: Float32Array): void;
  reject(error: Error): void;
}

/** What is to be asked, but for its number. */
type Question<R = BiEncoderRequest> = R extends { request: number } ? Omit<R, "request"> : never;

/**
 * Opens a bi-encoder as `loadBiEncoder` does, on a thread of its own, which keeps the process alive only while an answer is
 * pending.
 *
 * @throws {NamesakeError} what `loadBiEncoder` throws; WORKER_FAILED
 */
export async function startBiEncoder(
  folder: string,
  options: Parameters<typeof loadBiEncoder>[1] = {},
): Promise<BiEncoderThread> {
  // The runtime reads the process' own environment, of which a worker has only a copy: no reports to its maker.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  // By the package's own name, so that it is the compiled file also when this one runs from its source.
  const path = createRequire(import.meta.url).resolve("namesake/bi-encoder-worker");
  const work: BiEncoderWork = { folder, options };
  const worker = new Worker(path, { workerData: work, execArgv: [], name: "namesake-bi-encoder" });
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let ended: Error | undefined;
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  const ready = await new Promise<Extract<BiEncoderReply, { ready: unknown }>["ready"]>((resolve, reject) => {
    const end = (error: Error) => {
      ended ??= error;
      reject(ended);
      for (const one of waiting.values()) one.reject(ended);
      waiting.clear();
    };
    const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: "The encoder", why });
    worker.on("message", (reply: BiEncoderReply) => {
      if ("ready" in reply) return resolve(reply.ready);
      if ("failure" in reply && reply.request === undefined) return end(errorOf(reply.failure));
      const request = reply.request as number;
      const asked = waiting.get(request);
      waiting.delete(request);
      // While it is being closed, its end is waited for.
      if (waiting.size === 0 && ended === undefined) worker.unref();
      if ("vectors" in reply) asked?.resolve(reply.vectors);
      else asked?.reject(errorOf(reply.failure));
    });
    worker.on("error", (error) => end(failed(error.message)));
    worker.on("exit", (code) => end(failed(`its thread ended with code ${code}`)));
  });
  worker.unref();

  const { settings, dimensions } = ready;
  const ask = async (question: Question, count: number): Promise<Float32Array[]> => {
    if (ended !== undefined) throw ended;
    if (count === 0) return [];
    const all = await new Promise<Float32Array>((resolve, reject) => {
      const request = requests++;
      waiting.set(request, { resolve, reject });
      worker.ref();
      worker.postMessage({ request, ...question });
    });
    // Copies, so that keeping one vector does not keep the whole answer.
    return Array.from({ length: count }, (_, i) => all.slice(i * dimensions, (i + 1) * dimensions));
  };
  const encoder: BiEncoder = {
    id: settings.id,
    dimensions,
    encodeMentions: (text, mentions) => ask({ text, mentions }, mentions.length),
    encodeEntities: (entities) => ask({ entities }, entities.length),
    async close() {
      if (ended === undefined) {
        ended = new NamesakeError("CLOSED", { what: "The encoder" });
        worker.ref();
        worker.postMessage("close" satisfies BiEncoderRequest);
      }
      await exited;
    },
  };
  return {
    encoder,
    settings,
    get pending() {
      return waiting.size;
    },
  };
}
