import type { Confusion, Evaluation } from "../result.js";
import { heatMap } from "./heat-map.js";
import { html, type Markup } from "./html.js";
import { count, percent } from "./numbers.js";
import { scrolling, section } from "./page.js";
import { perLinker } from "./per-linker.js";
import { figure } from "./svg.js";

function scoresTable({ scores }: Confusion): Markup {
  const line = ([name, { precision, recall, f1, tp, fn }]: [string, Confusion["scores"][string]]) =>
    html`<tr><th scope="row">${name}</th><td>${count(tp + fn)}</td><td>${percent(precision)}</td><td>${percent(recall)}</td><td>${percent(f1)}</td></tr>\n`;
  return html`<table><caption>Scores of classes, in percent</caption><thead><tr><th scope="col">Class</th><th scope="col">gold</th><th scope="col">precision</th><th scope="col">recall</th><th scope="col">F1</th></tr></thead><tbody>${Object.entries(scores).map(line)}</tbody></table>`;
}

/** Classes of gold mentions against classes of what was answered. */
export function confusionSection(evaluation: Evaluation): Markup {
  const content = perLinker(evaluation, ({ confusion }) =>
    confusion === undefined || confusion.classes.length === 0
      ? html`<p class="none">Not measured.</p>`
      : html`<div class="figures">${figure(
          "Gold classes in rows, classes of the answers in columns; the stronger the colour the greater the share of the row. “-”: entities without a class.",
          scrolling("Confusion of classes", heatMap(confusion)),
        )}${scoresTable(confusion)}</div>`,
  );
  return section("confusion", "Confusion of classes", content);
}
