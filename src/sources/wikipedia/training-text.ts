import type { WikiDocument } from "../mediawiki/wikitext.js";
import type { WeakLabels } from "./weak-labels.js";

/** A mention of a training document, as Namesake's own format of data sets has it. */
export interface TrainingMention {
  start: number;
  end: number;
  /** A title; where it is that of a redirect, the KB leads from it to the entity. */
  entity: string;
  /** `["weak"]`: no editor set this link. */
  slices?: string[];
}

/** A document of Namesake's own format of data sets. */
export interface TrainingDocument {
  id: string;
  text: string;
  title: string;
  mentions: TrainingMention[];
}

/** A longer page becomes several documents, in UTF-16 units. */
const MAX_LENGTH = 20_000;
/** Shorter paragraphs are labels and lines of tables. */
const MIN_PARAGRAPH = 30;

/** The paragraphs of a page that have mentions, joined by line breaks. */
export function trainingDocuments(
  id: number,
  title: string,
  document: WikiDocument,
  labels: WeakLabels | undefined,
): TrainingDocument[] {
  const documents: TrainingDocument[] = [];
  let text = "";
  let mentions: TrainingMention[] = [];
  const finish = () => {
    if (mentions.length === 0) return;
    const part = documents.length === 0 ? "" : `-${documents.length + 1}`;
    documents.push({ id: `${id}${part}`, text, title, mentions });
    text = "";
    mentions = [];
  };
  for (const whole of document.paragraphs) {
    const { text: paragraph, links, kind } = whole;
    if (kind !== "text" || paragraph.length < MIN_PARAGRAPH) continue;
    const own = links.filter(({ start, end }) => paragraph.slice(start, end).trim() !== "");
    const weak = labels?.spansOf(whole, own) ?? [];
    if (own.length + weak.length === 0) continue;
    if (text.length + paragraph.length > MAX_LENGTH) finish();
    const offset = text === "" ? 0 : text.length + 1;
    text = text === "" ? paragraph : `${text}\n${paragraph}`;
    const all: TrainingMention[] = own.map(({ start, end, target }) => ({
      start: start + offset,
      end: end + offset,
      entity: target,
    }));
    for (const { start, end } of weak)
      all.push({ start: start + offset, end: end + offset, entity: title, slices: ["weak"] });
    if (weak.length > 0) all.sort((a, b) => a.start - b.start);
    for (const mention of all) mentions.push(mention);
  }
  finish();
  return documents;
}
