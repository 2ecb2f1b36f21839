import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { errorOf, type Failure } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import type { PieceSummary } from "./piece-files.js";
import type { Piece } from "./pieces.js";

/** What is to be known of all pieces. */
export interface PieceOptions {
  /** Language of the wiki, where the dump says it wrongly or not at all. */
  lang?: string;
  /** Marks what pages call their own subject. */
  weakLabels: boolean;
  /** Links of pages that are not for training count nowhere. */
  holdBack: boolean;
}

/** A piece that a thread reads, and the folder that it makes. */
export interface PieceTask {
  head: string;
  /** Memory whose first `length` bytes are the pages. It moves to the thread, and back with the reply. */
  memory: ArrayBuffer;
  length: number;
  folder: string;
}

export type PieceReply = { memory: ArrayBuffer } & ({ summary: PieceSummary } | { failure: Failure });

/** Bytes beyond a piece, since the next one may be a little longer. */
const ROOM = 1 << 20;

const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what: "The reading of a dump", why });

/** A thread that reads pieces, one after the other. */
export class PieceThread {
  private readonly worker: Worker;
  private waiting: { resolve(summary: PieceSummary): void; reject(error: Error): void } | undefined;
  private ended: Error | undefined;
  /** Used for one piece after the other: what is left to the garbage collector stays for long. */
  private memory = new ArrayBuffer(0);

  constructor(options: PieceOptions) {
    // By the package's own name, so that it is the compiled file also when this one runs from its source.
    const main = createRequire(import.meta.url).resolve("namesake");
    const file = join(dirname(main), "sources", "wikipedia", "piece-worker.js");
    this.worker = new Worker(file, { workerData: options, execArgv: [], name: "namesake-dump" });
    this.worker.on("message", (reply: PieceReply) => {
      const { waiting } = this;
      this.waiting = undefined;
      this.memory = reply.memory;
      if ("summary" in reply) waiting?.resolve(reply.summary);
      else waiting?.reject(errorOf(reply.failure));
    });
    this.worker.on("error", (error) => this.end(failed(error.message)));
    this.worker.on("exit", (code) => this.end(failed(`its thread ended with code ${code}`)));
  }

  /**
   * Reads a piece and writes its files.
   *
   * @throws {NamesakeError} WORKER_FAILED, WRITE_FAILED
   */
  read({ head, pages }: Piece, folder: string): Promise<PieceSummary> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      this.waiting = { resolve, reject };
      if (this.memory.byteLength < pages.length) this.memory = new ArrayBuffer(pages.length + ROOM);
      new Uint8Array(this.memory).set(pages);
      const task: PieceTask = { head, memory: this.memory, length: pages.length, folder };
      this.worker.postMessage(task, [this.memory]);
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private end(error: Error): void {
    this.ended ??= error;
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  }
}
