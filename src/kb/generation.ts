import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { dataFiles, MANIFEST } from "./data-files.js";
import { type Manifest, parseManifest } from "./manifest.js";

export const BUILT_ANEW = "it was built anew since it was opened; open it again";

/**
 * Which data files of a folder hold its KB: its manifest says it, and is replaced as a whole when others take their place. Looking
 * costs a `stat`, some 3 µs.
 */
export class Generation {
  /** As it was at the last look. */
  manifest: Manifest;
  /** Whether another KB has taken the place of this one. What is open stays readable, and must not be written. */
  isAnew = false;
  private seen: string;

  /** @throws {NamesakeError} KB_FOREIGN, KB_NEWER */
  constructor(readonly folder: string) {
    // Before it is read: what replaces it meanwhile is seen at the next look.
    this.seen = this.identity();
    this.manifest = this.read();
  }

  /** Where the data file is. */
  get data(): string {
    return join(this.folder, dataFiles(this.manifest).data);
  }

  /** Where the journal is, of a memory store. */
  get journal(): string {
    return join(this.folder, dataFiles(this.manifest).journal ?? "");
  }

  /** Looks at the manifest again. Returns whether it is another one. */
  look(): boolean {
    const now = this.identity();
    if (now === this.seen || this.isAnew) return false;
    if (now === "") return false;
    const manifest = this.read();
    this.seen = now;
    if (manifest.created !== this.manifest.created) this.isAnew = true;
    else this.manifest = manifest;
    return true;
  }

  private identity(): string {
    try {
      const { ino, mtimeMs } = statSync(join(this.folder, MANIFEST));
      return `${ino} ${mtimeMs}`;
    } catch {
      // Between two renames of a build there is none.
      return "";
    }
  }

  private read(): Manifest {
    let json: string;
    try {
      json = readFileSync(join(this.folder, MANIFEST), "utf8");
    } catch (error) {
      throw new NamesakeError("KB_FOREIGN", { path: this.folder, why: `${MANIFEST}: ${reason(error)}` });
    }
    return parseManifest(json, this.folder);
  }
}
