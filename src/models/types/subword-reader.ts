import type { Tensor } from "../../nn/onnx.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import type { TokenRange } from "../encoders/mention-window.js";
import type { SpecialIds } from "../encoders/settings.js";
import type { Reader, ReadText } from "./reader.js";
import { TYPE_FILES } from "./type-files.js";

/** Reads texts as the subwords of an encoder. A window is their ids. */
export class SubwordReader implements Reader<Int32Array> {
  readonly lexicon: Reader["lexicon"];
  readonly framing: Reader["framing"];

  constructor(
    private readonly tokeniser: Tokeniser,
    private readonly special: SpecialIds,
  ) {
    const { begin, separator } = special;
    this.lexicon = { file: TYPE_FILES.tokeniser, json: tokeniser.json };
    this.framing = { before: begin === undefined ? 0 : 1, behind: separator === undefined ? 0 : 1 };
  }

  read(text: string): ReadText<Int32Array> {
    const { begin, separator, mask } = this.special;
    const { length, ids, starts, ends } = this.tokeniser.encode(text, {
      specialTokens: false,
      truncation: null,
      padding: null,
    });
    const window = ({ from, to }: TokenRange) =>
      Int32Array.from([
        ...(begin === undefined ? [] : [begin]),
        ...(to > from ? ids.subarray(from, to) : [mask]),
        ...(separator === undefined ? [] : [separator]),
      ]);
    return { length, starts, ends, window };
  }

  lengthOf(window: Int32Array): number {
    return window.length;
  }

  hide(window: Int32Array, { from, to }: TokenRange): void {
    window.fill(this.special.mask, from, to);
  }

  feeds(windows: readonly Int32Array[], length: number): Record<"ids" | "lengths", Tensor> {
    const ids = new Int32Array(windows.length * length).fill(this.special.pad);
    for (const [row, window] of windows.entries()) ids.set(window, row * length);
    return {
      ids: { data: ids, dims: [windows.length, length] },
      lengths: { data: Int32Array.from(windows, (window) => window.length), dims: [windows.length] },
    };
  }
}
