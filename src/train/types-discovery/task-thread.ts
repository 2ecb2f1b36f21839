import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { errorOf, type Failure } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";

/** What a thread is asked, and what it answers. */
export interface Question<Task> {
  readonly number: number;
  readonly task: Task;
}
export type Reply<Answer> =
  | { readonly number: number; readonly answer: Answer }
  | { readonly number: number; readonly failure: Failure };

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * A thread that is given one kind of task, as `answerTasks` answers them, one after the other.
 *
 * @example
 * ```ts
 * const thread = new TaskThread<EvaluationPart, Float64Array[]>("evaluator-worker.js", problem, "The evaluation of types");
 * const [values] = await thread.ask({ ask: "values", systems: [[1, 2]] });
 * await thread.close();
 * ```
 */
export class TaskThread<Task, Answer> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting<Answer>>();
  #asked = 0;
  #ended: Error | undefined;

  /**
   * @param file a module of this folder
   * @param data what it is given to begin with; it is copied
   * @param what it does, for messages
   */
  constructor(file: string, data: unknown, what: string) {
    // The runtime reads the process' own environment, of which a worker has only a copy: no reports to its maker.
    process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
    // By the package's own name, so that it is the compiled file also when this one runs from its source.
    const main = createRequire(import.meta.url).resolve("namesake");
    const path = join(dirname(main), "train", "types-discovery", file);
    this.#worker = new Worker(path, { workerData: data, execArgv: [], name: "namesake-types" });
    const failed = (why: string) => new NamesakeError("WORKER_FAILED", { what, why });
    this.#worker.on("message", (reply: Reply<Answer>) => {
      const waiting = this.#waiting.get(reply.number);
      this.#waiting.delete(reply.number);
      if ("answer" in reply) waiting?.resolve(reply.answer);
      else waiting?.reject(errorOf(reply.failure));
    });
    this.#worker.on("error", (error) => this.#end(failed(error.message)));
    this.#worker.on("exit", (code) => this.#end(failed(`its thread ended with code ${code}`)));
  }

  /** @throws {NamesakeError} WORKER_FAILED where the thread ends before it has answered; and what the task throws */
  ask(task: Task): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended);
      const number = this.#asked++;
      this.#waiting.set(number, { resolve, reject });
      this.#worker.postMessage({ number, task } satisfies Question<Task>);
    });
  }

  /** Ends the thread; tasks that are not answered fail. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
