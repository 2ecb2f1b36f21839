/** A model that is loaded when it is first needed; where that fails, whoever needs it next tries again. */
export class LazyModel<M extends { close(): Promise<void> }> {
  #loading: Promise<M> | undefined;

  constructor(private readonly load: () => Promise<M>) {}

  /** @throws what loading throws */
  get(): Promise<M> {
    this.#loading ??= this.load().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Frees the model, if it was loaded. May be called twice. */
  async close(): Promise<void> {
    const model = await this.#loading?.catch(() => undefined);
    await model?.close();
  }
}
