import type { Difference } from "../diff.js";
import { type Edit, recordHash } from "../edit.js";
import type { EntityRecord } from "../record.js";
import type { Entities } from "./entities.js";

/**
 * A KB as it is going to be: the edits that were added so far count for those who look at it, and become one transaction. Each edit
 * expects its entity to be as the draft found it, so that a change of somebody else in between is not lost.
 *
 * @example
 * ```ts
 * const draft = new Draft(kb);
 * draft.add(addEntity(draft, { id: "acme", name: "Acme" }));
 * draft.add(addAlias(draft, "acme", "ACME Inc.", 12));
 * kb.edit(draft.edits, { author: "ann" });
 * ```
 */
export class Draft implements Entities {
  private readonly all: Edit[] = [];
  /** Entities that are other than in the KB; undefined where there are none any more. */
  private readonly changed = new Map<string, EntityRecord | undefined>();
  /** The last edit that put an entity, by its id. */
  private readonly putBy = new Map<string, number>();

  constructor(private readonly kb: Entities) {}

  /** What was added so far; to be carried out in one transaction. */
  get edits(): readonly Edit[] {
    return this.all;
  }

  /** What is other than in the KB, by entity: one that got another id with the record that it had before. */
  get changes(): Difference[] {
    const movedFrom = new Map(
      this.all.flatMap((edit) =>
        "put" in edit && edit.inPlaceOf !== undefined ? [[edit.put.id, edit.inPlaceOf] as const] : [],
      ),
    );
    const gone = new Set(movedFrom.values());
    return [...this.changed].flatMap(([id, after]): Difference[] => {
      let origin: string | undefined = id;
      for (let i = 0; i <= movedFrom.size && origin !== undefined; i++) {
        if (this.kb.entity(origin) !== undefined) break;
        origin = movedFrom.get(origin);
      }
      const before = origin === undefined ? undefined : this.kb.entity(origin);
      if (after === undefined) return before === undefined || gone.has(id) ? [] : [{ id, before }];
      return [{ id, ...(before !== undefined && { before }), after }];
    });
  }

  entity(id: string): EntityRecord | undefined {
    return this.changed.has(id) ? this.changed.get(id) : this.kb.entity(id);
  }

  referrers(ids: readonly string[]): string[] {
    const before = this.kb.referrers(ids).filter((id) => !this.changed.has(id));
    const now = [...this.changed].filter(([, record]) =>
      record?.relations?.some(({ object }) => ids.includes(object)),
    );
    return [...before, ...now.map(([id]) => id)];
  }

  resolve(id: string): string | undefined {
    if (this.entity(id) !== undefined) return id;
    const moved = [...this.changed.values()].find((record) => record?.sameAs?.includes(id))?.id;
    const known = moved ?? this.kb.resolve?.(id);
    return known !== undefined && this.entity(known) !== undefined ? known : undefined;
  }

  add(edits: readonly Edit[]): void {
    for (const edit of edits) this.addOne(edit);
  }

  private addOne(edit: Edit): void {
    const id = "put" in edit ? edit.put.id : edit.remove;
    const replaced = "put" in edit ? (edit.inPlaceOf ?? id) : id;
    const found = this.entity(replaced);
    // What changes nothing is no edit.
    if ("put" in edit && replaced === id && found !== undefined && recordHash(found) === recordHash(edit.put))
      return;
    const earlier = this.putBy.get(id);
    if ("put" in edit && replaced === id && earlier !== undefined) {
      // One edit an entity: what the first one expects holds for all.
      this.all[earlier] = { ...(this.all[earlier] as { put: EntityRecord }), put: edit.put };
    } else {
      this.all.push({ ...edit, ifHash: found === undefined ? null : recordHash(found) } as Edit);
      this.putBy.delete(replaced);
      if ("put" in edit) this.putBy.set(id, this.all.length - 1);
    }
    if (replaced !== id || !("put" in edit)) this.changed.set(replaced, undefined);
    if ("put" in edit) this.changed.set(id, edit.put);
  }
}
