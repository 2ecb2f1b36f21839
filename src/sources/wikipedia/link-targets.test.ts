import fc from "fast-check";
import { expect, it } from "vitest";
import { LinkTargets } from "./link-targets.js";
import { linksOfPages } from "./links.js";

const link = fc.record({
  target: fc.constantFrom("Paris", "Rome", "A long title (that is shared)", "Łódź, a city far away"),
  anchor: fc.constantFrom("Paris", "Rome", "the city", "x", "A long title (that is shared)"),
  paragraph: fc.option(fc.nat(2), { nil: undefined }),
});

it("adds up links by titles and anchors, and tells each paragraph once, in the order of titles", () => {
  fc.assert(
    fc.property(fc.array(fc.array(link)), (pages) => {
      const targets = new LinkTargets();
      // As pages have them: paragraph after paragraph.
      const ordered = pages.map((links) =>
        links.toSorted((a, b) => (a.paragraph ?? -1) - (b.paragraph ?? -1)),
      );
      for (const [id, links] of ordered.entries()) targets.add(id, links);
      const lines = [...targets.lines()];
      const titles = lines.map((line) => line.slice(0, line.indexOf("\t")));
      expect(titles).toEqual([...new Set(ordered.flat().map(({ target }) => target))].sort());

      const paragraphs: string[] = [];
      const numbered = lines.map((line, page) => ({ page, line }));
      const found = [...linksOfPages(numbered, (id, page) => paragraphs.push(`${titles[page]} ${id}`))];
      const wanted = ordered.flatMap((links, id) => [
        ...new Set(
          links.flatMap(({ target, paragraph }) =>
            paragraph === undefined ? [] : [`${target} ${id} ${paragraph}`],
          ),
        ),
      ]);
      expect(paragraphs.sort()).toEqual(wanted.map((one) => one.slice(0, one.lastIndexOf(" "))).sort());
      for (const { title, anchors } of found)
        for (const [anchor, count] of anchors)
          expect(count).toBe(
            ordered.flat().filter((one) => one.target === title && one.anchor === anchor).length,
          );
    }),
    { numRuns: 60 },
  );
});
