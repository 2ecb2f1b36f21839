import type { EntityFields } from "../../models/encoders/entity-tokens.js";
import type { Popularity } from "./popularity.js";

/** See the settings of the same names. */
export interface MaskingSettings {
  strength: number;
  percentiles: readonly number[];
  shares: readonly number[];
  fields: number;
}

/**
 * Hides mentions and names in training, those of popular entities more often: what is popular is known by its name soon, and would
 * never have to be known by its context, types and relations, by which alone the rare can be told (Orr et al. 2021, "Bootleg",
 * https://arxiv.org/abs/2010.10363; the percentiles are those of its release 1.1).
 */
export class Masking {
  readonly #limits: readonly number[];

  constructor(
    private readonly settings: MaskingSettings,
    private readonly popularity: Popularity,
  ) {
    this.#limits = settings.percentiles.map((percent) => popularity.percentile(percent));
  }

  /** The share of an entity's mentions and names that is hidden. */
  shareOf(row: number): number {
    const { shares, strength } = this.settings;
    const count = this.popularity.of(row);
    const group = this.#limits.findIndex((limit) => count < limit);
    return strength * (shares[group < 0 ? shares.length - 1 : group] ?? 0);
  }

  /**
   * Whether this mention or name is hidden.
   *
   * @param next gives numbers from 0 to below 1
   */
  hides(row: number, next: () => number): boolean {
    return next() < this.shareOf(row);
  }

  /**
   * An entity as it is shown in training: perhaps without its name, its aliases then too, and without some of its other fields.
   *
   * @param nameless whether it is without its name; drawn by its popularity where that is not said
   */
  shown(
    row: number,
    fields: EntityFields,
    mask: number,
    next: () => number,
    nameless = this.hides(row, next),
  ): EntityFields {
    const drop = () => next() < this.settings.fields;
    return {
      name: nameless ? fields.name.map(() => mask) : fields.name,
      types: drop() ? [] : fields.types,
      relations: drop() ? [] : fields.relations,
      aliases: drop() || nameless ? [] : fields.aliases,
      description: drop() ? [] : fields.description,
    };
  }
}
