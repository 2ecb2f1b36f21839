import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { NamesakeError, reason } from "../errors.js";
import type { RuntimeChoice } from "../nn/runtime.js";
import type { WorkerReply, WorkerRequest, WorkerSettings } from "./encoder-worker.js";
import type { Precision } from "./use-lite.js";

/** Turns texts into vectors whose dot product says how alike their meanings are. */
export interface Encoder {
  /**
   * Names the model, its version and precision: vectors of equal ids may be compared. The runtime is no part of it;
   * runtimes and CPUs round differently in the last bits.
   */
  readonly id: string;
  readonly dimensions: number;
  /**
   * One vector of length 1 a text, in the order of the texts. A vector depends on its text alone, to the last bit:
   * not on the other texts of the call. A text without any token ("") is read as a single space; of a long text only
   * the beginning is read (128 tokens, roughly 90 English words).
   *
   * @throws {NamesakeError} ENCODER_MISSING where the runtime fails or after {@link close}; TEXT_INVALID where
   * something is not a text
   */
  encode(texts: readonly string[]): Promise<Float32Array[]>;
  /** Frees the model when what was asked before is answered. May be called twice. */
  close(): Promise<void>;
}

export interface EncoderOptions {
  /** Default "int8": a quarter of the size of "fp32", more than twice its speed, cosine to it about 0.999. */
  precision?: Precision;
  /** Default "auto". */
  runtime?: RuntimeChoice;
  /** Where the model is kept once it is built; without it every load builds it again. */
  folder?: string;
  /** Threads of one run, default 1. To use more cores, several encoders do better than several threads. */
  threads?: number;
}

interface Pending {
  resolve(vectors: Float32Array): void;
  reject(error: Error): void;
}

const missing = (why: string, cause?: unknown) => new NamesakeError("ENCODER_MISSING", { why }, { cause });

function startWorker(settings: WorkerSettings): Worker {
  // The runtime would keep an identifier of this machine in the user's home and may report to its maker. It reads the process'
  // own environment, of which a worker has only a copy.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  try {
    // By the package's own name, so that it is the compiled file also when this one runs from its source.
    const path = createRequire(import.meta.url).resolve("namesake/encoder-worker");
    // Flags of the main thread such as --input-type make workers fail.
    return new Worker(path, { workerData: settings, execArgv: [], name: "namesake-encoder" });
  } catch (error) {
    throw missing(reason(error), error);
  }
}

/**
 * Loads the English sentence encoder: the Universal Sentence Encoder Lite, 512 dimensions, on a thread of its own.
 * That thread keeps the process alive only while an answer is pending.
 *
 * @throws {NamesakeError} ENCODER_MISSING where the weights or a runtime are missing
 * @example
 * ```ts
 * const encoder = await loadEncoder({ folder: "./cache" });
 * const [animal, car] = await encoder.encode(["a big cat of the rainforest", "a British maker of cars"]);
 * await encoder.close();
 * ```
 */
export async function loadEncoder(options: EncoderOptions = {}): Promise<Encoder> {
  const worker = startWorker({
    precision: options.precision ?? "int8",
    runtime: options.runtime ?? "auto",
    folder: options.folder,
    threads: options.threads ?? 1,
  });
  const pending = new Map<number, Pending>();
  let requests = 0;
  let ended: NamesakeError | undefined;
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  const ready = await new Promise<{ id: string; dimensions: number }>((resolve, reject) => {
    const end = (error: NamesakeError) => {
      ended ??= error;
      reject(ended);
      for (const { reject } of pending.values()) reject(ended);
      pending.clear();
    };
    worker.on("message", (reply: WorkerReply) => {
      if ("ready" in reply) return resolve(reply.ready);
      if (reply.request === undefined) return end(missing(reply.failure));
      const waiting = pending.get(reply.request);
      pending.delete(reply.request);
      // While it is being closed, its end is waited for.
      if (pending.size === 0 && ended === undefined) worker.unref();
      if ("vectors" in reply) waiting?.resolve(reply.vectors);
      else waiting?.reject(missing(reply.failure));
    });
    worker.on("error", (error) => end(missing(reason(error), error)));
    worker.on("exit", (code) => end(missing(`its thread ended with code ${code}`)));
  });
  worker.unref();

  const ask = (texts: readonly string[]): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      const request = requests++;
      pending.set(request, { resolve, reject });
      worker.ref();
      worker.postMessage({ request, texts } satisfies WorkerRequest);
    });

  return {
    ...ready,
    async encode(texts) {
      for (const text of texts)
        if (typeof text !== "string")
          throw new NamesakeError("TEXT_INVALID", { expected: "texts to encode", found: typeof text });
      if (ended !== undefined) throw ended;
      if (texts.length === 0) return [];
      const all = await ask(texts);
      // Copies, so that keeping one vector does not keep the whole answer.
      return texts.map((_, i) => all.slice(i * ready.dimensions, (i + 1) * ready.dimensions));
    },
    async close() {
      if (ended === undefined) {
        ended = missing("it was closed");
        worker.ref();
        worker.postMessage("close" satisfies WorkerRequest);
      }
      await exited;
    },
  };
}
