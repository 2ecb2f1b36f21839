import { join } from "node:path";
import type { PieceSummary } from "./piece-files.js";
import { type PieceOptions, PieceThread } from "./piece-thread.js";
import { cutPieces, PIECE_BYTES } from "./pieces.js";
import { beginResult, finishResult, type WorkFolder } from "./work-folder.js";

/** What the dumps had, in numbers, and where. */
export interface DumpSummary extends PieceSummary {
  pieces: number;
  /** Up to the first page of the first dump: it describes the wiki. */
  head: string;
  /** Bytes of XML. */
  bytes: number;
}

/** Problems that are told of; all are counted. */
const TOLD = 20;

/** The result that a piece is. */
export const pieceName = (number: number): string => join("pieces", String(number).padStart(6, "0"));

/**
 * Reads dumps in threads: each piece becomes a folder of files, see `PIECE_FILES`. Those that an earlier run finished are not read again;
 * their bytes are passed over.
 *
 * @param dumps the bytes of each dump, unpacked
 * @param progress told of the bytes of XML that were read
 * @throws {NamesakeError} WORKER_FAILED, WRITE_FAILED, and what the dumps throw
 */
export async function readDumps(
  dumps: readonly (() => AsyncIterable<Buffer>)[],
  work: WorkFolder,
  options: PieceOptions & { workers: number; pieceBytes?: number },
  progress: (bytes: number) => void = () => {},
): Promise<DumpSummary> {
  const threads: PieceThread[] = [];
  const idle: PieceThread[] = [];
  const running = new Set<Promise<void>>();
  let pieces = 0;
  let firstHead: string | undefined;
  let bytes = 0;
  let failure: { error: unknown } | undefined;
  const { workers, pieceBytes = PIECE_BYTES, ...pieceOptions } = options;
  const freeThread = (): PieceThread => {
    const thread = idle.pop() ?? new PieceThread(pieceOptions);
    if (!threads.includes(thread)) threads.push(thread);
    return thread;
  };
  try {
    for (const dump of dumps)
      for await (const piece of cutPieces(dump(), pieces, pieceBytes)) {
        if (failure !== undefined) throw failure.error;
        pieces = piece.number + 1;
        firstHead ??= piece.head;
        bytes += piece.pages.length;
        progress(bytes);
        const name = pieceName(piece.number);
        if (work.has(name)) continue;
        const thread = freeThread();
        const task = readPiece(thread, piece, work.folder(name)).then(
          () => void idle.push(thread),
          (error: unknown) => {
            failure ??= { error };
          },
        );
        const tracked = task.finally(() => running.delete(tracked));
        running.add(tracked);
        if (running.size >= workers) await Promise.race(running);
      }
    await Promise.all(running);
    if (failure !== undefined) throw failure.error;
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
  const summaries = Array.from({ length: pieces }, (_, i) => work.summary<PieceSummary>(pieceName(i)));
  return { ...totalOf(summaries), pieces, head: firstHead ?? "", bytes };
}

async function readPiece(
  thread: PieceThread,
  piece: Parameters<PieceThread["read"]>[0],
  folder: string,
): Promise<void> {
  const unfinished = beginResult(folder);
  finishResult(unfinished, folder, await thread.read(piece, unfinished));
}

function totalOf(summaries: readonly PieceSummary[]): PieceSummary {
  const total: Record<string, number> = {};
  const problems: string[] = [];
  for (const { problems: own, ...counts } of summaries) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
    problems.push(...own.slice(0, TOLD - problems.length));
  }
  return { ...(total as unknown as Omit<PieceSummary, "problems">), problems };
}
