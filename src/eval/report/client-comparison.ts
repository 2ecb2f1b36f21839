import type { Change } from "./compare-runs.js";
import type { Page, PageElement } from "./dom.js";
import type { pageTools } from "./page-tools.js";

/** What the script of a comparison reads. */
export interface ComparisonData {
  better: Change[];
  worse: Change[];
  /** Names of entities by id. */
  names: Record<string, string>;
  /** Words for outcomes. */
  outcomes: Record<string, string>;
}

/**
 * The script of a comparison: lists the mentions that got better or worse, with filters, some at a time. Runs in the page: it may
 * use nothing but what it is handed.
 */
export function comparisonClient(page: Page, parts: { pageTools: typeof pageTools }): void {
  const CHANGES_A_PAGE = 50;

  const { create, byId } = parts.pageTools(page);
  const [block] = [...page.querySelectorAll("script.changes")];
  const data = JSON.parse(block?.textContent ?? "null") as ComparisonData;
  const [direction, mode, dataset, search] = [
    byId("direction"),
    byId("mode"),
    byId("dataset"),
    byId("search"),
  ];
  const [previous, next, pageNumber] = [byId("previous"), byId("next"), byId("page-number")];
  let current = 0;
  let matches: Change[] = [];

  const named = (id: string): PageElement => {
    const name = data.names[id] ?? "";
    return create("span", {}, name, name === "" ? "" : " ", create("code", {}, id));
  };
  const answer = (term: string, { outcome, entity, confidence }: Change["before"]): PageElement[] => {
    const isFine = outcome === "right" || outcome === "nil" || outcome === "nothing";
    const sure =
      confidence === undefined || entity === undefined ? "" : ` ${(100 * confidence).toFixed(0)}\u00a0%`;
    const said = entity === undefined ? "not linked" : entity === null ? "NIL" : named(entity);
    const words = data.outcomes[outcome];
    return [
      create("dt", {}, term),
      create(
        "dd",
        {},
        said,
        sure,
        words === undefined
          ? ""
          : create("span", { class: `verdict ${isFine ? "right" : "wrong"}` }, ` ${words}`),
      ),
    ];
  };
  const meant = (gold: Change["gold"]): (PageElement | string)[] => {
    if (gold === null) return ["no gold mention"];
    if (gold.ids.length === 0)
      return [gold.reference === null ? "NIL" : `${gold.reference} (not in the knowledge base)`];
    return gold.ids.map((id) => named(id));
  };
  const view = (change: Change): PageElement =>
    create(
      "li",
      { class: "change" },
      create("p", { class: "about" }, `${change.dataset} · ${change.document}`),
      create(
        "p",
        { class: "context", dir: "auto" },
        change.context.left,
        create("strong", {}, change.text),
        change.context.right,
      ),
      create(
        "dl",
        {},
        create("dt", {}, "Gold"),
        create("dd", {}, ...meant(change.gold)),
        ...answer("Before", change.before),
        ...answer("After", change.after),
      ),
    );

  function show(): void {
    const pages = Math.max(1, Math.ceil(matches.length / CHANGES_A_PAGE));
    const from = current * CHANGES_A_PAGE;
    const views = matches.slice(from, from + CHANGES_A_PAGE).map(view);
    byId("change-list").replaceChildren(
      ...(views.length > 0 ? views : [create("li", { class: "none" }, "No mention fits these filters.")]),
    );
    pageNumber.textContent = `Page ${current + 1} of ${pages}`;
    previous.disabled = current === 0;
    next.disabled = current >= pages - 1;
    byId("pager").hidden = pages === 1;
  }
  function filter(): void {
    const words = search.value.trim().toLowerCase();
    const all = direction.value === "better" ? data.better : data.worse;
    matches = all.filter((change) => {
      if (change.mode !== mode.value || (dataset.value !== "" && change.dataset !== dataset.value))
        return false;
      const { left, right } = change.context;
      return (
        words === "" || `${left}${change.text}${right}\n${change.document}`.toLowerCase().includes(words)
      );
    });
    const count = matches.length.toLocaleString("en-GB");
    byId("status").textContent = `${count} mention${matches.length === 1 ? "" : "s"} got ${direction.value}`;
    current = 0;
    show();
  }
  function turn(by: number): void {
    current += by;
    show();
    byId("changes").scrollIntoView({ block: "start" });
  }

  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  for (const control of [direction, mode, dataset]) control.addEventListener("change", filter);
  search.addEventListener("input", filter);
  filter();
}
