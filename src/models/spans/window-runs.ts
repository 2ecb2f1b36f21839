import type { SpecialIds } from "../encoders/settings.js";
import type { ReadText } from "./span-words.js";
import { framing, type WindowInput, windowInput } from "./window-inputs.js";
import { type TextWindow, textWindows } from "./windows.js";

/** A window that is to be read. */
export interface OpenWindow extends TextWindow {
  input: WindowInput;
}

/** Tokens of one run; more do not make it faster and only take memory. */
const RUN = 2048;

/**
 * The windows of a text, those that are read together. They have one length, so that nothing is padded and what comes of a window
 * does not depend on the others.
 *
 * @param size tokens of a window, special ones included
 */
export function* windowRuns(read: ReadText, size: number, special: SpecialIds): Generator<OpenWindow[]> {
  const byLength = new Map<number, OpenWindow[]>();
  for (const window of textWindows(read, Math.max(1, size - framing(special)))) {
    if (window.words.to === window.words.from) continue;
    const input = windowInput(read, window, special);
    const mates = byLength.get(input.ids.length) ?? [];
    byLength.set(input.ids.length, mates);
    mates.push({ ...window, input });
  }
  for (const [length, mates] of byLength) {
    const count = Math.max(1, Math.floor(RUN / length));
    for (let at = 0; at < mates.length; at += count) yield mates.slice(at, at + count);
  }
}
