import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Seconds that `action` took. */
export async function seconds(action: () => unknown): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** How often a second `action` runs, after it was run once and then for about `time` seconds. */
export async function rate(action: () => unknown, time = 2): Promise<number> {
  await action();
  let runs = 0;
  const began = performance.now();
  while (performance.now() - began < 1000 * time) {
    await action();
    runs++;
  }
  return (1000 * runs) / (performance.now() - began);
}

/** Resident memory of this process in MB: its own pages, and pages of mapped files. */
export function resident(): { anonymous: number; file: number } {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
    return { anonymous: field("RssAnon"), file: field("RssFile") };
  } catch {
    // Only Linux tells them apart.
    return { anonymous: process.memoryUsage().rss / 2 ** 20, file: 0 };
  }
}

/** Watches the resident memory of this process, as {@link resident} tells it, until it is asked for the highest. */
export function watchMemory(everyMs = 100): () => { anonymous: number; file: number; total: number } {
  const peak = { anonymous: 0, file: 0, total: 0 };
  const look = () => {
    const { anonymous, file } = resident();
    if (anonymous + file > peak.total) Object.assign(peak, { anonymous, file, total: anonymous + file });
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    look();
    return peak;
  };
}

/** Lets a thread look at the memory of this process, see {@link resident}: the only way while work holds the main thread. */
export async function watchMemoryBeside(everyMs = 50): Promise<() => { anonymous: number; file: number }> {
  const peaks = new Float64Array(new SharedArrayBuffer(16));
  const look = `
    const { workerData: { peaks, resident, everyMs } } = require("node:worker_threads");
    const { readFileSync } = require("node:fs");
    const look = eval("(" + resident + ")");
    setInterval(() => {
      const { anonymous, file } = look();
      if (anonymous > peaks[0]) { peaks[0] = anonymous; peaks[1] = file; }
    }, everyMs);`;
  const thread = new Worker(look, { eval: true, workerData: { peaks, resident: String(resident), everyMs } });
  await once(thread, "online");
  thread.unref();
  return () => ({ anonymous: peaks[0] as number, file: peaks[1] as number });
}
