import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join } from "node:path";

/** The first of some programs that is on the PATH, with its folder. */
export async function findProgram(names: readonly string[]): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  for (const name of names)
    for (const folder of folders)
      for (const ending of endings) {
        const path = join(folder, name + ending);
        const usable = await access(path, constants.X_OK).then(
          () => true,
          () => false,
        );
        if (usable) return path;
      }
  return undefined;
}
