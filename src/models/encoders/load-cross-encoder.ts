import type { SessionOptions } from "../../nn/session.js";
import { SessionCrossEncoder } from "./cross-session.js";
import type { CrossEncoderSettings } from "./cross-settings.js";
import { ENCODER_FILES, readCrossEncoderSettings } from "./encoder-files.js";
import { openEncoderModel, openTokeniser } from "./open-encoder-model.js";

/** A cross-encoder with what is known of it. */
export interface LoadedCrossEncoder {
  encoder: SessionCrossEncoder;
  settings: CrossEncoderSettings;
}

/**
 * Opens a cross-encoder that `namesake train crossencoder` made, or an import of one.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and MODEL_INVALID where a file of it is missing or damaged;
 * VOCABULARY_MISMATCH; and what `Session.open` throws
 * @example
 * ```ts
 * const { encoder } = await loadCrossEncoder("runs/crossencoder");
 * const planet = { name: "Mercury", types: ["planet"], relations: [], aliases: [], description: "the planet nearest to the Sun" };
 * const metal = { ...planet, types: ["chemical element"], description: "a metal that is liquid" };
 * const [asPlanet, asMetal] = await encoder.score("Mercury orbits the Sun.", { start: 0, end: 7 }, [planet, metal]);
 * await encoder.close();
 * ```
 */
export async function loadCrossEncoder(
  folder: string,
  options: Pick<SessionOptions, "runtime" | "threads"> = {},
): Promise<LoadedCrossEncoder> {
  const settings = await readCrossEncoderSettings(folder);
  const tokeniser = await openTokeniser(folder, settings.trunk);
  const session = await openEncoderModel(folder, ENCODER_FILES.shared, settings.id, options);
  return { encoder: new SessionCrossEncoder(settings, tokeniser, session, settings.id), settings };
}
