import type { Session, SessionOptions } from "../../nn/session.js";
import { ENCODER_FILES, readEncoderSettings } from "./encoder-files.js";
import type { Side } from "./network.js";
import { openEncoderModel, openTokeniser } from "./open-encoder-model.js";
import { SessionEncoder } from "./session-encoder.js";
import type { EncoderSettings } from "./settings.js";
import { trunkWidth } from "./trunk.js";

/** A bi-encoder with what is known of it. */
export interface LoadedBiEncoder {
  encoder: SessionEncoder;
  settings: EncoderSettings;
}

/**
 * Opens a bi-encoder that `namesake train biencoder` made, or an import of one.
 *
 * @throws {NamesakeError} SOURCE_NOT_FOUND, RECORD_INVALID and MODEL_INVALID where a file of it is missing or damaged;
 * VOCABULARY_MISMATCH; and what `Session.open` throws
 * @example
 * ```ts
 * const { encoder } = await loadBiEncoder("runs/biencoder");
 * const [vector] = await encoder.encodeMentions("Mercury orbits the Sun.", [{ start: 0, end: 7 }]);
 * await encoder.close();
 * ```
 */
export async function loadBiEncoder(
  folder: string,
  options: Pick<SessionOptions, "runtime" | "threads"> = {},
): Promise<LoadedBiEncoder> {
  const settings = await readEncoderSettings(folder);
  const tokeniser = await openTokeniser(folder, settings.trunk);
  const opened: Session[] = [];
  const open = async (file: string): Promise<Session> => {
    const session = await openEncoderModel(folder, file, settings.id, options);
    opened.push(session);
    return session;
  };
  try {
    const sessions = settings.shared ? await shared(open) : await apart(open);
    const { width } = settings.vectors;
    const dimensions = width === 0 ? trunkWidth(settings.trunk) : width;
    return { encoder: new SessionEncoder(settings, tokeniser, sessions, settings.id, dimensions), settings };
  } catch (error) {
    for (const session of opened) await session.close();
    throw error;
  }
}

type Open = (file: string) => Promise<Session>;
type Sessions = Readonly<Record<Side, Session>>;

async function shared(open: Open): Promise<Sessions> {
  const both = await open(ENCODER_FILES.shared);
  return { mention: both, entity: both };
}

const apart = async (open: Open): Promise<Sessions> => ({
  mention: await open(ENCODER_FILES.mention),
  entity: await open(ENCODER_FILES.entity),
});
