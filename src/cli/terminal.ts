import { styleText } from "node:util";

type Style = "bold" | "dim" | "green" | "yellow" | "red" | "cyan" | "underline";

/** Colours a text where the output is a terminal that wants colours (NO_COLOR and FORCE_COLOR are heeded). */
export function paint(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "0";
  const wanted = forced || (stream.isTTY === true && (NO_COLOR === undefined || NO_COLOR === ""));
  return (style, text) => (wanted && text !== "" ? styleText(style, text) : text);
}

/** Columns of the terminal; 100 where there is none. */
export const columns = (stream: NodeJS.WriteStream): number => stream.columns ?? 100;

/** Control characters made visible, so that no text can steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) =>
    character === "\r" ? "" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** JSON without control characters: those from U+007F on are allowed in JSON, and obeyed by terminals. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** The text in at most `width` characters, the rest as an ellipsis. */
export function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}

/** Writes to stdout and waits until it is taken. Where it cannot be, {@link endWhereUnwritable} ends the program. */
export function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      if (error === undefined || error === null) resolve();
    });
  });
}

/** Ends the program when stdout takes no more: without a word where its reader has gone, by `failed` for any other reason. */
export function endWhereUnwritable(failed: (error: Error) => number): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : failed(error));
  });
}
