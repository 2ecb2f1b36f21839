import { NamesakeError } from "../../errors.js";
import { dumpBytes } from "../mediawiki/dump-bytes.js";
import type { SourceObserver } from "../source.js";
import { displayName } from "../text-file.js";
import { type LineBlock, lineBlocks, MAX_LINE_BYTES } from "./line-blocks.js";
import { pageBlocks } from "./page-blocks.js";

const XML_START = /^(\ufeff|\s)*</;

/**
 * The lines of a dump in blocks: of a JSON dump as they are, of MediaWiki XML its pages. What cannot be read is reported.
 *
 * @param path a file, plain or packed with gzip or bzip2; "-" is standard input, unpacked
 * @throws {NamesakeError} what {@link dumpBytes} throws
 */
export async function* dumpBlocks(
  path: string,
  observer: SourceObserver,
): AsyncGenerator<LineBlock, void, undefined> {
  const name = displayName(path);
  const problem = (message: string): void => observer.rejected(message);
  const progress = observer.progress?.bind(observer);
  const bytes = path === "-" ? standardInput() : dumpBytes(path, { problem, ...(progress && { progress }) });
  try {
    const { value: first } = await bytes.next();
    if (first === undefined) return;
    const all = prepend(first, bytes);
    if (XML_START.test(first.toString("utf8", 0, 100)))
      yield* pageBlocks(all, (message) => problem(`${name}: ${message}`));
    else yield* lineBlocks(all, (line) => problem(tooLong(`${name}, line ${line}`)));
  } finally {
    await bytes.return(undefined);
  }
}

async function* standardInput(): AsyncGenerator<Buffer, void, undefined> {
  for await (const chunk of process.stdin) yield Buffer.from(chunk);
}

async function* prepend(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  yield first;
  yield* rest;
}

function tooLong(where: string): string {
  const expected = `an item of at most ${MAX_LINE_BYTES} bytes`;
  return new NamesakeError("RECORD_INVALID", { where, field: "item", expected, found: "a longer one" })
    .message;
}
