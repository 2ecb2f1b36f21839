import type { Evaluation, LinkerResult } from "../result.js";
import { type Content, html, type Markup } from "./html.js";

/** The same content for each linker; the page's script shows that of the chosen one. */
export function perLinker(
  { linkers }: Evaluation,
  content: (result: LinkerResult, name: string) => Content,
): Markup[] {
  const all = Object.entries(linkers);
  return all.map(
    ([name, result]) =>
      html`<div data-linker="${name}">${all.length > 1 && html`<h3>${name}</h3>`}${content(result, name)}</div>\n`,
  );
}
