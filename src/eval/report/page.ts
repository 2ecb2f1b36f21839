import { createHash } from "node:crypto";
import { type Content, html, Markup } from "./html.js";
import { DOCUMENT_STYLE, STYLE } from "./style.js";

/** What a page holds, apart from its content. */
export interface PageParts {
  title: string;
  /** Its own script; none where it needs none. */
  script?: string;
}

/**
 * The beginning of a page that needs nothing else and may load nothing else: its content policy permits no request, and of scripts
 * only its own, by its hash.
 */
export function pageHead({ title, script }: PageParts): Markup {
  const hash = script === undefined ? "" : `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; script-src ${hash || "'none'"}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE + DOCUMENT_STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
`;
}

/** The end of a page. */
export function pageFoot({ script }: PageParts): Markup {
  const run = script === undefined ? null : html`<script>${new Markup(script)}</script>\n`;
  return html`${run}</body>\n</html>\n`;
}

/** A section of a page, with the heading that names it. */
export const section = (id: string, title: string, content: Content): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>\n`;

/** What may be wider than the page scrolls by itself, with the keyboard too. */
export const scrolling = (label: string, content: Content): Markup =>
  html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
