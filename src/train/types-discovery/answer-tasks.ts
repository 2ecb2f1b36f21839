import { parentPort } from "node:worker_threads";
import { failureOf } from "../../distant-failure.js";
import type { Question, Reply } from "./task-thread.js";

/** Answers the tasks of a `TaskThread`, in its thread, in the order in which they were asked. */
export function answerTasks<Task, Answer>(answer: (task: Task) => Answer | Promise<Answer>): void {
  const port = parentPort;
  let last: Promise<unknown> = Promise.resolve();
  port?.on("message", ({ number, task }: Question<Task>) => {
    last = last
      .then(() => answer(task))
      .then((made): Reply<Answer> => ({ number, answer: made }))
      .catch((error: unknown): Reply<Answer> => ({ number, failure: failureOf(error) }))
      .then((reply) => port.postMessage(reply));
  });
}
