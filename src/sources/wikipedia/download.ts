import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { NamesakeError, reason } from "../../errors.js";

/** Where the Wikimedia Foundation has its dumps. */
export const WIKIMEDIA_DUMPS = "https://dumps.wikimedia.org";

/** Attempts at a file that make no progress, before it is given up. */
const ATTEMPTS = 5;
/** Milliseconds before the second attempt; each further one waits twice as long. */
const WAIT = 500;

export interface DownloadOptions {
  /** Default: {@link WIKIMEDIA_DUMPS}. */
  mirror?: string;
  /** Told of the bytes that are here, and of all; undefined where the server does not say. */
  progress?: (bytes: number, of: number | undefined) => void;
  /** Told that a file is begun, gone on with or checked. */
  say?: (message: string) => void;
}

/**
 * Downloads the articles of a wiki, as `pages-articles-multistream.xml.bz2`. What a killed or broken download left is gone on with; the
 * SHA-1 is compared with that of the server, and only a file that agrees gets its name.
 *
 * @param wiki such as "enwiki/20261101"; without a date, the latest dump
 * @param folder where it goes
 * @returns the path of the file
 * @throws {NamesakeError} DOWNLOAD_FAILED, WRITE_FAILED, OPTION_INVALID
 */
export async function downloadDump(
  wiki: string,
  folder: string,
  options: DownloadOptions = {},
): Promise<string> {
  const [, name, given = "latest"] = /^([a-z0-9_]+)(?:\/(\d{8}|latest))?$/.exec(wiki) ?? [];
  if (name === undefined)
    throw new NamesakeError("OPTION_INVALID", {
      option: "--download",
      expected: 'a wiki and a date, such as "enwiki/20261101", or "enwiki" for the latest',
      found: wiki,
    });
  const base = `${(options.mirror ?? WIKIMEDIA_DUMPS).replace(/\/+$/, "")}/${name}/${given}`;
  const sums = await textOf(`${base}/${name}-${given}-sha1sums.txt`);
  const listed = new RegExp(
    `^([0-9a-f]{40})\\s+\\*?(${name}-\\d+-pages-articles-multistream\\.xml\\.bz2)$`,
    "m",
  );
  const [, sha1, file] = listed.exec(sums) ?? [];
  if (sha1 === undefined || file === undefined)
    throw new NamesakeError("DOWNLOAD_FAILED", {
      url: base,
      why: "its list of checksums has no pages-articles-multistream.xml.bz2, so that the dump may not be complete yet",
    });
  await mkdir(folder, { recursive: true });
  const path = join(folder, file);
  if (existsSync(path)) return path;
  const date = /-(\d+)-/.exec(file)?.[1];
  const url = `${base.slice(0, -given.length)}${date}/${file}`;
  const part = `${path}.part`;
  await fetchInto(url, part, options);
  options.say?.(`checking ${file}`);
  const found = await sha1Of(part);
  if (found !== sha1) {
    await rm(part);
    throw new NamesakeError("DOWNLOAD_FAILED", {
      url,
      why: `its SHA-1 should be ${sha1} and is ${found}, so that it was deleted`,
    });
  }
  await rename(part, path);
  return path;
}

/** Adds to a file what it lacks of that of the server; begins again where the connection breaks. */
async function fetchInto(url: string, part: string, options: DownloadOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = existsSync(part) ? statSync(part).size : 0;
    try {
      return await fetchRest(url, part, before, options);
    } catch (error) {
      if (error instanceof NamesakeError) throw error;
      const after = existsSync(part) ? statSync(part).size : 0;
      if (after > before) attempt = 0;
      else if (attempt >= ATTEMPTS) throw failure(url, error);
      await new Promise((resolve) => setTimeout(resolve, WAIT * 2 ** attempt));
    }
  }
}

async function fetchRest(url: string, part: string, from: number, options: DownloadOptions): Promise<void> {
  const response = await fetch(url, from === 0 ? {} : { headers: { range: `bytes=${from}-` } });
  // All of it was here already.
  if (response.status === 416) return void (await response.body?.cancel());
  if (response.status >= 500) throw new Error(`the server answered ${response.status}`);
  if (!response.ok || response.body === null)
    throw new NamesakeError("DOWNLOAD_FAILED", { url, why: `the server answered ${response.status}` });
  const isRest = response.status === 206;
  const size = Number(response.headers.get("content-length") ?? Number.NaN);
  const of = Number.isNaN(size) ? undefined : size + (isRest ? from : 0);
  const file = await open(part, isRest ? "a" : "w");
  try {
    let bytes = isRest ? from : 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      await write(part, () => file.write(chunk));
      bytes += chunk.length;
      options.progress?.(bytes, of);
    }
    if (of !== undefined && bytes < of) throw new Error(`the connection ended after ${bytes} of ${of} bytes`);
    await write(part, () => file.datasync());
  } finally {
    await file.close();
  }
}

async function write(path: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    throw new NamesakeError("WRITE_FAILED", { path, why: reason(error) }, { cause: error });
  }
}

async function textOf(url: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw failure(url, error);
  }
  if (!response.ok)
    throw new NamesakeError("DOWNLOAD_FAILED", { url, why: `the server answered ${response.status}` });
  return response.text();
}

async function sha1Of(path: string): Promise<string> {
  const hash = createHash("sha1");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** `fetch` hides the reason in the cause. */
function failure(url: string, error: unknown): NamesakeError {
  const cause = (error as { cause?: unknown }).cause ?? error;
  return new NamesakeError("DOWNLOAD_FAILED", { url, why: reason(cause) }, { cause: error });
}
