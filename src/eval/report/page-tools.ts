import type { Create, Page, PageElement } from "./dom.js";

/** How a page's script makes and finds elements. Runs in the page: it may use nothing from outside of itself. */
export function pageTools(page: Page): { create: Create; byId(id: string): PageElement } {
  return {
    create(tag, attributes = {}, ...children) {
      const made = page.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
      made.append(...children.filter((child) => child !== ""));
      return made;
    },
    byId(id) {
      const found = page.getElementById(id);
      if (found === null) throw new Error(`the page has no #${id}`);
      return found;
    },
  };
}
