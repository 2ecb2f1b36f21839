import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type NamesakeError, reason } from "../errors.js";
import { loadRuntime, openSession, type RuntimeChoice } from "../nn/runtime.js";
import { multipliesInt8Exactly } from "./exact-products.js";
import { cachedModel } from "./model-file.js";
import {
  buildUseLite,
  DIMENSIONS,
  GRAPH_VERSION,
  type Precision,
  readVersion,
  readVocabulary,
  readWeights,
  tokenReader,
} from "./use-lite.js";

/** The thread that tokenises and runs the model, since a run blocks the thread it is on. */
export interface WorkerSettings {
  precision: Precision;
  runtime: RuntimeChoice;
  folder: string | undefined;
  threads: number;
}

export type WorkerRequest = { request: number; texts: readonly string[] } | "close";

/** `vectors` holds one row of the encoder's dimensions a text. A failure without `request` is one of loading. */
export type WorkerReply =
  | { ready: { id: string; dimensions: number } }
  | { request: number; vectors: Float32Array }
  | { request?: undefined; failure: string }
  | { request: number; failure: string };

/** Tokens of one run; more do not make it faster and only take memory. */
const BATCH_TOKENS = 512;

type Encode = (texts: readonly string[]) => Promise<Float32Array>;

async function load(
  settings: WorkerSettings,
): Promise<{ id: string; encode: Encode; close(): Promise<void> }> {
  const { precision } = settings;
  const id = `use-lite-${await readVersion()}-${precision}-${GRAPH_VERSION}`;
  const runtime = await loadRuntime(settings.runtime);
  const weightType = precision === "int8" && !(await multipliesInt8Exactly(runtime)) ? "uint8" : "int8";
  // Vectors are the same with both types of weights, so that the id is too, while the file is not.
  const file = weightType === "uint8" ? `${id}-${weightType}` : id;
  const [model, vocabulary] = await Promise.all([
    cachedModel(settings.folder, file, async () => buildUseLite(await readWeights(), precision, weightType)),
    readVocabulary(),
  ]);
  const session = await openSession(runtime, model, settings.threads);
  const read = tokenReader(vocabulary);

  const run = async (rows: readonly number[][], tokens: number): Promise<Float32Array> => {
    const ids = new runtime.Tensor("int32", Int32Array.from(rows.flat()), [rows.length, tokens]);
    const { vectors } = await session.run({ ids });
    return vectors?.data as Float32Array;
  };

  /** Texts of equal length share a run, so that none is padded. */
  const encode = async (texts: readonly string[]): Promise<Float32Array> => {
    const byLength = new Map<number, { at: number; ids: number[] }[]>();
    texts.forEach((text, at) => {
      const ids = read(text);
      const group = byLength.get(ids.length);
      if (group === undefined) byLength.set(ids.length, [{ at, ids }]);
      else group.push({ at, ids });
    });
    const all = new Float32Array(texts.length * DIMENSIONS);
    for (const [tokens, group] of byLength) {
      const size = Math.max(1, Math.floor(BATCH_TOKENS / tokens));
      for (let from = 0; from < group.length; from += size) {
        const batch = group.slice(from, from + size);
        const rows = await run(
          batch.map(({ ids }) => ids),
          tokens,
        );
        batch.forEach(({ at }, row) => {
          all.set(rows.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS), at * DIMENSIONS);
        });
      }
    }
    return all;
  };
  return { id, encode, close: () => session.release() };
}

function failure(error: unknown): string {
  // The main thread makes it an error of this code again.
  const { code, details } = error as Partial<NamesakeError<"ENCODER_MISSING" | "RUNTIME_MISSING">>;
  const known = code === "ENCODER_MISSING" || code === "RUNTIME_MISSING";
  return known && details !== undefined ? details.why : reason(error);
}

async function serve(port: MessagePort, settings: WorkerSettings): Promise<void> {
  const post = (reply: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);
  const encoder = await load(settings);
  // One request after the other: a session has one memory arena, and order keeps waiting fair.
  let last = Promise.resolve();
  const answer = async (message: WorkerRequest): Promise<void> => {
    if (message === "close") {
      await encoder.close();
      port.close();
      return;
    }
    try {
      const vectors = await encoder.encode(message.texts);
      post({ request: message.request, vectors }, [vectors.buffer as ArrayBuffer]);
    } catch (error) {
      post({ request: message.request, failure: failure(error) });
    }
  };
  port.on("message", (message: WorkerRequest) => {
    last = last.then(() => answer(message));
  });
  post({ ready: { id: encoder.id, dimensions: DIMENSIONS } });
}

const port = parentPort;
if (port !== null)
  serve(port, workerData as WorkerSettings).catch((error: unknown) => {
    port.postMessage({ failure: failure(error) } satisfies WorkerReply);
    port.close();
  });
