import type { detailsOf } from "./client-details.js";
import type { documentView, ShownDocument } from "./client-document.js";
import type { segmentsOf } from "./client-segments.js";
import type { DocumentData } from "./document-data.js";
import type { Page, PageElement, PageEvent } from "./dom.js";
import type { PageIndex } from "./page-index.js";
import type { pageTools } from "./page-tools.js";

/** Functions of the page, which reach it by their source and so know of each other only what they are handed. */
export interface ClientParts {
  pageTools: typeof pageTools;
  segmentsOf: typeof segmentsOf;
  documentView: typeof documentView;
  detailsOf: typeof detailsOf;
}

/**
 * The page's own script: filters, pages of documents, and details of mentions. A document's data is read when it is shown. Runs in
 * the page: it may use nothing from outside of itself.
 */
export function client(page: Page, parts: ClientParts): void {
  const DOCUMENTS_A_PAGE = 10;

  const { create, byId } = parts.pageTools(page);
  const read = (block: PageElement | undefined): unknown => JSON.parse(block?.textContent ?? "null");

  const index = read([...page.querySelectorAll("script.index")][0]) as PageIndex;
  const textBlocks = [...page.querySelectorAll("script.text")];
  const dataBlocks = [...page.querySelectorAll("script.judgements")];
  const linker = byId("linker");
  const mode = byId("mode");
  const dataset = byId("dataset");
  const errorClass = byId("error-class");
  const onlyErrors = byId("only-errors");
  const search = byId("search");
  const status = byId("status");
  const list = byId("document-list");
  const details = byId("details");
  const detailsBody = byId("details-body");
  const [previous, next, pageNumber] = [byId("previous"), byId("next"), byId("page-number")];

  let current = 0;
  let matches: number[] = [];
  let shown = new Map<string, ShownDocument>();
  let lowered: string[] | undefined;
  let selected: PageElement | undefined;

  const runOf = (position: number) =>
    index.documents[position]?.runs.find(
      (run) => index.linkers[run.linker] === linker.value && run.mode === mode.value,
    );
  const wantedClass = (): number | undefined =>
    errorClass.value === "" ? undefined : index.classes.findIndex(({ name }) => name === errorClass.value);
  const errorsOf = (position: number, wanted: number | undefined): number => {
    const run = runOf(position);
    if (run === undefined) return 0;
    if (wanted !== undefined) return run.errors[wanted] ?? 0;
    const { right = 0, nil = 0, uncounted = 0 } = run.outcomes;
    return Object.values(run.outcomes).reduce((sum, count) => sum + count, -right - nil - uncounted);
  };
  const plural = (count: number, noun: string): string =>
    `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;

  /** The classes that the linker has errors of, with their numbers. */
  function fillClasses(): void {
    const counts = new Map<number, number>();
    index.documents.forEach((_, position) => {
      for (const [name, count] of Object.entries(runOf(position)?.errors ?? {}))
        counts.set(Number(name), (counts.get(Number(name)) ?? 0) + count);
    });
    const before = errorClass.value;
    const groups = new Map<string, PageElement>();
    index.classes.forEach(({ name, mode: of, group, title }, position) => {
      const count = counts.get(position) ?? 0;
      if (of !== mode.value || (count === 0 && name !== before)) return;
      const options = groups.get(group) ?? create("optgroup", { label: group });
      groups.set(group, options);
      options.append(create("option", { value: name }, `${title} (${count})`));
    });
    errorClass.replaceChildren(create("option", { value: "" }, "any or none"), ...groups.values());
    errorClass.value = index.classes.some(({ name, mode: of }) => name === before && of === mode.value)
      ? before
      : "";
  }

  function filter(): void {
    const wanted = wantedClass();
    const words = search.value.trim().toLowerCase();
    if (words !== "" && lowered === undefined)
      lowered = textBlocks.map((block, position) =>
        `${index.documents[position]?.id ?? ""}\n${String(read(block))}`.toLowerCase(),
      );
    let errors = 0;
    matches = [];
    index.documents.forEach((entry, position) => {
      if (runOf(position) === undefined) return;
      if (dataset.value !== "" && index.datasets[entry.dataset] !== dataset.value) return;
      if (words !== "" && lowered?.[position]?.includes(words) !== true) return;
      const count = errorsOf(position, wanted);
      if (count === 0 && (wanted !== undefined || onlyErrors.checked)) return;
      errors += count;
      matches.push(position);
    });
    const of = wanted === undefined ? "" : ` of this class`;
    status.textContent = `${plural(matches.length, "document")} with ${plural(errors, "error")}${of}`;
    current = 0;
    show();
  }

  function clear(): void {
    for (const control of [dataset, errorClass, search]) control.value = "";
    onlyErrors.checked = false;
  }

  function show(): void {
    closeDetails(false);
    const pages = Math.max(1, Math.ceil(matches.length / DOCUMENTS_A_PAGE));
    const from = current * DOCUMENTS_A_PAGE;
    const wanted = wantedClass();
    shown = new Map();
    const views = matches.slice(from, from + DOCUMENTS_A_PAGE).flatMap((position) => {
      const entry = index.documents[position];
      const data = read(dataBlocks[position]) as DocumentData;
      const run = data.runs.find(
        (one) => index.linkers[one.linker] === linker.value && one.mode === mode.value,
      );
      if (entry === undefined || run === undefined) return [];
      const text = String(read(textBlocks[position]));
      const document: ShownDocument = { position, entry, data, run, text, errorClass: wanted };
      shown.set(String(position), document);
      return [parts.documentView(create, index, parts.segmentsOf, document)];
    });
    list.replaceChildren(
      ...(views.length > 0 ? views : [create("p", { class: "none" }, "No document fits these filters.")]),
    );
    pageNumber.textContent = `Page ${current + 1} of ${pages}`;
    previous.disabled = current === 0;
    next.disabled = current >= pages - 1;
    byId("pager").hidden = pages === 1;
  }

  function turn(by: number): void {
    current += by;
    show();
    byId("documents").scrollIntoView({ block: "start" });
  }

  function openDetails(mark: PageElement): void {
    const position = mark.closest("article")?.dataset["document"] ?? "";
    const document = shown.get(position);
    if (document === undefined) return;
    selected?.setAttribute("aria-expanded", "false");
    selected = mark;
    mark.setAttribute("aria-expanded", "true");
    mark.setAttribute("aria-controls", "details");
    const marks = (mark.dataset["marks"] ?? "")
      .split(" ")
      .flatMap((at) => document.run.marks[Number(at)] ?? []);
    detailsBody.replaceChildren(
      ...marks.map((one) => parts.detailsOf(create, index, document.data, document.text, one)),
    );
    details.hidden = false;
    // In narrow windows the details lie over the lower half of the page.
    mark.scrollIntoView({ block: "nearest" });
  }

  function closeDetails(returns: boolean): void {
    details.hidden = true;
    selected?.setAttribute("aria-expanded", "false");
    if (returns) selected?.focus();
    selected = undefined;
  }

  /** Makes a mark the one of its text that is in the tab order. */
  function focusMark(mark: PageElement): void {
    const text = mark.closest(".text");
    for (const other of text?.querySelectorAll('.mark[tabindex="0"]') ?? []) other.tabIndex = -1;
    mark.tabIndex = 0;
    mark.focus({ preventScroll: true });
    mark.scrollIntoView({ block: "nearest" });
  }

  /** The next error of a document, or the next match, after the one that was opened last. */
  function goToNext(article: PageElement): void {
    const targets = [
      ...article.querySelectorAll(wantedClass() === undefined ? ".mark.error" : ".mark.match"),
    ];
    const before = selected === undefined ? -1 : targets.indexOf(selected);
    const target = targets[(before + 1) % targets.length];
    if (target === undefined) return;
    focusMark(target);
    openDetails(target);
    target.scrollIntoView({ block: "center" });
  }

  function press(event: PageEvent): void {
    const mark = (event.target as PageElement).closest(".mark");
    if (mark === null) return;
    const marks = [...(mark.closest(".text")?.querySelectorAll(".mark") ?? [])];
    const at = marks.indexOf(mark);
    const places: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: marks.length - 1,
    };
    const to = places[event.key ?? ""];
    if (event.key === "Enter" || event.key === " ") openDetails(mark);
    else if (to === undefined) return;
    else {
      const other = marks[Math.min(marks.length - 1, Math.max(0, to))] ?? mark;
      focusMark(other);
      if (!details.hidden) openDetails(other);
    }
    event.preventDefault();
  }

  function showLinker(): void {
    for (const block of page.querySelectorAll("[data-linker]"))
      block.hidden = block.dataset["linker"] !== linker.value;
    fillClasses();
    filter();
  }

  list.addEventListener("click", ({ target }) => {
    const element = target as PageElement;
    const mark = element.closest(".mark");
    const article = element.closest("article");
    if (mark !== null) {
      focusMark(mark);
      openDetails(mark);
    } else if (article !== null && element.matches(".next")) goToNext(article);
  });
  list.addEventListener("keydown", press);
  page.addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && !details.hidden) closeDetails(true);
  });
  byId("close-details").addEventListener("click", () => closeDetails(true));
  previous.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  linker.addEventListener("change", showLinker);
  mode.addEventListener("change", () => {
    fillClasses();
    filter();
  });
  for (const control of [dataset, errorClass, onlyErrors]) control.addEventListener("change", filter);
  search.addEventListener("input", filter);
  byId("clear").addEventListener("click", () => {
    clear();
    filter();
  });
  for (const link of page.querySelectorAll("a[data-class]"))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const name = link.dataset["class"] ?? "";
      // The bars count all documents, so no other filter may stay.
      clear();
      mode.value = name.split("/")[0] ?? "";
      fillClasses();
      errorClass.value = name;
      filter();
      byId("documents").scrollIntoView({ block: "start" });
      status.focus({ preventScroll: true });
    });
  showLinker();
}
