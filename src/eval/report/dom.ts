/**
 * The part of the DOM that the page's script uses. Declared here rather than taken from TypeScript's "dom" library, which would
 * put a browser's names into every file of the program.
 */
export interface PageElement {
  textContent: string | null;
  className: string;
  id: string;
  hidden: boolean;
  disabled: boolean;
  tabIndex: number;
  value: string;
  checked: boolean;
  readonly dataset: Record<string, string | undefined>;
  readonly parentElement: PageElement | null;
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: (PageElement | string)[]): void;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  matches(selector: string): boolean;
  closest(selector: string): PageElement | null;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  focus(options?: { preventScroll?: boolean }): void;
  scrollIntoView(options?: { block?: "start" | "nearest" | "center" }): void;
}

export interface PageEvent {
  readonly target: unknown;
  readonly key?: string;
  preventDefault(): void;
}

export interface Page {
  createElement(tag: string): PageElement;
  getElementById(id: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
}

/** Makes an element with attributes and children; children are text or elements, never markup. */
export type Create = (
  tag: string,
  attributes?: Record<string, string>,
  ...children: (PageElement | string)[]
) => PageElement;
