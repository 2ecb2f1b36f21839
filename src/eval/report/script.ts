/** A function of a page: it uses its arguments and what every page has, and nothing else. */
type PageFunction = (...given: never[]) => unknown;

/**
 * A page's script, from the source of its functions: so it is there however the library was compiled or bundled. Each function
 * stands alone and is handed what it needs, since a bundler may have renamed the others. `__name` is what some compilers call
 * around functions to keep their names.
 *
 * @param start is called with the page's document, and with `parts` by their names
 */
export function standalone(start: PageFunction, parts: Readonly<Record<string, PageFunction>>): string {
  const sources = Object.entries(parts).map(([name, part]) => `${name}: ${part.toString()}`);
  return `(() => {\nconst __name = (part) => part;\n(${start.toString()})(document, { ${sources.join(",\n")} });\n})();`;
}
