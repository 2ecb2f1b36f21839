import cluster, { type Worker } from "node:cluster";
import type { AddressInfo } from "node:net";

/** Workers one after the other that end before they serve: then none will. */
const MOST_FAILURES = 3;

/** Told of what workers do. */
export interface WorkerObserver {
  /** Once, when all listen. */
  listening(address: Pick<AddressInfo, "address" | "port">): void;
  /** One ended without being asked to; another one takes its place. */
  ended(pid: number, how: string): void;
}

/** Whether this process is a worker, whose server shares its port with those of the others. */
export const isWorker = (): boolean => cluster.isWorker;

/** Lets a worker whose server is closed end. */
export const leave = (): void => void cluster.worker?.disconnect();

const running = (): Worker[] => Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);

/**
 * Starts this program again, with the same arguments, in so many processes, whose servers share one port: connections go to one after
 * the other. Each opens the KB for itself, so that what one of them edits, the others see at their next look. One that ends is replaced.
 *
 * @param signal ends them when they have answered what they were asked
 * @returns when all have ended: true where `signal` ended them, false where they could not start, of which they have told themselves
 */
export function runWorkers(count: number, signal: AbortSignal, observer: WorkerObserver): Promise<boolean> {
  return new Promise((resolve) => {
    const serving = new Set<number>();
    let state: "starting" | "serving" | "ending" | "failed" = "starting";
    let failures = 0;

    const end = (because: "ending" | "failed") => {
      state = because;
      for (const worker of running()) worker.process.kill("SIGTERM");
    };
    const onAbort = () => end("ending");
    const onListening = (worker: Worker, address: Pick<AddressInfo, "address" | "port">) => {
      serving.add(worker.id);
      failures = 0;
      if (state !== "starting" || serving.size < count) return;
      state = "serving";
      observer.listening(address);
    };
    const onExit = (worker: Worker, code: number | null, killedBy: string | null) => {
      const hasServed = serving.delete(worker.id);
      if (!hasServed) failures++;
      // What keeps one from starting, such as a port that is taken, keeps all.
      if (state === "starting" || (state === "serving" && failures >= MOST_FAILURES)) end("failed");
      if (state === "serving") {
        observer.ended(worker.process.pid ?? 0, killedBy ?? `exit code ${code}`);
        cluster.fork();
      } else if (running().length === 0) {
        signal.removeEventListener("abort", onAbort);
        cluster.off("listening", onListening).off("exit", onExit);
        resolve(state === "ending");
      }
    };

    cluster.on("listening", onListening).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    for (let i = 0; i < count; i++) cluster.fork();
  });
}
