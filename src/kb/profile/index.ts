// Operations on entities, each a plain function that says which edits carry it out.
export { addEntity } from "./add.js";
export { addAlias, removeAlias, setAliasCount } from "./aliases.js";
export { Draft } from "./draft.js";
export type { Entities } from "./entities.js";
export { mergeEntities } from "./merge.js";
export { checkOperation, editsOf, type Operation } from "./operation.js";
export { prune } from "./prune.js";
export { addRelation, removeRelation } from "./relations.js";
export { removeEntity } from "./remove.js";
export { renameEntity } from "./rename.js";
export { splitEntity, type Taken } from "./split.js";
export { addTypes, removeTypes } from "./types.js";
export { type ClearableField, describeEntity, type RecordChanges, updateEntity } from "./update.js";
