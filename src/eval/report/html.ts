/** Text that is HTML already. Made by {@link html} alone, so that nothing else gets into a page unescaped. */
export class Markup {
  constructor(private readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

/** What a template may hold: markup as it is, text and numbers escaped, lists joined, and nothing for the rest. */
export type Content = Markup | string | number | null | undefined | false | readonly Content[];

const REFERENCES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for a place between tags or inside a quoted attribute. Control characters have no place in HTML, not even as references. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd")
    .replace(/[&<>"']/g, (character) => REFERENCES[character] ?? character);

function write(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Markup) return content.toString();
  if (typeof content === "object") return content.map(write).join("");
  return escapeHtml(String(content));
}

/**
 * A template of HTML or SVG. What is filled in is escaped unless it is markup itself; attributes must be quoted.
 *
 * @example
 * ```ts
 * String(html`<p title="${"a \"b\""}">${["<", html`<br>`]}</p>`); // <p title="a &quot;b&quot;">&lt;<br></p>
 * ```
 */
export function html(template: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(template.map((part, i) => part + write(contents[i])).join(""));
}

/**
 * An element that carries data for the page's own script and is never run. "<" is escaped, so that no text can end the element or
 * open a comment in it.
 *
 * @param name its class, by which the script finds it
 */
export function dataBlock(name: string, data: unknown): Markup {
  const json = JSON.stringify(data).replace(/</g, "\\u003c");
  return html`<script type="application/json" class="${name}">${new Markup(json)}</script>\n`;
}
