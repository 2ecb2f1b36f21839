import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { NamesakeError, reason } from "../errors.js";
import type { Piece } from "./formats/format.js";

/**
 * Writes the files of a format that is a folder. The folder is there as a whole or not at all.
 *
 * @param folder must not be there yet, or be empty
 * @throws {NamesakeError} OPTION_INVALID where the folder has something in it, WRITE_FAILED; and whatever the pieces throw
 */
export async function writePieces(folder: string, pieces: AsyncIterable<Piece>): Promise<void> {
  const target = resolve(folder);
  await checkEmpty(target, folder);
  const temporary = `${target}.${randomUUID()}.tmp`;
  const writer = new PieceWriter(temporary, folder);
  try {
    await writer.doing(() => mkdir(temporary, { recursive: true }));
    for await (const piece of pieces) await writer.write(piece);
    await writer.close();
    await writer.doing(async () => {
      await rmdir(target).catch(ignoreAbsent);
      await rename(temporary, target);
    });
  } catch (error) {
    await writer.close().catch(() => undefined);
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

const isAbsent = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === "ENOENT";

function ignoreAbsent(error: unknown): void {
  if (!isAbsent(error)) throw error;
}

async function checkEmpty(target: string, folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(target);
  } catch (error) {
    if (isAbsent(error)) return;
    throw new NamesakeError("WRITE_FAILED", { path: folder, why: reason(error) }, { cause: error });
  }
  if (names.length > 0)
    throw new NamesakeError("OPTION_INVALID", {
      option: "--out",
      expected: "a folder that is new or empty",
      found: folder,
    });
}

class PieceWriter {
  private file: { name: string; handle: FileHandle } | undefined;
  private readonly seen = new Set<string>();

  constructor(
    private readonly root: string,
    /** What it is called in messages. */
    private readonly folder: string,
  ) {}

  async write({ file, text }: Piece): Promise<void> {
    const path = join(this.root, file);
    // Names of files are made of what the data says.
    if (!path.startsWith(this.root + sep))
      throw new NamesakeError("WRITE_FAILED", {
        path: this.folder,
        why: `the data calls a file "${file}", which is outside of it`,
      });
    await this.doing(async () => {
      if (this.file?.name !== file) {
        await this.close();
        await mkdir(dirname(path), { recursive: true });
        this.file = { name: file, handle: await open(path, this.seen.has(file) ? "a" : "w") };
        this.seen.add(file);
      }
      await this.file.handle.writeFile(text);
    });
  }

  async close(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.handle.close();
  }

  /** Tells what the file system says as the caller's to mend. */
  async doing<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw new NamesakeError("WRITE_FAILED", { path: this.folder, why: reason(error) }, { cause: error });
    }
  }
}
