import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { errorOf, type Failure } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import type { LineBlock } from "./line-blocks.js";
import { type BlockResult, type BlockTask, blockReader } from "./record-blocks.js";

/** A block on its way to a thread, in a buffer of its own. */
export interface BlockMessage extends Omit<LineBlock, "bytes"> {
  bytes: Uint8Array<ArrayBuffer>;
}

export type BlockAnswer =
  | { result: BlockResult; failure?: undefined }
  | { failure: Failure; result?: undefined };

/** Blocks that wait for a thread, so that none waits for a block. */
const AHEAD = 2;

const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: "The reading of a dump", why });

/**
 * What {@link blockReader} makes of each block, in the order of the blocks, so that any number of threads gives the same.
 *
 * @param threads 0 reads on this thread
 * @throws {NamesakeError} WORKER_FAILED
 */
export async function* readBlocks(
  blocks: AsyncIterable<LineBlock>,
  task: BlockTask,
  threads: number,
): AsyncGenerator<BlockResult, void, undefined> {
  if (threads === 0) {
    const read = blockReader(task);
    for await (const block of blocks) yield read(block);
    return;
  }
  const pool = Array.from({ length: threads }, () => new BlockThread(task));
  const waiting: Promise<BlockResult>[] = [];
  try {
    let turn = 0;
    for await (const block of blocks) {
      const answer = (pool[turn++ % threads] as BlockThread).read(block);
      answer.catch(() => {}); // whoever waits for it meets it
      waiting.push(answer);
      if (waiting.length >= threads * AHEAD) yield await (waiting.shift() as Promise<BlockResult>);
    }
    for (const answer of waiting) yield await answer;
  } finally {
    await Promise.all(pool.map((thread) => thread.end()));
  }
}

/** One thread; it answers in the order in which it is asked. */
class BlockThread {
  private readonly worker: Worker;
  private readonly asked: { resolve(result: BlockResult): void; reject(error: Error): void }[] = [];
  private broken: Error | undefined;

  constructor(workerData: BlockTask) {
    // By the package's own name, so that it is the compiled file also when this one runs from its source.
    const main = createRequire(import.meta.url).resolve("namesake");
    const file = join(dirname(main), "sources", "wikidata", "record-worker.js");
    this.worker = new Worker(file, { workerData, execArgv: [], name: "namesake-wikidata" });
    this.worker.on("message", ({ result, failure }: BlockAnswer) => {
      const next = this.asked.shift();
      if (result !== undefined) next?.resolve(result);
      else next?.reject(errorOf(failure));
    });
    this.worker.on("error", (error) => this.breakOff(failed(error.message)));
    this.worker.on("exit", (code) => this.breakOff(failed(`its thread ended with code ${code}`)));
  }

  read({ bytes, first, unit }: LineBlock): Promise<BlockResult> {
    return new Promise((resolve, reject) => {
      if (this.broken !== undefined) return reject(this.broken);
      this.asked.push({ resolve, reject });
      const copy = new Uint8Array(bytes);
      this.worker.postMessage({ bytes: copy, first, unit } satisfies BlockMessage, [copy.buffer]);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private breakOff(error: Error): void {
    this.broken ??= error;
    for (const { reject } of this.asked.splice(0)) reject(this.broken);
  }
}
