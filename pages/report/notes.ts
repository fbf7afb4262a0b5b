import { sourceText } from '../components/source.ts';

/** The numbered notes of one section: one number per source text, in the order they are first called. */
export class Notes {
  private readonly numbers = new Map<string, number>();

  /** The number of a note; 0 when it would be empty. */
  number(text: string): number {
    if (text === '') return 0;
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.numbers.size + 1);
    return this.numbers.size;
  }

  /** The notes of several lists of sources, each list one note, in rising order. */
  ofSources(lists: readonly (readonly string[])[]): number[] {
    const found = lists.map((sources) => this.number(sourceText([...sources].sort())));
    return [...new Set(found.filter((note) => note > 0))].sort((a, b) => a - b);
  }

  list(): string[] {
    return [...this.numbers.keys()];
  }
}
