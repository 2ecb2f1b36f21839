import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../world/data.js";

/**
 * Runs a command of the program in a process of its own, and shows what it says.
 *
 * @throws {Error} where it ends with another code than 0, or 3: parts of the data were left out
 */
export function namesake(parameters: readonly string[]): Promise<void> {
  console.error(`   namesake ${parameters.join(" ")}`);
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...parameters], {
    stdio: ["ignore", "ignore", "inherit"],
    cwd: root,
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0 || code === 3) resolve();
      else
        reject(new Error(`namesake ${parameters[0]} ended with ${signal ?? code}; the same command goes on`));
    });
  });
}
