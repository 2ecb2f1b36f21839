import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { errorOf } from "../distant-failure.js";
import { NamesakeError } from "../errors.js";
import type {
  AboutOf,
  ModelKind,
  ModelOf,
  ModelReply,
  ModelRequest,
  ModelWork,
  OptionsOf,
} from "./model-worker.js";

/** What can be asked of a model: its methods, but for the closing. */
type Questions<M> = {
  [N in Exclude<keyof M, "close"> as M[N] extends (...parameters: never) => Promise<unknown>
    ? N
    : never]: M[N];
};
type Given<F> = F extends (...parameters: infer P) => unknown ? P : never;
type Answer<F> = F extends (...parameters: never) => Promise<infer A> ? A : never;

/** A model on a thread of its own. */
export interface ModelThread<K extends ModelKind> {
  /** What is to be known of it. */
  readonly about: AboutOf<K>;
  /** Questions that are not answered yet. */
  readonly pending: number;
  /** Whether its thread has ended, or is about to. */
  readonly isEnded: boolean;
  /**
   * Calls a method of the model with copies of the parameters.
   *
   * @throws {NamesakeError} what the method throws; CLOSED; WORKER_FAILED
   */
  ask<N extends keyof Questions<ModelOf<K>>>(
    method: N,
    ...parameters: Given<ModelOf<K>[N]>
  ): Promise<Answer<ModelOf<K>[N]>>;
  /** Frees the model when what was asked before is answered. May be called twice. */
  close(): Promise<void>;
}

/** What messages call a model. */
const NAMES: Readonly<Record<ModelKind, string>> = {
  "bi-encoder": "The encoder",
  "cross-encoder": "The cross-encoder",
  spans: "The model of spans",
  tagger: "The tagger",
};

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Opens a model on a thread of its own, which keeps the process alive only while an answer is pending.
 *
 * @throws {NamesakeError} what loading the model throws; WORKER_FAILED
 * @example
 * ```ts
 * const spans = await startModel("spans", "runs/spans", {});
 * await spans.ask("find", "Jordan left Chicago.");
 * await spans.close();
 * ```
 */
export async function startModel<K extends ModelKind>(
  kind: K,
  folder: string,
  options: OptionsOf<K>,
): Promise<ModelThread<K>> {
  // The runtime reads the process' own environment, of which a worker has only a copy: no reports to its maker.
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
  // By the package's own name, so that it is the compiled file also when this one runs from its source.
  const path = createRequire(import.meta.url).resolve("namesake/model-worker");
  const workerData: ModelWork<K> = { kind, folder, options };
  const worker = new Worker(path, { workerData, execArgv: [], name: `namesake-${kind}` });
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let ended: Error | undefined;
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  const about = await new Promise<AboutOf<K>>((resolve, reject) => {
    const end = (error: Error) => {
      ended ??= error;
      reject(ended);
      for (const one of waiting.values()) one.reject(ended);
      waiting.clear();
    };
    const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: NAMES[kind], why });
    worker.on("message", (reply: ModelReply<K>) => {
      if ("ready" in reply) return resolve(reply.ready);
      if ("failure" in reply && reply.request === undefined) return end(errorOf(reply.failure));
      const request = reply.request as number;
      const asked = waiting.get(request);
      waiting.delete(request);
      // While it is being closed, its end is waited for.
      if (waiting.size === 0 && ended === undefined) worker.unref();
      if ("failure" in reply) asked?.reject(errorOf(reply.failure));
      else asked?.resolve(reply.result);
    });
    worker.on("error", (error) => end(failed(error.message)));
    worker.on("exit", (code) => end(failed(`its thread ended with code ${code}`)));
  });
  worker.unref();

  const send = (message: ModelRequest) => {
    worker.postMessage(message);
    worker.ref();
  };
  const ask = (method: string, ...parameters: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (ended !== undefined) throw ended;
      const request = requests++;
      send({ request, method, parameters });
      waiting.set(request, { resolve, reject });
    });
  return {
    about,
    get pending() {
      return waiting.size;
    },
    get isEnded() {
      return ended !== undefined;
    },
    ask: ask as ModelThread<K>["ask"],
    async close() {
      if (ended === undefined) {
        ended = new NamesakeError("CLOSED", { what: NAMES[kind] });
        send("close");
      }
      await exited;
    },
  };
}
