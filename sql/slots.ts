interface Waiting {
  urgency: number;
  begin: () => void;
}

/** Lets so many works run at once; of those that wait the most urgent comes first, among equals the first come. */
export class Slots {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs a work as soon as there is room for it. */
  async take<T>(urgency: number, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#wait({ urgency, begin }));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next.begin();
      else this.#free += 1;
    }
  }

  #wait(work: Waiting): void {
    const after = this.#waiting.findIndex(({ urgency }) => urgency < work.urgency);
    this.#waiting.splice(after < 0 ? this.#waiting.length : after, 0, work);
  }
}
