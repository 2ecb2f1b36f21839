import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

/** What the processes run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../../dist/nn/training/all-reduce.js", import.meta.url);

/** Numbers of a rank; those of the mean are not of float32 precision. */
const LENGTH = 300_001;
const number = (rank: number, i: number): number => Math.sin(i * (rank + 1)) * 10 ** (i % 7);

const SCRIPT = `
  const [rank, size, port, seconds, mode] = process.argv.slice(1);
  const { joinGroup } = await import(${JSON.stringify(DIST.href)});
  const { createHash } = await import("node:crypto");
  const say = (word, what = "") => console.log(word + " " + what);
  const number = ${number};
  try {
    const group = await joinGroup({
      rank: Number(rank), size: Number(size), port: Number(port), timeoutSeconds: Number(seconds),
      onListening: (port) => say("port", port),
    });
    const array = Float32Array.from({ length: ${LENGTH} }, (_, i) => number(group.rank, i));
    await group.average([array.subarray(0, 5), array.subarray(5)], group.rank + 1);
    say("hash", createHash("sha256").update(new Uint8Array(array.buffer)).digest("hex"));
    while (mode === "forever") await group.average([array], 1);
    await group.close();
    say("end");
  } catch (error) {
    say("failed", error.code + " " + error.message);
  }
`;

interface Process {
  child: ChildProcess;
  /** The first line that begins with the word, without it; the process says each once. */
  said(word: string): Promise<string>;
}

function start(rank: number, size: number, port: string, seconds: number, mode: string): Process {
  const options = [rank, size, port, seconds, mode].map(String);
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = new Map<string, string>();
  const listeners = new Set<() => void>();
  let ended = false;
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    const space = line.indexOf(" ");
    lines.set(line.slice(0, space), line.slice(space + 1));
    changed();
  });
  reader.on("close", () => {
    ended = true;
    changed();
  });
  const said = (word: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const rest = lines.get(word);
        if (rest !== undefined) resolve(rest);
        else if (ended) reject(new Error(`rank ${rank} ended without "${word}": ${[...lines].join("; ")}`));
      };
      listeners.add(look);
      look();
    });
  return { child, said };
}

async function startGroup(size: number, seconds: number, mode: "once" | "forever"): Promise<Process[]> {
  const hub = start(0, size, "0", seconds, mode);
  const port = await hub.said("port");
  const others = Array.from({ length: size - 1 }, (_, i) => start(i + 1, size, port, seconds, mode));
  return [hub, ...others];
}

beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

describe("three processes", () => {
  it("have the same mean, bit for bit that of one process", async () => {
    const processes = await startGroup(3, 60, "once");
    const mean = Float32Array.from({ length: LENGTH }, (_, i) => {
      let sum = -0;
      for (let rank = 0; rank < 3; rank++) sum += Math.fround(number(rank, i)) * (rank + 1);
      return sum / 6;
    });
    const expected = createHash("sha256").update(new Uint8Array(mean.buffer)).digest("hex");
    const hashes = await Promise.all(processes.map(({ said }) => said("hash")));
    expect(hashes).toEqual([expected, expected, expected]);
    await Promise.all(processes.map(({ said }) => said("end")));
  });

  it.each([
    { rank: 2, signal: "SIGKILL", seconds: 60, why: "rank 2 has left" },
    { rank: 0, signal: "SIGKILL", seconds: 60, why: "rank 0 has left" },
    { rank: 1, signal: "SIGSTOP", seconds: 4, why: /rank 1 has (sent|taken) nothing for 4 s/ },
    { rank: 0, signal: "SIGSTOP", seconds: 4, why: "rank 0 has sent nothing for 4 s" },
  ] as const)("end when rank $rank is ended by $signal", async ({ rank, signal, seconds, why }) => {
    const processes = await startGroup(3, seconds, "forever");
    await Promise.all(processes.map(({ said }) => said("hash")));
    processes[rank]?.child.kill(signal);
    for (const other of [0, 1, 2].filter((one) => one !== rank)) {
      const failure = await processes[other]?.said("failed");
      expect(failure).toMatch(/^GROUP_FAILED /);
      expect(failure).toMatch(why);
    }
  });
});
