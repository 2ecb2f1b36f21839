import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { takeSnapshot } from "../../src/kb/snapshots.js";
import { inFolder, kb, MAIN, namesake, settings, withSmallKb } from "./program.js";

withSmallKb();

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** Starts the program; tells its address once it serves. */
async function serving(...args: string[]) {
  const child = spawn(process.execPath, [MAIN, "serve", "--port", "0", ...args], settings());
  started.push(child);
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      stderr += piece;
      const found = /on (http:\S+)/.exec(stderr)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", (code) => reject(new Error(`it ended with ${code}: ${stderr}`)));
  });
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${address}/v1/${path}`, {
      method,
      // A connection of its own: workers take connections in turn.
      headers: { connection: "close", ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { child, address, ask, stderr: () => stderr };
}

const TEXT = "Zara Quill met Michael Jordan.";
const linked = (ask: Awaited<ReturnType<typeof serving>>["ask"]) =>
  ask("POST", "link", { text: TEXT, budget: "prior" });
const idsOf = ({ body }: { body: Record<string, unknown> }) =>
  (body["links"] as { entity: { id: string } | null }[]).map(({ entity }) => entity?.id ?? null);

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  return (await exit)[0];
}

describe("serve", () => {
  it("answers until it is ended, and takes no changes", async () => {
    const { child, ask, stderr } = await serving(...kb);
    expect(stderr()).toMatch(/^Namesake serves kb on http:\/\/127\.0\.0\.1:\d+ \(end it with Ctrl-C\)\n$/);
    expect(idsOf(await linked(ask))).toEqual(["per:jordan"]);
    expect((await ask("DELETE", "entities/per:jordan")).status).toBe(403);
    expect(await ended(child, "SIGINT")).toBe(0);
  });

  it("serves a snapshot of a date, which nothing changes", async () => {
    const built = await namesake(["kb", "build", "kb.jsonl", "--out", "./dated"]);
    expect(built.code).toBe(0);
    const early = await namesake(["serve", "--kb", "./dated", "--as-of", "2020-01-01", "--port", "0"]);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringMatching(/has no snapshot/) as string });
    const link = await namesake(["link", "--kb", "./dated", "--as-of", "2020-01-01", "Jordan"]);
    expect(link).toMatchObject({ code: 1, stdout: "" });
    await takeSnapshot(inFolder("dated"));
    const tomorrow = new Date(Date.now() + 864e5).toISOString().slice(0, 10);
    const { ask } = await serving("--kb", "./dated", "--as-of", tomorrow, "--allow-edits");
    expect(await ask("GET", "version")).toMatchObject({
      body: { kbVersion: 0, asOf: expect.stringMatching(/^20/) as string },
    });
    expect((await ask("PUT", "entities/x", { name: "X" })).status).toBe(403);
    const links = [{ start: 0, end: 4, entity: null }];
    expect((await ask("POST", "corrections", { text: TEXT, links })).status).toBe(403);
  });
});

describe("serve --workers", () => {
  it("lets an edit through one worker count in the next answer of each, and replaces one that is killed", async () => {
    const built = await namesake(["kb", "build", "kb.jsonl", "--out", "./shared"]);
    expect(built.code).toBe(0);
    const { child, ask, stderr } = await serving("--kb", "./shared", "--workers", "3", "--allow-edits");
    expect(stderr()).toMatch(/^3 workers serve shared on http/);
    const all = () => Promise.all(Array.from({ length: 9 }, () => linked(ask)));
    for (const answer of await all()) expect(idsOf(answer)).toEqual(["per:jordan"]);
    for (let round = 1; round <= 5; round++) {
      const name = { name: "Zara Quill", count: round };
      const put = await ask("PUT", "entities/per:quill", name);
      expect(put.body["kbVersion"]).toBe(2 * round - 1);
      for (const answer of await all()) {
        expect(idsOf(answer)).toEqual(["per:quill", "per:jordan"]);
        expect(answer.body["kbVersion"]).toBe(2 * round - 1);
      }
      expect((await ask("DELETE", "entities/per:quill")).body["kbVersion"]).toBe(2 * round);
      for (const answer of await all()) expect(idsOf(answer)).toEqual(["per:jordan"]);
    }
    // Its first worker, by the operating system's list.
    const { stdout } = spawn("ps", ["-o", "pid=", "--ppid", String(child.pid)]);
    let list = "";
    for await (const piece of stdout) list += String(piece);
    const [worker] = list.trim().split(/\s+/).map(Number);
    process.kill(worker as number, "SIGKILL");
    await expect.poll(stderr).toContain(`worker ${worker} ended (SIGKILL); another one takes its place`);
    for (const answer of await all()) expect(idsOf(answer)).toEqual(["per:jordan"]);
    expect(await ended(child, "SIGTERM")).toBe(0);
  });

  it("ends with the reason where the workers cannot start", async () => {
    const { address } = await serving(...kb);
    const port = new URL(address).port;
    const second = await namesake(["serve", ...kb, "--port", port, "--workers", "2"]);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/Cannot listen on 127\.0\.0\.1:\d+: something else listens there/);
    const missing = await namesake(["serve", "--kb", "./nowhere", "--workers", "2"]);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.stderr.match(/There is no knowledge base/g)).toHaveLength(1);
  });
});
