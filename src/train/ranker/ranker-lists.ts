import type { Budget, Linker } from "../../link/linker.js";
import { RANKER_COLUMNS, rankerColumns, rankerRows } from "../../link/ranker/ranker-rows.js";
import type { LinkedText } from "../encoders/linked-texts.js";
import type { LabelledMention } from "../fit-weights.js";
import type { Lists } from "../trees/fit-trees.js";

/** Lists as they grow: their rows in pieces, so that nothing is copied but once. */
export class RankerLists {
  private readonly columns = rankerColumns(RANKER_COLUMNS, "the ranker");
  private readonly pieces: Float32Array[] = [];
  private readonly sizes: number[] = [];
  private readonly gold: number[] = [];
  private readonly sets: string[] = [];

  get size(): number {
    return this.sizes.length;
  }

  /**
   * @param gold position of the right candidate; -1 = NIL
   * @param set all sets count the same, however many lists they have
   */
  add(candidates: LabelledMention["candidates"], gold: number, set = ""): void {
    const rows = rankerRows(
      this.columns,
      candidates.map((features) => ({ features })),
    );
    const piece = new Float32Array(rows.length * this.columns.length);
    for (const [i, row] of rows.entries()) piece.set(row, i * this.columns.length);
    this.pieces.push(piece);
    this.sizes.push(rows.length);
    this.gold.push(gold < 0 ? rows.length - 1 : gold);
    this.sets.push(set);
  }

  lists(): Lists {
    const values = new Float32Array(this.pieces.reduce((sum, { length }) => sum + length, 0));
    const starts = new Uint32Array(this.size + 1);
    let at = 0;
    for (const [i, piece] of this.pieces.entries()) {
      values.set(piece, at);
      at += piece.length;
      starts[i + 1] = (starts[i] as number) + (this.sizes[i] as number);
    }
    return { values, starts, gold: Uint32Array.from(this.gold), weights: this.weights() };
  }

  private weights(): Float32Array {
    const sizes = new Map<string, number>();
    for (const set of this.sets) sizes.set(set, (sizes.get(set) ?? 0) + 1);
    return Float32Array.from(this.sets, (set) => this.size / (sizes.size * (sizes.get(set) as number)));
  }
}

/** The place of an answer that is not among the candidates. */
export const NO_CANDIDATE = -2;

export interface MeasuringOptions {
  /** Whether the candidates are those that come with the mentions, where they do. */
  given?: boolean;
  /** Default "best". */
  budget?: Budget;
}

/** What a linker measures of the linked mentions of a text, all of them given to it. */
export async function measuredMentions(
  linker: Linker,
  { text, mentions }: LinkedText,
  { given = false, budget = "best" }: MeasuringOptions = {},
): Promise<LabelledMention[]> {
  const rows = new Map(mentions.map(({ start, end, row }) => [`${start}:${end}`, row]));
  const labelled: LabelledMention[] = [];
  const spans = mentions.map(({ start, end, given: listed }) => ({
    ...{ start, end },
    ...(given && listed && { candidates: [...listed] }),
  }));
  for await (const { found, measured } of linker.measure(text, { mentions: spans, budget })) {
    const row = rows.get(`${found.start}:${found.end}`);
    const id = row === undefined || row === null ? undefined : linker.kb.at(row)?.id;
    const gold = id === undefined ? -1 : measured.findIndex(({ entity }) => entity.id === id);
    labelled.push({
      candidates: measured.map(({ features }) => features),
      gold: id !== undefined && gold < 0 ? NO_CANDIDATE : gold,
    });
  }
  return labelled;
}
