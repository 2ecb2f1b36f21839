import type { Command } from "commander";
import { BI_ENCODER_KIND } from "./biencoder.js";
import { CROSS_ENCODER_KIND } from "./crossencoder.js";
import { DISTILLATION_KIND } from "./distill.js";
import { addEntitiesCommand } from "./entities.js";
import { addRankerCommand } from "./ranker.js";
import { SPAN_KIND } from "./spans.js";
import { TAGGER_KIND } from "./tagger.js";
import { addTrainKind } from "./train-command.js";
import { addTuneKind } from "./tune-command.js";
import { TYPE_KIND } from "./types.js";
import { addWeightsCommand } from "./weights.js";

/** Adds the commands that make models; `done` is told the exit code. */
export function addTrainCommands(program: Command, done: (code: number) => void): void {
  const train = program.command("train").description("fit models to your own labelled texts");
  addWeightsCommand(train, done);
  addEntitiesCommand(train, done);
  addRankerCommand(train, done);
  addTrainKind(train, TAGGER_KIND, done);
  addTrainKind(train, BI_ENCODER_KIND, done);
  addTrainKind(train, CROSS_ENCODER_KIND, done);
  addTrainKind(train, DISTILLATION_KIND, done);
  addTrainKind(train, SPAN_KIND, done);
  addTrainKind(train, TYPE_KIND, done);
  const tune = program.command("tune").description("search for the settings with which a model is best");
  addTuneKind(tune, TAGGER_KIND, done);
  addTuneKind(tune, BI_ENCODER_KIND, done);
  addTuneKind(tune, CROSS_ENCODER_KIND, done);
  addTuneKind(tune, DISTILLATION_KIND, done);
  addTuneKind(tune, SPAN_KIND, done);
  addTuneKind(tune, TYPE_KIND, done);
}
