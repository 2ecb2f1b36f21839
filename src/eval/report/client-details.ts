import type { DocumentData, MarkData } from "./document-data.js";
import type { Create, PageElement } from "./dom.js";
import type { PageIndex } from "./page-index.js";

/**
 * What is known of a mention: what is meant, what was answered, the ranked candidates and the error classes. Runs in the page: it
 * may use nothing from outside of itself.
 */
export function detailsOf(
  create: Create,
  index: PageIndex,
  data: DocumentData,
  text: string,
  mark: MarkData,
): PageElement {
  const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)}\u00a0%`;
  const named = (id: string): PageElement => {
    const [name = "", type = "", count = 0] = data.entities[id] ?? [];
    const about = [type, count > 0 ? `count ${count.toLocaleString("en-GB")}` : ""].filter(
      (words) => words !== "",
    );
    return create(
      "span",
      { class: "entity" },
      name === "" ? "" : create("span", { class: "name" }, name),
      create(
        "span",
        { class: "about" },
        create("code", {}, id),
        about.map((words) => ` · ${words}`).join(""),
      ),
    );
  };
  const rows: PageElement[] = [];
  const row = (term: string, ...contents: (PageElement | string)[]): void => {
    rows.push(create("dt", {}, term), create("dd", {}, ...contents));
  };
  const gold = mark.gold === undefined ? undefined : data.gold[mark.gold];
  if (gold === undefined) row("Gold", "no gold mention has this span");
  else if (gold.reference === null) row("Gold", "NIL");
  else if (gold.ids.length === 0) row("Gold", gold.reference, " (not in the knowledge base)");
  else row("Gold", ...gold.ids.map((id) => create("div", {}, named(id))));
  if (gold?.label !== undefined) row("Class", gold.label);
  if (gold?.slices !== undefined) row("Slices", gold.slices.join(", "));
  const sure = mark.confidence === undefined ? "" : `${percent(mark.confidence)} `;
  if (mark.entity === undefined) row("Answer", "none");
  else row("Answer", create("strong", {}, sure), mark.entity === null ? "NIL" : named(mark.entity));
  if (mark.rank !== undefined)
    row(
      "Candidates",
      mark.rank === 0
        ? `the right entity is none of the ${mark.generated ?? 0} generated`
        : `the right entity is number ${mark.rank} of ${mark.generated ?? 0} generated`,
    );
  if (mark.errors.length > 0) {
    // A group's own class says no more than its kinds do.
    const kinds = mark.errors
      .flatMap((position) => index.classes[position] ?? [])
      .filter(({ title }) => title !== "all");
    row("Errors", ...kinds.map(({ group, title }) => create("div", {}, `${group}: ${title}`)));
  }
  const { label, style } = index.outcomes[mark.outcome];
  const parts: PageElement[] = [
    create("h4", { dir: "auto" }, text.slice(mark.start, mark.end)),
    create("p", { class: `verdict ${style}` }, label),
    create("dl", {}, ...rows),
  ];
  if (mark.candidates.length > 0) {
    const items = mark.candidates.map(([id, probability]) => {
      const isRight = gold?.ids.includes(id) ?? false;
      return create(
        "li",
        isRight ? { class: "right" } : {},
        create("span", { class: "bar", style: `width: ${(100 * probability).toFixed(1)}%` }),
        create("span", { class: "probability" }, percent(probability)),
        isRight ? create("span", { class: "tag" }, "✓ gold ") : "",
        named(id),
      );
    });
    parts.push(create("h5", {}, "Ranked candidates"), create("ol", {}, ...items));
  }
  return create("div", { class: "mention" }, ...parts);
}
