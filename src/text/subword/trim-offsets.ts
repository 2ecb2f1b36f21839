import { insidePair } from "../characters.js";
import { BYTE_CHARACTERS } from "./byte-level.js";
import { WHITE_SPACE } from "./code-points.js";
import type { Encoding } from "./encoding.js";
import type { ReadText } from "./truncation.js";

/** Every token, or not one at the start, where the space was put in and is in no text. */
export type TrimMode = "always" | "unless first";

const SPACE = BYTE_CHARACTERS[0x20] as string;
const leadingSpaces = new RegExp(`^(?:${SPACE}|${WHITE_SPACE})*`, "u");
const trailingSpaces = new RegExp(`(?:${SPACE}|${WHITE_SPACE})*$`, "u");

interface Spaces {
  leading: number;
  trailing: number;
}

const spacesOf = (surface: string): Spaces => ({
  leading: (leadingSpaces.exec(surface)?.[0] ?? "").length,
  trailing: (trailingSpaces.exec(surface)?.[0] ?? "").length,
});

/** Moves the offsets of byte-level tokens, which have the space before a word in them, past their spaces. */
export class OffsetTrimmer {
  readonly #mode: TrimMode;
  readonly #tokenOf: (id: number) => string | undefined;
  /** By id, as they are met. */
  readonly #known: (Spaces | undefined)[] = [];

  constructor(mode: TrimMode, tokenOf: (id: number) => string | undefined) {
    this.#mode = mode;
    this.#tokenOf = tokenOf;
  }

  /** Trims the tokens of one text, which are from `begin` to `stop` of the encoding. */
  trim({ ids, starts, ends }: Encoding, begin: number, stop: number, { tokens, range }: ReadText): void {
    for (let i = begin; i < stop; i++) {
      const surface = tokens.surfaces.get(range.from + i - begin);
      const { leading, trailing } =
        surface === undefined ? this.#spaces(ids[i] as number) : spacesOf(surface);
      if (leading === 0 && trailing === 0) continue;
      const start = starts[i] as number;
      const end = ends[i] as number;
      const put = leading === 1 && this.#mode === "unless first" && (i === begin || start === 0);
      if (leading > 0 && !put) {
        // A space that was put in elsewhere shares the place of a character, which may have two units.
        const inside = insidePair(tokens.text, start + leading) ? 1 : 0;
        starts[i] = Math.min(start + leading + inside, end);
      }
      if (trailing > 0 && end >= trailing) {
        const inside = insidePair(tokens.text, end - trailing) ? 1 : 0;
        ends[i] = Math.max(end - trailing - inside, starts[i] as number);
      }
    }
  }

  #spaces(id: number): Spaces {
    let known = this.#known[id];
    if (known === undefined) {
      known = spacesOf(this.#tokenOf(id) ?? "");
      this.#known[id] = known;
    }
    return known;
  }
}
