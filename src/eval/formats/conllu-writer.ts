import type { GoldDocument, GoldMention, Span } from "../dataset.js";
import { escapeField } from "./conllu-entities.js";
import { escapeSpaces } from "./conllu-text.js";
import { tokenLines } from "./corpus-tokens.js";
import type { Piece } from "./format.js";
import { plainText } from "./plain-text.js";

const FIELDS = "GRP-etype-identity";

const oneLine = (text: string): string => text.trim().replace(/\s+/gu, " ");

/** Names the groups of mentions of one entity, as brackets have them. */
class Groups {
  private readonly names = new Map<string, number>();
  private open: { group: number; end: number }[] = [];
  private last = 0;

  /** The number of a mention's group; of its own for NIL, and where a bracket of the same name is still open. */
  of({ start, end, entity }: GoldMention): number {
    this.open = this.open.filter((one) => one.end > start);
    const known = entity === null ? undefined : this.names.get(entity);
    const group = known === undefined || this.open.some((one) => one.group === known) ? ++this.last : known;
    if (entity !== null && known === undefined) this.names.set(entity, group);
    this.open.push({ group, end });
    return group;
  }
}

/** The first place from which on the tokens are so; their number where none is. */
function firstWhere(tokens: readonly Span[], isSo: (token: Span) => boolean): number {
  let [low, high] = [0, tokens.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(tokens[middle] as Span)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The brackets of each token, by its place. */
function bracketsOf(tokens: readonly Span[], mentions: readonly GoldMention[]): Map<number, string> {
  const groups = new Groups();
  const opening = new Map<number, string>();
  const closing = new Map<number, string>();
  for (const mention of mentions) {
    const first = firstWhere(tokens, ({ end }) => end > mention.start);
    const last = firstWhere(tokens, ({ start }) => start >= mention.end) - 1;
    if (last < first) continue; // white space alone
    const group = groups.of(mention);
    const fields = [group, escapeField(mention.label ?? ""), escapeField(mention.entity ?? "NIL")].join("-");
    opening.set(first, `${opening.get(first) ?? ""}(${fields}${first === last ? ")" : ""}`);
    // Of brackets that end together, the one that was opened last ends first.
    if (first !== last) closing.set(last, `${group})${closing.get(last) ?? ""}`);
  }
  return new Map(tokens.map((_, i) => [i, (opening.get(i) ?? "") + (closing.get(i) ?? "")]));
}

/** How the white space behind a token is told; "" where it is one space, or what the next paragraph has before it. */
function spacesAfter(gap: string, paragraph: boolean, last: boolean): string {
  if (gap === "") return last ? "" : "SpaceAfter=No";
  if (!last && gap === (paragraph ? "\n" : " ")) return "";
  return `SpacesAfter=${escapeSpaces(gap)}`;
}

function* sentencesOf({ id, text, mentions }: GoldDocument): Generator<string, void, undefined> {
  const lines = tokenLines(text, mentions, "sentences");
  const tokens = lines.flat();
  const brackets = bracketsOf(tokens, mentions);
  let place = 0;
  for (const [i, line] of lines.entries()) {
    const [first, last] = [line[0] as Span, line.at(-1) as Span];
    const gapBefore = text.slice(tokens[place - 1]?.end ?? 0, first.start);
    const rows: string[] = [];
    for (const [n, { start, end }] of line.entries()) {
      const next = tokens[place + 1];
      const gap = text.slice(end, next?.start ?? text.length);
      const paragraph = n === line.length - 1 && gap.includes("\n");
      const misc = [
        brackets.get(place) === "" ? "" : `Entity=${brackets.get(place)}`,
        spacesAfter(gap, paragraph, next === undefined),
        place === 0 && start > 0 ? `SpacesBefore=${escapeSpaces(text.slice(0, start))}` : "",
      ].filter((member) => member !== "");
      const form = text.slice(start, end);
      rows.push([n + 1, form, ...Array(7).fill("_"), misc.join("|") || "_"].join("\t"));
      place++;
    }
    const comments = [
      ...(i === 0 || gapBefore.includes("\n") ? ["# newpar"] : []),
      `# sent_id = ${oneLine(id)}-${i + 1}`,
      `# text = ${oneLine(text.slice(first.start, last.end))}`,
    ];
    yield `${[...comments, ...rows].join("\n")}\n\n`;
  }
}

/** Writes documents as CoNLL-U: sentences of words with their entities, and no other columns. */
export async function* writeConllu(
  documents: AsyncIterable<GoldDocument> | Iterable<GoldDocument>,
): AsyncGenerator<Piece, void, undefined> {
  for await (const document of documents) {
    const head = [
      `# newdoc id = ${oneLine(document.id)}`,
      `# global.Entity = ${FIELDS}`,
      ...(document.title === undefined ? [] : [`# meta::title = ${oneLine(document.title)}`]),
    ];
    const body = [...sentencesOf({ ...document, text: plainText(document.text) })].join("");
    yield { file: "", text: plainText(`${head.join("\n")}\n${body === "" ? "\n" : body}`) };
  }
}
