import type { segmentsOf } from "./client-segments.js";
import type { DocumentData, DocumentEntry, RunData } from "./document-data.js";
import type { Create, PageElement } from "./dom.js";
import type { PageIndex } from "./page-index.js";

/** What is shown of a document. */
export interface ShownDocument {
  /** Position in the index. */
  position: number;
  entry: DocumentEntry;
  data: DocumentData;
  run: RunData;
  text: string;
  /** The error class that is looked for. */
  errorClass: number | undefined;
}

/**
 * A document with its marks. Each stretch of marked text is a button; one of them is in the tab order, and the arrow keys lead to
 * the others. Runs in the page: it may use nothing from outside of itself.
 */
export function documentView(
  create: Create,
  index: PageIndex,
  divide: typeof segmentsOf,
  { position, entry, run, text, errorClass }: ShownDocument,
): PageElement {
  const counts = new Map<string, number>();
  for (const { outcome } of run.marks) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const summary = Object.entries(index.outcomes).flatMap(([outcome, { label, style }]) => {
    const count = counts.get(outcome);
    return count === undefined ? [] : [create("li", { class: style }, `${count} ${label}`)];
  });
  const isMatch = (mark: number): boolean =>
    errorClass !== undefined && (run.marks[mark]?.errors.includes(errorClass) ?? false);
  const isError = (mark: number): boolean => (run.marks[mark]?.errors.length ?? 0) > 0;

  const body = create("div", {
    class: "text",
    dir: "auto",
    role: "group",
    "aria-label": `Text of ${entry.id}`,
  });
  let isFirst = true;
  for (const { start, end, marks } of divide(text.length, run.marks)) {
    const words = text.slice(start, end);
    const [owner] = marks;
    const mark = owner === undefined ? undefined : run.marks[owner];
    if (mark === undefined) {
      body.append(words);
      continue;
    }
    const { label, style } = index.outcomes[mark.outcome];
    const isWhole = mark.start === start && mark.end === end;
    const classes = ["mark", style];
    // The sign stands once, at the mention's end.
    if (mark.end === end) classes.push("last");
    if (marks.length > 1) classes.push("nested");
    if (errorClass !== undefined) classes.push(marks.some(isMatch) ? "match" : "other");
    if (marks.some(isError)) classes.push("error");
    const told = isWhole ? words : `${words}, part of ${text.slice(mark.start, mark.end)}`;
    body.append(
      create(
        "span",
        {
          class: classes.join(" "),
          role: "button",
          tabindex: isFirst ? "0" : "-1",
          "data-marks": marks.join(" "),
          "aria-label": `${told}: ${label}`,
        },
        words,
      ),
    );
    isFirst = false;
  }
  const next = create(
    "button",
    { type: "button", class: "next" },
    errorClass === undefined ? "Next error" : "Next match",
  );
  const hasTarget = run.marks.some((_, mark) => (errorClass === undefined ? isError(mark) : isMatch(mark)));
  const about = [index.datasets[entry.dataset] ?? ""];
  if (entry.world !== undefined) about.push(entry.world);
  if (run.milliseconds !== null) about.push(`${Number(run.milliseconds.toPrecision(2))} ms`);
  return create(
    "article",
    { class: "document", "data-document": String(position) },
    create(
      "header",
      {},
      create("h3", {}, entry.id),
      create("p", { class: "about" }, about.join(" · ")),
      create("ul", { class: "outcomes" }, ...summary),
      ...(hasTarget ? [next] : []),
    ),
    body,
  );
}
