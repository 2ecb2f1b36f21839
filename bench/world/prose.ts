import { dataFile, isHeldBack, objects } from "./data.js";

/** A paragraph of a page with its links: code-point offsets, target title, 1 where the target is known to be a redirect. */
export interface Paragraph {
  page: string;
  text: string;
  links: [start: number, end: number, target: string, redirect: 0 | 1][];
}

/** The files of paragraphs, each with the column of the anchor counts that its links went into. */
export const PROSE = [
  { name: "uoi", column: "uoi_prose", flagged: true },
  { name: "fa", column: "fa_prose", flagged: false },
  { name: "wtq", column: "wtq_all", flagged: true },
  { name: "misc", column: undefined, flagged: false },
] as const;

/** The title of a paragraph's page; a prefix says where some pages were taken from. */
export const pageTitle = (paragraph: Paragraph): string => paragraph.page.replace(/^wtf:/, "");

/** All paragraphs of a file in their order, each with whether its page is held back; `isHeld` may say otherwise which are. */
export async function* paragraphs(
  name: (typeof PROSE)[number]["name"],
  isHeld: (title: string) => boolean = isHeldBack,
): AsyncGenerator<{ paragraph: Paragraph; title: string; held: boolean }> {
  const known = new Map<string, boolean>();
  for await (const paragraph of objects<Paragraph>(dataFile(`prose_${name}.jsonl.gz`))) {
    const title = pageTitle(paragraph);
    const held = known.get(title) ?? isHeld(title);
    known.set(title, held);
    yield { paragraph, title, held };
  }
}

/** The texts of a paragraph's links. */
export function anchors({ text, links }: Paragraph): string[] {
  // Without surrogates, code points are UTF-16 units.
  if (!/[\ud800-\udfff]/.test(text)) return links.map(([start, end]) => text.slice(start, end));
  const points = [...text];
  return links.map(([start, end]) => points.slice(start, end).join(""));
}
