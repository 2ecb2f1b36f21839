import cluster, { type Worker } from "node:cluster";
import type { AddressInfo } from "node:net";
import { Restarts } from "./restarts.js";

/** Told of what workers do. */
export interface WorkerObserver {
  /** Once, when all listen. */
  listening(address: Pick<AddressInfo, "address" | "port">): void;
  /** One ended without being asked to; another one takes its place after a pause, in ms. */
  ended(pid: number, how: string, pause: number): void;
  /** So many ended one after the other soon after they began, the last as `how` says: no other one is started, and all are ended. */
  gaveUp(failures: number, how: string): void;
}

/** Whether this process is a worker, whose server shares its port with those of the others. */
export const isWorker = (): boolean => cluster.isWorker;

/** Lets a worker whose server is closed end. */
export const leave = (): void => void cluster.worker?.disconnect();

const running = (): Worker[] => Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);

/**
 * Starts this program again, with the same arguments, in so many processes, whose servers share one port: connections go to one after
 * the other. Each opens the KB for itself, so that what one of them edits, the others see at their next look. One that ends is replaced,
 * as {@link Restarts} says.
 *
 * @param signal ends them when they have answered what they were asked
 * @returns when all have ended: true where `signal` ended them, false where they could not start, of which they have told themselves,
 * or were given up
 */
export function runWorkers(count: number, signal: AbortSignal, observer: WorkerObserver): Promise<boolean> {
  return new Promise((resolve) => {
    /** When each began to serve, by its id. */
    const serving = new Map<number, number>();
    const restarts = new Restarts();
    const pauses = new Set<NodeJS.Timeout>();
    let state: "starting" | "serving" | "ending" | "failed" = "starting";

    const end = (because: "ending" | "failed") => {
      state = because;
      for (const pause of pauses) clearTimeout(pause);
      for (const worker of running()) worker.process.kill("SIGTERM");
      resolveWhereDone();
    };
    const onAbort = () => end("ending");
    const resolveWhereDone = () => {
      if (running().length > 0) return;
      signal.removeEventListener("abort", onAbort);
      cluster.off("listening", onListening).off("exit", onExit);
      resolve(state === "ending");
    };
    const replace = (worker: Worker, how: string, servedMs: number | undefined) => {
      const pause = restarts.pauseAfter(servedMs);
      if (pause === undefined) {
        observer.gaveUp(restarts.failures, how);
        return end("failed");
      }
      observer.ended(worker.process.pid ?? 0, how, pause);
      const timer = setTimeout(() => {
        pauses.delete(timer);
        cluster.fork();
      }, pause);
      pauses.add(timer);
    };
    const onListening = (worker: Worker, address: Pick<AddressInfo, "address" | "port">) => {
      serving.set(worker.id, performance.now());
      if (state !== "starting" || serving.size < count) return;
      state = "serving";
      observer.listening(address);
    };
    const onExit = (worker: Worker, code: number | null, killedBy: string | null) => {
      const began = serving.get(worker.id);
      serving.delete(worker.id);
      const how = killedBy ?? `exit code ${code}`;
      if (state === "serving")
        replace(worker, how, began === undefined ? undefined : performance.now() - began);
      // What keeps one from starting, such as a port that is taken, keeps all.
      else if (state === "starting") end("failed");
      else resolveWhereDone();
    };

    cluster.on("listening", onListening).on("exit", onExit);
    signal.addEventListener("abort", onAbort, { once: true });
    for (let i = 0; i < count; i++) cluster.fork();
  });
}
