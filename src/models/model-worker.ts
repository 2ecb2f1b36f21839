import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { type Failure, failureOf } from "../distant-failure.js";
import { loadBiEncoder } from "./encoders/load-bi-encoder.js";
import { loadCrossEncoder } from "./encoders/load-cross-encoder.js";
import { loadSpanModel } from "./spans/load-span-model.js";
import { loadTagger } from "./tagger/tagger.js";

/** The thread that tokenises and runs a model, since a run blocks the thread it is on. */

/** What a model of each kind is opened with. */
interface Options {
  "bi-encoder": Parameters<typeof loadBiEncoder>[1];
  "cross-encoder": Parameters<typeof loadCrossEncoder>[1];
  spans: Parameters<typeof loadSpanModel>[1];
  tagger: Parameters<typeof loadTagger>[1];
}

/** Opens a model of each kind; with it what is to be known of it elsewhere. */
const OPEN = {
  async "bi-encoder"(folder: string, options: Options["bi-encoder"]) {
    const { encoder: model, settings } = await loadBiEncoder(folder, options);
    return { model, about: { settings, dimensions: model.dimensions } };
  },
  async "cross-encoder"(folder: string, options: Options["cross-encoder"]) {
    const { encoder: model, settings } = await loadCrossEncoder(folder, options);
    return { model, about: { settings } };
  },
  async spans(folder: string, options: Options["spans"]) {
    const model = await loadSpanModel(folder, options);
    return { model, about: { threshold: model.threshold } };
  },
  async tagger(folder: string, options: Options["tagger"]) {
    const model = await loadTagger(folder, options);
    return { model, about: { classes: model.classes, threshold: model.threshold } };
  },
};

export type ModelKind = keyof typeof OPEN;
type Opened<K extends ModelKind> = Awaited<ReturnType<(typeof OPEN)[K]>>;
export type OptionsOf<K extends ModelKind> = Options[K];
export type ModelOf<K extends ModelKind> = Opened<K>["model"];
export type AboutOf<K extends ModelKind> = Opened<K>["about"];

/** Which model it opens. */
export interface ModelWork<K extends ModelKind = ModelKind> {
  kind: K;
  folder: string;
  options: OptionsOf<K>;
}

/** What it is asked: a method of the model. */
export type ModelRequest = { request: number; method: string; parameters: readonly unknown[] } | "close";

/** What it answers. A failure without `request` is one of opening. */
export type ModelReply<K extends ModelKind = ModelKind> =
  | { ready: AboutOf<K> }
  | { request: number; result: unknown }
  | { request: number | undefined; failure: Failure };

type Methods = Readonly<Record<string, (...parameters: readonly unknown[]) => Promise<unknown>>>;

async function serve<K extends ModelKind>(
  port: MessagePort,
  { kind, folder, options }: ModelWork<K>,
): Promise<void> {
  const open = OPEN[kind] as (folder: string, options: OptionsOf<K>) => Promise<Opened<K>>;
  const { model, about } = await open(folder, options);
  const methods = model as unknown as Methods;
  const tell = (reply: ModelReply) => port.postMessage(reply);
  const answer = async (message: ModelRequest): Promise<void> => {
    if (message === "close") {
      await model.close();
      port.close();
      return;
    }
    const { request, method, parameters } = message;
    try {
      tell({ request, result: await methods[method]?.(...parameters) });
    } catch (error) {
      tell({ request, failure: failureOf(error) });
    }
  };
  // One request after the other: a session has one memory arena, and order keeps waiting fair.
  let last = Promise.resolve();
  port.on("message", (message: ModelRequest) => {
    last = last.then(() => answer(message));
  });
  tell({ ready: about });
}

const port = parentPort;
if (port !== null)
  serve(port, workerData as ModelWork).catch((error: unknown) => {
    port.postMessage({ request: undefined, failure: failureOf(error) } satisfies ModelReply);
    port.close();
  });
