import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { cacheFolder, knowledgeBaseFolder, knownNames, locate } from "./location.js";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "namesake-home-"));
  vi.stubEnv("NAMESAKE_HOME", home);
  vi.stubEnv("NAMESAKE_CACHE", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

function makeKb(path: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "manifest.json"), "{}");
}

describe("locate", () => {
  it("takes a name for a folder of NAMESAKE_HOME", () => {
    expect(locate("drugs")).toBe(join(home, "kb", "drugs"));
  });

  it.each(["./drugs", "../drugs", "a/drugs", "a\\drugs", "drugs/", ".", "/drugs"])(
    "takes %s for a path",
    (path) => {
      expect(locate(path)).toBe(resolve(path));
    },
  );

  it("takes a name for a path where a KB of that name is here", () => {
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(home);
    expect(locate("drugs")).toBe(join(home, "kb", "drugs"));
    makeKb(join(home, "drugs"));
    expect(locate("drugs")).toBe(resolve("drugs"));
  });
});

describe("knownNames", () => {
  it("lists the folders that hold a KB, sorted", () => {
    // What was built in this checkout counts as well.
    const built = knownNames();
    makeKb(join(home, "kb", "songs"));
    makeKb(join(home, "kb", "drugs"));
    mkdirSync(join(home, "kb", "songs.building-1"));
    writeFileSync(join(home, "kb", "file"), "");
    expect(knownNames()).toEqual([...built, "drugs", "songs"].sort());
  });
});

describe("the folders of the user", () => {
  it("are named by NAMESAKE_HOME and NAMESAKE_CACHE", () => {
    vi.stubEnv("NAMESAKE_CACHE", join(home, "cache"));
    expect(knowledgeBaseFolder()).toBe(join(home, "kb"));
    expect(cacheFolder()).toBe(join(home, "cache"));
  });

  it.runIf(process.platform === "linux")(
    "are those of the XDG specification, which has relative ones ignored",
    () => {
      vi.stubEnv("NAMESAKE_HOME", undefined);
      vi.stubEnv("XDG_DATA_HOME", "/data");
      vi.stubEnv("XDG_CACHE_HOME", "relative");
      expect(knowledgeBaseFolder()).toBe("/data/namesake/kb");
      expect(cacheFolder()).toBe(join(homedir(), ".cache", "namesake"));
      vi.stubEnv("XDG_DATA_HOME", undefined);
      expect(knowledgeBaseFolder()).toBe(join(homedir(), ".local/share", "namesake", "kb"));
    },
  );
});
