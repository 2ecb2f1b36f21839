import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

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

/** Where the KBs that a checkout of this package builds for its own measurements are kept; git ignores it. */
const CHECKOUT_FOLDER = fileURLToPath(new URL("../../.namesake/kb", import.meta.url));

const isThere = (folder: string): boolean => existsSync(join(folder, "manifest.json"));

/**
 * A name stands for a folder of {@link knowledgeBaseFolder}, or else of the checkout's own; whatever has a separator, starts with a
 * dot or exists here is a folder.
 */
export function locate(nameOrFolder: string): string {
  const isPath = /[\\/]/.test(nameOrFolder) || nameOrFolder.startsWith(".");
  if (isPath || isThere(nameOrFolder)) return resolve(nameOrFolder);
  const own = join(knowledgeBaseFolder(), nameOrFolder);
  const built = join(CHECKOUT_FOLDER, nameOrFolder);
  return !isThere(own) && isThere(built) ? built : own;
}

/** Names that {@link locate} would find. */
export function knownNames(): string[] {
  const names = [knowledgeBaseFolder(), CHECKOUT_FOLDER].flatMap((folder) => {
    try {
      return readdirSync(folder).filter((name) => isThere(join(folder, name)));
    } catch {
      return [];
    }
  });
  return [...new Set(names)].sort();
}
