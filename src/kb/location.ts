import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Folders of this user, by the customs of the platform (XDG on Linux). */
function userFolder(kind: "cache" | "data"): string {
  const home = homedir();
  if (process.platform === "win32")
    return join(process.env["LOCALAPPDATA"] ?? join(home, "AppData", "Local"), "namesake", kind);
  if (process.platform === "darwin")
    return join(home, "Library", kind === "cache" ? "Caches" : "Application Support", "namesake");
  const [variable, folder] =
    kind === "cache" ? (["XDG_CACHE_HOME", ".cache"] as const) : (["XDG_DATA_HOME", ".local/share"] as const);
  // The XDG specification has relative paths ignored.
  const chosen = process.env[variable];
  return join(chosen !== undefined && isAbsolute(chosen) ? chosen : join(home, folder), "namesake");
}

/** What can be made again: the starter KB, the encoder in its ONNX form. `NAMESAKE_CACHE` overrides it. */
export const cacheFolder = (): string => process.env["NAMESAKE_CACHE"] ?? userFolder("cache");

/** Where KBs addressed by a name are kept. `NAMESAKE_HOME` overrides it. */
export const knowledgeBaseFolder = (): string =>
  join(process.env["NAMESAKE_HOME"] ?? userFolder("data"), "kb");

/** A name stands for a folder of {@link knowledgeBaseFolder}; whatever has a separator, starts with a dot or exists here is a folder. */
export function locate(nameOrFolder: string): string {
  const isPath = /[\\/]/.test(nameOrFolder) || nameOrFolder.startsWith(".");
  if (isPath || existsSync(join(nameOrFolder, "manifest.json"))) return resolve(nameOrFolder);
  return join(knowledgeBaseFolder(), nameOrFolder);
}

/** Names that {@link locate} would find. */
export function knownNames(): string[] {
  try {
    return readdirSync(knowledgeBaseFolder())
      .filter((name) => existsSync(join(knowledgeBaseFolder(), name, "manifest.json")))
      .sort();
  } catch {
    return [];
  }
}
