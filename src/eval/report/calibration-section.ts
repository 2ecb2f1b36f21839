import type { Evaluation, Overall } from "../result.js";
import { type Content, html, type Markup } from "./html.js";
import { decimal, NONE, percent } from "./numbers.js";
import { section } from "./page.js";
import { perLinker } from "./per-linker.js";
import { recallPlot } from "./recall-plot.js";
import { reliabilityDiagram } from "./reliability-diagram.js";
import { figure } from "./svg.js";

function coverageTable({ coverage = [] }: Overall): Content {
  if (coverage.length === 0) return null;
  const line = ({ precision, coverage: kept, threshold }: (typeof coverage)[number]) =>
    html`<tr><th scope="row">${percent(precision)} %</th><td>${kept === null ? NONE : `${percent(kept)} %`}</td><td>${threshold === null ? NONE : decimal(threshold)}</td></tr>\n`;
  return html`<table><caption>Links that can be kept at a precision</caption><thead><tr><th scope="col">precision</th><th scope="col">links kept</th><th scope="col">confidence from</th></tr></thead><tbody>${coverage.map(line)}</tbody></table>`;
}

/** Reliability of the confidence, and recall of the candidate stage. */
export function calibrationSection(evaluation: Evaluation): Markup {
  const { baseline } = evaluation;
  const content = perLinker(evaluation, ({ overall }, name) => {
    const { reliability = [], candidateRecall = {}, ece, brier } = overall;
    const measured = Object.values(candidateRecall).some((share) => share !== null);
    const lines = [{ name, recall: candidateRecall }];
    const other = baseline.overall.candidateRecall;
    const differs = JSON.stringify(other) !== JSON.stringify(candidateRecall);
    if (other !== undefined && name !== baseline.best && differs)
      lines.push({ name: baseline.best, recall: other });
    const hasOther = lines.length > 1;
    return html`<div class="figures">${
      reliability.length === 0
        ? html`<p class="none">The linker gives no confidence.</p>`
        : figure(
            html`Reliability: on the dashed line, confidence means what it says. Expected calibration error ${decimal(ece)}, Brier score ${decimal(brier)}. Below: mentions by confidence.`,
            reliabilityDiagram(reliability),
          )
    }${measured && figure(html`Candidate recall by the number of candidates.${hasOther && ` Dashed: ${baseline.best}.`}`, recallPlot(lines))}<div>${coverageTable(overall)}</div></div>`;
  });
  return section("calibration", "Calibration and candidates", content);
}
