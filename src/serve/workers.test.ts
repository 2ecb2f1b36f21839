import type { EventEmitter } from "node:events";
import { beforeEach, expect, it, vi } from "vitest";
import { Restarts } from "./restarts.js";
import { runWorkers } from "./workers.js";

/** Processes that do what a test says. */
const stand = vi.hoisted(() => ({
  workers: {} as Record<number, object>,
  forked: 0,
  emitter: undefined as unknown,
}));
vi.mock("node:cluster", async () => {
  const { EventEmitter } = await import("node:events");
  const cluster = Object.assign(new EventEmitter(), {
    isWorker: false,
    workers: stand.workers,
    fork() {
      const id = ++stand.forked;
      const kill = () => setImmediate(() => exit(id, null, "SIGTERM"));
      stand.workers[id] = { id, process: { pid: 1000 + id, kill } };
    },
  });
  const exit = (id: number, code: number | null, killedBy: string | null) => {
    const worker = stand.workers[id];
    delete stand.workers[id];
    if (worker !== undefined) cluster.emit("exit", worker, code, killedBy);
  };
  stand.emitter = cluster;
  return { default: Object.assign(cluster, { exit }) };
});
const cluster = () => stand.emitter as EventEmitter & { exit(id: number, code: number, by: null): void };

const listen = (id: number) => cluster().emit("listening", stand.workers[id], { address: "::1", port: 1 });
const watcher = () => ({ listening: vi.fn(), ended: vi.fn(), gaveUp: vi.fn() });

beforeEach(() => {
  for (const id of Object.keys(stand.workers)) delete stand.workers[Number(id)];
  stand.forked = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  return () => void vi.useRealTimers();
});

it("lets workers that end at once wait longer and longer, and gives up", async () => {
  const observer = watcher();
  const ended = runWorkers(2, new AbortController().signal, observer);
  listen(1);
  listen(2);
  expect(observer.listening).toHaveBeenCalledOnce();
  for (let id = 2; stand.workers[id] !== undefined; id++) {
    cluster().exit(id, 9, null);
    await vi.runOnlyPendingTimersAsync();
    if (stand.workers[id + 1] !== undefined) listen(id + 1);
  }
  expect(await ended).toBe(false);
  const pauses = observer.ended.mock.calls.map(([, , pause]) => pause as number);
  expect(pauses).toEqual([0, 500, 1000, 2000, 4000, 8000, 16_000]);
  expect(observer.gaveUp).toHaveBeenCalledExactlyOnceWith(8, "exit code 9");
  expect(stand.workers).toEqual({});
});

it("replaces at once a worker that served for a while, however many did", async () => {
  const observer = watcher();
  const stop = new AbortController();
  const ended = runWorkers(1, stop.signal, observer);
  for (let id = 1; id <= 20; id++) {
    listen(id);
    await vi.advanceTimersByTimeAsync(11_000);
    cluster().exit(id, 1, null);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(observer.ended.mock.calls.map(([, , pause]) => pause as number)).toEqual(Array(20).fill(0));
  stop.abort();
  expect(await ended).toBe(true);
});

it("ends during a pause as well", async () => {
  const observer = watcher();
  const stop = new AbortController();
  const ended = runWorkers(1, stop.signal, observer);
  listen(1);
  cluster().exit(1, 1, null);
  await vi.advanceTimersByTimeAsync(0);
  cluster().exit(2, 1, null);
  expect(observer.ended).toHaveBeenLastCalledWith(1002, "exit code 1", 500);
  stop.abort();
  expect(await ended).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stand.forked).toBe(2);
});

it("tells once that workers cannot start", async () => {
  const observer = watcher();
  const ended = runWorkers(2, new AbortController().signal, observer);
  cluster().exit(1, 1, null);
  expect(await ended).toBe(false);
  expect(observer.ended).not.toHaveBeenCalled();
  expect(stand.forked).toBe(2);
});

it("forgets failures after a worker that was well", () => {
  const restarts = new Restarts();
  for (let i = 0; i < 5; i++) restarts.pauseAfter(10);
  expect(restarts.pauseAfter(undefined)).toBe(8000);
  expect(restarts.pauseAfter(60_000)).toBe(0);
  expect(restarts.pauseAfter(10)).toBe(0);
});
