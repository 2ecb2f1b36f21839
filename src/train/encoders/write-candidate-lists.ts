import { NamesakeError } from "../../errors.js";
import type { KnowledgeBase } from "../../kb/knowledge-base.js";
import { ResumableFiles } from "../../resumable-files.js";
import { type CandidateList, headerBytes, writeList } from "./candidate-lists-format.js";
import { kbOfRows } from "./kb-of-rows.js";
import type { LinkedText, LinkedTexts } from "./linked-texts.js";
import { firstMentions, MentionHash } from "./mention-hash.js";

/** Finds the candidates of a text's mentions, in their order. */
export type FindCandidates = (text: LinkedText) => Promise<readonly CandidateList[]>;

/** Lists to be written, and what they are of. */
export interface ListsToWrite {
  kb: KnowledgeBase;
  texts: LinkedTexts;
  /** Of how many mentions; absent = of all. */
  mentions?: number;
  /** Candidates of a mention that are kept, the first. */
  most: number;
  /** Ids of the encoders that find the candidates and think of them. */
  encoders: readonly string[];
  find: FindCandidates;
}

export interface WriteOptions {
  /** Goes on where an earlier run stopped. Default false: what one has left is an error. */
  resume?: boolean;
  /** What else the lists depend on, as JSON values: what was begun with other ones is not gone on with. */
  run?: Readonly<Record<string, unknown>>;
  /** Stops behind the present text; what is there can be gone on with. */
  signal?: AbortSignal;
  /** Told how many mentions are done. */
  onProgress?: (mentions: number) => void;
  /** See `ResumableOptions`. */
  interval?: number;
}

/** Where the work stands. */
interface Reached {
  mentions: number;
  /** Names these mentions. */
  hash: string;
}

/**
 * Writes candidate lists of the mentions of texts, text by text: what is in memory is a text. The file is there when it is complete.
 *
 * @returns how many mentions have lists, and whether it was stopped before its end
 * @throws {NamesakeError} OPTION_INVALID where the texts have no mentions; UNFINISHED_EXISTS; UNFINISHED_UNUSABLE where what is to be
 * gone on with is of other texts, another KB or other encoders; WRITE_FAILED; and what finding and reading throw
 */
export async function writeCandidateLists(
  path: string,
  lists: ListsToWrite,
  { resume = false, run = {}, signal, onProgress, interval }: WriteOptions = {},
): Promise<{ mentions: number; stopped: boolean }> {
  const { kb, texts, mentions = Number.POSITIVE_INFINITY, most, encoders, find } = lists;
  const listed = kbOfRows(kb);
  const files = await ResumableFiles.open<Reached>([path], {
    run: { ...run, kb: listed.contentHash, encoders, most, mentions: lists.mentions ?? "all" },
    resume,
    ...(interval === undefined ? {} : { interval }),
  });
  try {
    if (files.complete) return { mentions: files.state?.mentions ?? 0, stopped: false };
    if (files.state === undefined) await files.append(0, headerBytes());
    const position = new Position(files.state, path);
    for await (const text of firstMentions(texts(), mentions)) {
      if (text.mentions.length === 0) continue;
      if (signal?.aborted === true) {
        await files.commit(position.furthest);
        return { mentions: position.furthest.mentions, stopped: true };
      }
      if (position.next(text)) {
        await files.append(0, await bytesOf(text, find, most));
        await files.checkpoint(position.furthest);
      }
      onProgress?.(position.furthest.mentions);
    }
    const { mentions: all, hash } = position.end();
    if (all === 0)
      throw new NamesakeError("OPTION_INVALID", {
        option: "The data",
        expected: `documents in which entities of the knowledge base ${listed.name} are linked`,
        found: "none",
      });
    await files.replaceStart(0, headerBytes({ kb: listed, encoders, most, mentions: all, data: hash }));
    await files.finish({ mentions: all, hash });
    return { mentions: all, stopped: false };
  } finally {
    await files.close();
  }
}

async function bytesOf(text: LinkedText, find: FindCandidates, most: number): Promise<Uint8Array> {
  const found = await find(text);
  if (found.length !== text.mentions.length)
    throw new RangeError(`expected ${text.mentions.length} lists, found ${found.length}`);
  return Buffer.concat(found.map((list) => writeList(list, most)));
}

/** Goes through texts, and knows those that an earlier run has done. */
class Position {
  readonly #hash = new MentionHash();
  #isPast: boolean;

  constructor(
    private readonly before: Reached | undefined,
    private readonly path: string,
  ) {
    // One that was stopped before its first text has left nothing to compare.
    this.#isPast = before === undefined || before.mentions === 0;
  }

  /**
   * Goes behind a text.
   *
   * @returns whether it is still to be done
   * @throws {NamesakeError} UNFINISHED_UNUSABLE where the earlier run had other texts
   */
  next(text: LinkedText): boolean {
    this.#hash.add(text);
    if (this.#isPast) return true;
    const { mentions, hash } = this.before as Reached;
    if (this.#hash.mentions < mentions) return false;
    if (this.#hash.mentions > mentions || this.#hash.digest !== hash)
      throw this.#otherTexts(`the first ${mentions} mentions are others than they were`);
    this.#isPast = true;
    return false;
  }

  /** Where the work stands, or stood when the earlier run ended. */
  get furthest(): Reached {
    const { mentions, digest } = this.#hash;
    return this.#isPast ? { mentions, hash: digest } : (this.before as Reached);
  }

  /** @throws {NamesakeError} UNFINISHED_UNUSABLE where the earlier run had more mentions */
  end(): Reached {
    const { mentions } = this.#hash;
    if (!this.#isPast)
      throw this.#otherTexts(`it has ${this.before?.mentions} mentions, now there are ${mentions}`);
    return this.furthest;
  }

  #otherTexts(why: string): NamesakeError {
    return new NamesakeError("UNFINISHED_UNUSABLE", { path: this.path, why });
  }
}
