import type { ExportPrecision } from "../../nn/export.js";

/** How something is imported. */
export interface ImportOptions {
  /** In which numbers the models compute; default "int8". */
  precision?: ExportPrecision;
  /** Whether the numbers are written as float32 too, so that a training can begin with them; default true. */
  trainable?: boolean;
  /** Told what is done, and the share of it that is done. */
  progress?: (what: string, fraction: number) => void;
  /** Told of what was left out, a line each. */
  problem?: (message: string) => void;
}

/** What an import has made, a line each, and what is to be known of it. */
export interface Imported {
  made: string[];
  notes: string[];
}

/** What of the options is for the writing of models. */
export const exportOptions = ({
  precision,
  trainable,
}: ImportOptions): Pick<ImportOptions, "precision" | "trainable"> => ({
  ...(precision === undefined ? {} : { precision }),
  ...(trainable === undefined ? {} : { trainable }),
});
