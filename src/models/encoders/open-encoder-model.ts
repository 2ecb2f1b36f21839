import { join } from "node:path";
import { NamesakeError } from "../../errors.js";
import { loadModel } from "../../nn/load-model.js";
import type { Session, SessionOptions } from "../../nn/session.js";
import { readTokeniser } from "../../nn/tokeniser-files.js";
import type { Tokeniser } from "../../text/subword/tokeniser.js";
import { ENCODER_FILES } from "./encoder-files.js";
import type { TrunkSettings } from "./settings.js";
import { trunkRows } from "./trunk.js";

/**
 * Opens a model of an encoder's folder.
 *
 * @param id the encoder's, which its models carry
 * @throws {NamesakeError} what `loadModel` throws; MODEL_INVALID where the model belongs to another encoder
 */
export async function openEncoderModel(
  folder: string,
  file: string,
  id: string,
  options: Pick<SessionOptions, "runtime" | "threads">,
): Promise<Session> {
  const path = join(folder, file);
  const { session, header } = await loadModel(path, options);
  const own = header.metadata.get("encoder");
  if (own === id) return session;
  await session.close();
  throw new NamesakeError("MODEL_INVALID", {
    path,
    why: `it belongs to the encoder ${own ?? "of no name"}, and its folder to ${id}`,
  });
}

/**
 * Opens the tokeniser of a folder.
 *
 * @param trunk which reads its tokens
 * @throws {NamesakeError} what `readTokeniser` throws; VOCABULARY_MISMATCH where it has more tokens than the trunk knows
 */
export async function openTokeniser(folder: string, trunk: TrunkSettings): Promise<Tokeniser> {
  const tokeniser = await readTokeniser(join(folder, ENCODER_FILES.tokeniser));
  tokeniser.requireRows(trunkRows(trunk), folder);
  return tokeniser;
}
