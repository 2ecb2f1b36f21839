/** Models that others have trained, as encoders of ours. */
export { type BertImportOptions, importBert } from "./import-bert.js";
export { type BlinkImportOptions, IMPORT_FOLDERS, importBlink } from "./import-blink.js";
export { type BootlegImportOptions, importBootleg } from "./import-bootleg.js";
export type { Imported, ImportOptions } from "./imported.js";
