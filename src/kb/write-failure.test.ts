import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { buildKnowledgeBase, openKnowledgeBase } from "./folder.js";

/** What the children run: the compiled library, since Node reads no TypeScript. */
const DIST = new URL("../../dist/kb/folder.js", import.meta.url);
const PRELUDE = `
  const [path, store] = process.argv.slice(1);
  const { buildKnowledgeBase, openKnowledgeBase } = await import(${JSON.stringify(DIST.href)});
  // Text that no compression makes smaller.
  const { randomBytes } = await import("node:crypto");
  const noise = (length) => randomBytes(length).toString("base64").slice(0, length);
  const code = async (action) => { try { await action(); return "none"; } catch (error) { return error.code; } };
`;
const NOBODY = 65_534;

/** The JSON that a script printed, in a process of its own: a disk that fills up may end it. */
function run(script: string, path: string, store: string, user?: number): Promise<unknown> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PRELUDE + script, path, store], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: "/",
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let printed = "";
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => {
      if (status === 0) resolve(JSON.parse(printed));
      else reject(new Error(`the child ended with ${status ?? signal}: ${printed}${said}`));
    });
  });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-write-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** A disk of a few megabytes, where this process may mount one; elsewhere the test is skipped. */
function smallDisk(test: TestContext, megabytes: number): string {
  const path = folder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", path], { stdio: "ignore" });
  } catch {
    test.skip("needs the right to mount a small disk");
  }
  onTestFinished(() => {
    execFileSync("umount", [path]);
  });
  return path;
}

/** Whether another user reaches the compiled code: not where the project lies in a private folder. */
function isReadableByNobody(): boolean {
  try {
    const script = `require("fs").accessSync(${JSON.stringify(fileURLToPath(DIST))})`;
    execFileSync(process.execPath, ["-e", script], { uid: NOBODY, gid: NOBODY, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const RECORDS = [
  { id: "1", name: "One", count: 1 },
  { id: "2", name: "Two", count: 2 },
];

beforeAll(() => {
  if (!existsSync(DIST)) throw new Error("dist/ is missing: run `npm run build` (`npm test` does)");
});

describe.each(["memory", "lmdb"] as const)("a KB that cannot be written, %s store", (store) => {
  const build = async (path: string) =>
    (await buildKnowledgeBase(RECORDS, path, () => [], { store })).knowledgeBase.close();
  const stats = async (path: string) => {
    const kb = await openKnowledgeBase(path);
    const found = kb.stats();
    await kb.close();
    return found;
  };

  it("on a full disk keeps the KB that a build was to replace", async (test) => {
    const disk = smallDisk(test, 4);
    const path = join(disk, "kb");
    await build(path);
    const before = await stats(path);
    const script = `
      const records = function* () {
        for (let i = 0; i < 20000; i++) yield { id: "id" + i, name: "name " + i, description: noise(500) };
      };
      console.log(JSON.stringify(await code(() => buildKnowledgeBase(records(), path, () => [], { store }))));
    `;
    expect(await run(script, path, store)).toBe("WRITE_FAILED");
    expect(readdirSync(disk)).toEqual(["kb"]);
    expect(await stats(path)).toEqual(before);
  });

  it("on a full disk goes on without what it cannot remember", async (test) => {
    const disk = smallDisk(test, 3);
    const path = join(disk, "kb");
    await build(path);
    const script = `
      const { writeFileSync } = await import("node:fs");
      const kb = await openKnowledgeBase(path);
      await code(() => writeFileSync(path + ".filler", new Uint8Array(4 << 20)));
      for (let i = 0; i < 40; i++) {
        const vector = new Uint8Array(516).fill(i);
        kb.rememberVectors(Array.from({ length: 200 }, (_, k) => ({ index: 200 * i + k, origin: "x", vector })));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const size = kb.size;
      await kb.close();
      console.log(JSON.stringify(size));
    `;
    expect(await run(script, path, store)).toBe(2);
  });

  it("on a full disk keeps every edit that was made, and takes more when there is room", async (test) => {
    const disk = smallDisk(test, 4);
    const path = join(disk, "kb");
    await build(path);
    const script = `
      const { rmSync, writeFileSync } = await import("node:fs");
      const filler = path + ".filler";
      writeFileSync(filler, new Uint8Array(1 << 20));
      const kb = await openKnowledgeBase(path);
      const put = (i) => kb.edit([{ put: { id: "e" + i, name: "edit " + i, description: noise(20000) } }]);
      let made = 0;
      let failed = "none";
      while (failed === "none" && made < 1000) if ((failed = await code(() => put(made))) === "none") made++;
      const seen = [kb.size, kb.candidates("edit " + (made - 1)).length, kb.candidates("edit " + made).length];
      const hash = kb.totals().contentHash;
      const again = await code(() => put(made));
      rmSync(filler);
      const later = await code(() => put(made));
      await kb.close();
      console.log(JSON.stringify({ made, failed, seen, hash, again, later }));
    `;
    const found = (await run(script, path, store)) as { made: number };
    expect(found.made).toBeGreaterThan(10);
    expect(found).toMatchObject({
      failed: "WRITE_FAILED",
      seen: [found.made + 2, 1, 0],
      again: "WRITE_FAILED",
      later: "none",
    });
    const kb = await openKnowledgeBase(path);
    expect(kb.size).toBe(found.made + 3);
    expect([...kb.entities()]).toHaveLength(found.made + 3);
    for (let i = 0; i <= found.made; i++) expect(kb.candidates(`edit ${i}`)).toHaveLength(1);
    await kb.close();
  });

  it("in a folder of another user is read, and says why it is not changed", async (test) => {
    const isRoot = process.getuid?.() === 0;
    if (isRoot && !isReadableByNobody()) test.skip("the other user cannot read the folder of this project");
    const path = folder();
    const kb = join(path, "kb");
    await build(kb);
    chmodSync(path, 0o555);
    for (const file of readdirSync(kb)) chmodSync(join(kb, file), 0o444);
    chmodSync(kb, 0o555);
    onTestFinished(() => {
      chmodSync(path, 0o755);
      chmodSync(kb, 0o755);
    });
    const script = `
      const kb = await openKnowledgeBase(path);
      kb.rememberVectors([{ index: 0, origin: "m", vector: new Uint8Array(4) }]);
      const edited = await code(() => kb.edit([{ remove: "1" }]));
      const built = await code(() => buildKnowledgeBase([{ id: "3", name: "Three" }], path, () => [], { store }));
      console.log(JSON.stringify({ names: [...kb.entities()].map(({ name }) => name), edited, built }));
      await kb.close();
    `;
    if (process.platform === "win32") test.skip("needs the permissions of POSIX");
    expect(await run(script, kb, store, isRoot ? NOBODY : undefined)).toEqual({
      names: ["One", "Two"],
      edited: "KB_READ_ONLY",
      built: "WRITE_FAILED",
    });
    expect(readdirSync(path)).toEqual(["kb"]);
  });
});
