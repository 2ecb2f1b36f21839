import type { Site } from "../site.js";
import { linkTarget } from "./link-target.js";
import { isRedirectWord } from "./magic-words.js";

const REDIRECT = /^\s*#([^\s:[#]{1,40})\s*:?\s*\[\[([^[\]|{}<>\n]{1,500})(?:\|[^[\]\n]{0,500})?\]\]/;

/** The article that a page redirects to, and where the rest of the page begins. */
export function redirectOf(source: string, site: Site): { title: string; end: number } | undefined {
  const found = REDIRECT.exec(source);
  if (found === null || !isRedirectWord(found[1] ?? "")) return undefined;
  const written = (found[2] ?? "").trim();
  const target = linkTarget(written, site);
  const title = target.kind === "page" ? target.title : written.replace(/^:/, "").replaceAll("_", " ");
  return { title, end: found[0].length };
}
