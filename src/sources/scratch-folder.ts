import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import { isAlive } from "../kb/is-alive.js";
import { Spool } from "./spool.js";

/** Of this machine, so that what processes of another one write is left alone where they share a disk. */
const PREFIX = `.namesake-${hostname().replace(/[^\w.]/g, "_")}-`;

/** A folder for what waits while a source is read. What killed processes left in the same place is removed. */
export class ScratchFolder {
  private readonly folder: string;
  private readonly spools: Spool[] = [];

  /**
   * @param parent is made where it is missing; default: where the system has its temporary files
   * @throws {NamesakeError} WRITE_FAILED
   */
  constructor(parent: string = tmpdir()) {
    try {
      mkdirSync(parent, { recursive: true });
      removeLeftovers(parent);
      this.folder = mkdtempSync(join(parent, `${PREFIX}${process.pid}-`));
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path: parent, why: reason(error) }, { cause: error });
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Opens a new file of lines; it is closed with the folder. */
  async spool(name: string): Promise<Spool> {
    const spool = await Spool.open(this.path(name));
    this.spools.push(spool);
    return spool;
  }

  /** Removes the folder with all that is in it. */
  async remove(): Promise<void> {
    await Promise.all(this.spools.splice(0).map((spool) => spool.close()));
    this.removeFiles();
  }

  /** The same, where no spool was opened. */
  removeFiles(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    if (!Number.isNaN(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}
