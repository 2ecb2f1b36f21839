/** Elements whose inside is no running text: they are left out with it. Of "nowiki", the inside is shown as it is. */
const OPAQUE = new Set(
  `nowiki ref references math chem ce pre syntaxhighlight source gallery timeline score hiero imagemap templatedata graph mapframe
  maplink inputbox categorytree indicator includeonly templatestyles table style dynamicpagelist section-begin charinsert
  phonos listing`.split(/\s+/),
);

/** Elements that end a paragraph before and after them. */
const BLOCKS = new Set(
  "div p blockquote center ul ol li dl dt dd hr h1 h2 h3 h4 h5 h6 tr td th caption table poem section".split(
    " ",
  ),
);

/** Elements whose tags are left out and whose inside is running text. */
const INLINE = new Set(
  `b i u s em strong small big sub sup span font abbr bdi bdo cite code del ins dfn kbd mark q rb rp rt rtc ruby samp strike tt
  var time data wbr noinclude onlyinclude nobr langconvert tvar translate languages templatestyles nowiki ref references
  includeonly a img link meta col section`.split(/\s+/),
);

const CLOSINGS: ReadonlyMap<string, string> = new Map([...OPAQUE].map((name) => [name, `</${name}`]));

/** How the closing tag of an opaque element begins, `undefined` for any other element. */
export function opaqueClosing(name: string): string | undefined {
  return CLOSINGS.get(name);
}

/** What a tag of this name does to the text around it; `undefined` where it is no tag but text. */
export function tagEffect(name: string): "break" | "block" | "inline" | undefined {
  if (name === "br") return "break";
  if (BLOCKS.has(name)) return "block";
  return INLINE.has(name) || OPAQUE.has(name) ? "inline" : undefined;
}
