import type { AnchorLimits } from "./anchor-rules.js";
import type { CategoryLimits } from "./pages.js";
import type { SplitBy } from "./split.js";

/** How a KB is made of the dumps of a wiki. */
export interface WikipediaOptions extends AnchorLimits {
  /** Files of the articles' dump, in their order; plain, .bz2 or .gz. */
  dumps: readonly string[];
  /** A JSON dump of Wikidata. */
  wikidata?: string;
  /** Language of the wiki, where the dump says it wrongly or not at all. */
  lang?: string;
  /** Where intermediate results are kept until the KB is complete. */
  work: string;
  /** Threads that read. */
  workers: number;
  splitBy: SplitBy;
  /** Marks what pages call their own subject, in the training documents. */
  weakLabels: boolean;
  /** Links of the pages that are not for training count nowhere, so that a KB can be judged on their documents. */
  holdBack: boolean;
  categories: CategoryLimits;
  /** Bytes of XML of a piece; only tests change it. */
  pieceBytes?: number;
}

/** What is taken where nothing is said. */
export const DEFAULTS = {
  minCount: 1,
  minShare: 0.001,
  splitBy: "page",
  categories: { least: 10, most: 20_000 },
} as const satisfies Partial<WikipediaOptions>;
