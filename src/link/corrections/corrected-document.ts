import { fingerprint } from "../../kb/content-hash.js";
import type { Link } from "../link.js";

/**
 * A text of which a person has said what some of its mentions mean: a document of Namesake's own data-set format. What nobody has
 * looked at is neither right nor wrong: it lies in `ignore`.
 */
export interface CorrectedDocument {
  id: string;
  text: string;
  /** In order; `entity` is an id of the KB, null = none of it. */
  mentions: { start: number; end: number; entity: string | null }[];
  /** The rest of the text, as [start, end]. */
  ignore: [start: number, end: number][];
  corrected: {
    /** ISO 8601, UTC. */
    time: string;
    author?: string;
    /** Of the KB that the answers were given for. */
    kbVersion: number;
  };
}

/** What is known of a correction beside the text and its answers. */
export interface CorrectionOptions {
  /** Names the document: what is corrected later under the same id takes its place. Default: made of the text. */
  id?: string;
  author?: string;
}

/**
 * @param links of the text, in order: those that are fixed are the answers
 * @param kbVersion of the KB that was answered for
 */
export function correctedDocument(
  text: string,
  links: readonly Link[],
  kbVersion: number,
  { id = `text-${fingerprint(text)}`, author }: CorrectionOptions,
): CorrectedDocument {
  const fixed = links.filter((link) => link.fixed === true);
  const ends = [0, ...fixed.map(({ end }) => end)];
  const starts = [...fixed.map(({ start }) => start), text.length];
  return {
    id,
    text,
    mentions: fixed.map(({ start, end, entity }) => ({ start, end, entity: entity?.id ?? null })),
    ignore: starts.flatMap((start, i): [number, number][] => {
      const end = ends[i] as number;
      return end < start ? [[end, start]] : [];
    }),
    corrected: {
      time: new Date().toISOString(),
      ...(author !== undefined && { author }),
      kbVersion,
    },
  };
}

/** @param length of the text, in UTF-16 units */
function isMention(value: unknown, length: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { start, end, entity } = value as Partial<CorrectedDocument["mentions"][number]>;
  const isSpan = Number.isInteger(start) && Number.isInteger(end);
  return (
    isSpan &&
    0 <= (start as number) &&
    (start as number) < (end as number) &&
    (end as number) <= length &&
    (entity === null || (typeof entity === "string" && entity !== ""))
  );
}

/** The document of a line of JSON; undefined where it is none. */
export function parseCorrected(line: string): CorrectedDocument | undefined {
  try {
    const value = JSON.parse(line) as Partial<CorrectedDocument> | null;
    if (typeof value?.id !== "string" || typeof value.text !== "string") return undefined;
    const { length } = value.text;
    const isWhole =
      Array.isArray(value.mentions) && value.mentions.every((mention) => isMention(mention, length));
    return isWhole ? (value as CorrectedDocument) : undefined;
  } catch {
    return undefined;
  }
}
