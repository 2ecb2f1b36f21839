import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { errorOf } from "../../distant-failure.js";
import { NamesakeError } from "../../errors.js";
import type { DistantMessage, DistantTraining, TaskReference } from "../../nn/training/distant-training.js";
import type { TrainHooks, TrainResult } from "../../nn/training/train.js";
import type { TrainOptions } from "../../nn/training/train-options.js";

const MEMBER = fileURLToPath(new URL("./member.js", import.meta.url));

/**
 * Trains in several processes of this machine at once. Each has its share of the batches of a step, and the steps are those
 * of one process. If one fails, all end.
 *
 * @throws {NamesakeError} those of `train`, and WORKER_FAILED where a process ends before it is done
 */
export async function trainInProcesses(
  task: TaskReference,
  options: TrainOptions,
  { processes, signal, onEvent }: Pick<TrainHooks, "signal" | "onEvent"> & { processes: number },
): Promise<TrainResult> {
  const members: ChildProcess[] = [];
  const secret = randomBytes(16).toString("hex");
  // Port 0 of the first is a free one, which it tells.
  const start = (rank: number, port: number): ChildProcess => {
    const member = fork(MEMBER, { serialization: "advanced", execArgv: [] });
    const group = { rank, size: processes, port, secret };
    member.send({ task, options, group } satisfies DistantTraining);
    members.push(member);
    return member;
  };
  const stop = () => members[0]?.connected && members[0].send("stop");
  signal?.addEventListener("abort", stop);
  try {
    return await new Promise<TrainResult>((resolve, reject) => {
      const listen = (member: ChildProcess, onMessage: (message: DistantMessage) => void) => {
        member.on("message", (message) => onMessage(message as DistantMessage));
        member.on("error", (error) => reject(ended(error.message)));
        member.on("exit", (code, by) => {
          if (code !== 0) reject(ended(`process ${member.pid} ended with ${by ?? `code ${code}`}`));
        });
      };
      const failed = (message: DistantMessage) => {
        if ("failure" in message) reject(errorOf(message.failure));
      };
      listen(start(0, 0), (message) => {
        if ("port" in message)
          for (let rank = 1; rank < processes; rank++) listen(start(rank, message.port), failed);
        else if ("event" in message) onEvent?.(message.event);
        else if ("result" in message) resolve(message.result);
        else failed(message);
      });
      if (signal?.aborted === true) stop();
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const member of members) member.kill("SIGKILL");
  }
}

const ended = (why: string): NamesakeError =>
  new NamesakeError("WORKER_FAILED", { what: "The training", why });
