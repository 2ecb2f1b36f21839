import type { Site } from "../site.js";
import { disambiguationTemplates } from "./disambiguation.js";
import type { WikiDocument } from "./document.js";
import { withoutEntities } from "./entities.js";
import { expand } from "./expand.js";
import { isDefaultSort, SHOWN_FUNCTIONS } from "./magic-words.js";
import { type ShownTemplate, shownTemplates } from "./shown-templates.js";
import type { Spans } from "./spans.js";
import { endOfName, templateArguments } from "./template-arguments.js";

const TEMPLATE_NAMESPACE = 10;
/** In UTF-16 units; no template that is shown or counted has a longer name. */
const LONGEST_NAME = 100;

/** What the templates of one site mean. */
export class Templates {
  readonly #site: Site;
  readonly #isDisambiguation: (name: string) => boolean;
  readonly #shown: (name: string) => ShownTemplate | undefined;

  constructor(site: Site) {
    this.#site = site;
    this.#isDisambiguation = disambiguationTemplates(site.lang);
    this.#shown = shownTemplates(site.lang);
  }

  /**
   * The wikitext that a reader sees in place of a template or a parser function, "" where it is nothing.
   *
   * @param span its number in `spans`
   * @param document is told what the template says of the page
   */
  read(spans: Spans, span: number, document: WikiDocument): string {
    const { text } = spans;
    const start = spans.starts[span]! + 2;
    const stop = spans.ends[span]! - 2;
    const nameEnd = endOfName(text, start, stop);
    let name = text
      .slice(start, Math.min(nameEnd, start + LONGEST_NAME))
      .replaceAll("_", " ")
      .trim();
    const colon = name.indexOf(":");
    if (colon > 0) {
      const word = name.slice(0, colon).trim();
      const rest = text.slice(text.indexOf(":", start) + 1, stop);
      if (isDefaultSort(word)) document.defaultSort = withoutEntities(rest.split("|", 1)[0]!.trim());
      else if (SHOWN_FUNCTIONS.has(word.toLowerCase()) && !rest.includes("{")) return rest.split("|", 1)[0]!;
      if (this.#site.namespaces.get(word.toLowerCase()) !== TEMPLATE_NAMESPACE) return "";
      name = name.slice(colon + 1).trim();
    }
    const key = name.toLowerCase();
    if (this.#isDisambiguation(key)) document.disambiguation = true;
    const shown = this.#shown(key);
    return shown === undefined ? "" : expand(shown, templateArguments(spans, span, nameEnd), this.#site.lang);
  }
}
