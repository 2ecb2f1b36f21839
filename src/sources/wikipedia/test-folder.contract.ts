import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const folders: string[] = [];
afterAll(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A folder that is removed after the tests of the file. */
export function testFolder(): string {
  const path = mkdtempSync(join(tmpdir(), "namesake-wikipedia-"));
  folders.push(path);
  return path;
}
