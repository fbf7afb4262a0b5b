import type { KnownGroup } from './known-groups.ts';
import type { Place, Quantity } from './release-files.ts';

const UNKNOWN = '_U';
const SEXE = 'sexe';

/** `lower ≤ sum of plus − sum of minus ≤ upper`. */
export interface Row {
  plus: readonly number[];
  minus: readonly number[];
  lower: number;
  upper: number;
}

/** The cells of one characteristic of one population in one year: antenne × sexe × finest code. */
interface Block {
  population: string;
  annee: number;
  caracteristique: string;
  start: number;
  antennes: readonly string[];
  /** One empty code where nothing is told by sexe. */
  sexes: readonly string[];
  codes: readonly string[];
}

/** What is asked of the base cells: which characteristics of which population and years, by sexe or not. */
export interface Asked {
  quantities: readonly Pick<Quantity, 'population' | 'annees' | 'place' | 'caracteristique' | 'codes'>[];
}

/**
 * The counts that everything published is a sum of, and their true values. Characteristics share nothing but antenne and
 * sexe, so that each has its own joint cells, tied by the persons of each antenne and sexe: tables of whole persons that
 * agree on these are always margins of one joint table. Years are cells of their own.
 */
export class BaseCells {
  readonly truth: Int32Array;
  /** Block of each cell. */
  readonly blockOf: Int32Array;
  /** What is true whatever the figures: persons of each antenne, ties, what an antenne does not send. */
  readonly rows: readonly Row[];
  /** Cells that everybody knows to be empty: known codes of an antenne that sends none. */
  readonly empty: ReadonlySet<number>;
  readonly #blocks = new Map<string, Block>();
  readonly #order: Block[] = [];
  /** The block looked into last: tables come characteristic by characteristic. */
  #last: Block | undefined;
  readonly #groups = new Map<string, KnownGroup[]>();
  readonly #departements = new Map<string, string>();
  readonly #finest: ReadonlyMap<string, readonly string[]>;

  constructor(groups: readonly KnownGroup[], { quantities }: Asked) {
    for (const group of groups) {
      const key = `${group.population}/${group.annee}`;
      const hers = this.#groups.get(key) ?? [];
      hers.push(group);
      this.#groups.set(key, hers);
      this.#departements.set(`${key}/${group.antenne}`, group.departement);
    }
    const crossed = new Set(
      quantities
        .filter(({ place, caracteristique }) => place.dimension === SEXE || caracteristique === SEXE)
        .map(({ population }) => population),
    );
    const finest = finestCodes(groups, quantities);
    this.#finest = finest;
    let size = 0;
    for (const one of blocksAsked(quantities, crossed)) {
      const antennes = this.#antennes(one.population, one.annee);
      const sexes = crossed.has(one.population) ? (finest.get(`${one.population}/${SEXE}`) ?? []) : [''];
      const codes =
        one.caracteristique === SEXE ? [''] : (finest.get(`${one.population}/${one.caracteristique}`) ?? []);
      const block = { ...one, start: size, antennes, sexes, codes };
      this.#blocks.set(keyOf(one.population, one.annee, one.caracteristique), block);
      this.#order.push(block);
      size += antennes.length * sexes.length * codes.length;
    }
    this.truth = new Int32Array(size);
    this.blockOf = new Int32Array(size);
    const rows: Row[] = [];
    const empty = new Set<number>();
    for (const [at, block] of this.#order.entries()) {
      this.blockOf.fill(at, block.start, block.start + sizeOf(block));
      this.#fill(block);
      this.#know(block, rows, empty);
    }
    this.rows = rows;
    this.empty = empty;
  }

  /** The blocks in order: whose they are, and whether they are what the others are tied by. */
  get blocks(): { population: string; isMargin: boolean }[] {
    return this.#order.map(({ population, caracteristique }) => ({
      population,
      isMargin: caracteristique === SEXE,
    }));
  }

  /** Names of the antennes over all years. */
  get antennes(): string[] {
    return [...new Set(this.#order.flatMap(({ antennes }) => antennes))].sort();
  }

  /** The finest codes of a characteristic. */
  codesOf(population: string, caracteristique: string): readonly string[] {
    return this.#finest.get(`${population}/${caracteristique}`) ?? [];
  }

  /** The finest quantities of a block: each antenne, département, sexe told apart, and the region, by code. */
  finest(): Quantity[] {
    return this.#order.flatMap(({ population, annee, caracteristique, antennes, sexes, codes }) => {
      const departements = [...new Set(antennes.map((one) => this.#departement(population, annee, one)))];
      const places: Place[] = [
        { dimension: 'region', code: '_T' },
        ...antennes.map((code) => ({ dimension: 'antenne' as const, code })),
        ...departements.map((code) => ({ dimension: 'departement' as const, code })),
        ...(sexes.length > 1 && caracteristique !== SEXE
          ? ['femme', 'homme_ou_inconnu'].map((code) => ({ dimension: SEXE, code }) as const)
          : []),
      ];
      const told = caracteristique === SEXE ? sexes : codes;
      return places.flatMap((place) =>
        told
          .filter((code) => code !== UNKNOWN)
          .map((code) => ({ population, annees: [annee], place, caracteristique, codes: [code] })),
      );
    });
  }

  /** The cells that a quantity adds up; undefined when a year or a code of it is none of ours. */
  places({
    population,
    annees,
    place,
    caracteristique,
    codes,
    inconnus = [UNKNOWN],
  }: Quantity): number[] | undefined {
    const places: number[] = [];
    for (const annee of annees) {
      const block = this.#blocks.get(keyOf(population, annee, caracteristique));
      if (block === undefined) {
        // A year without a person of that population adds nothing.
        if (this.#groups.has(`${population}/${annee}`)) return undefined;
        continue;
      }
      const wanted = (all: readonly string[]): number[] =>
        all.flatMap((code, at) =>
          codes === 'tous' || (codes === 'connus' ? !inconnus.includes(code) : codes.includes(code))
            ? [at]
            : [],
        );
      const isSexe = caracteristique === SEXE;
      const bySexe = isSexe ? wanted(block.sexes) : this.#sexes(block, place);
      const byCode = isSexe ? [0] : wanted(block.codes);
      for (const antenne of this.#antennesAt(block, place))
        for (const sexe of bySexe) for (const code of byCode) places.push(cellOf(block, antenne, sexe, code));
    }
    return places;
  }

  /** One cell, by its codes; undefined when there is none. */
  cell(at: {
    population: string;
    annee: number;
    antenne: string;
    sexe: string;
    caracteristique: string;
    modalite: string;
  }): number | undefined {
    const same = this.#last;
    const isSame =
      same?.population === at.population &&
      same.annee === at.annee &&
      same.caracteristique === at.caracteristique;
    const block = isSame ? same : this.#blocks.get(keyOf(at.population, at.annee, at.caracteristique));
    if (block === undefined) return undefined;
    this.#last = block;
    const antenne = block.antennes.indexOf(at.antenne);
    const isSexe = at.caracteristique === SEXE;
    const sexe = block.sexes.indexOf(isSexe && at.sexe === '' ? at.modalite : at.sexe);
    const code = isSexe ? 0 : block.codes.indexOf(at.modalite);
    return antenne < 0 || sexe < 0 || code < 0 ? undefined : cellOf(block, antenne, sexe, code);
  }

  /** What a change of a characteristic makes of each antenne's persons by sexe, read off the first one that it changes. */
  marginsOf(change: ReadonlyMap<number, number>): Map<number, number> {
    const margins = new Map<number, number>();
    const first = new Map<number, number>();
    for (const [place, by] of change) {
      const at = this.blockOf[place] ?? 0;
      const block = this.#order[at];
      if (block === undefined || block.caracteristique === SEXE) continue;
      const margin = this.#blocks.get(keyOf(block.population, block.annee, SEXE));
      if (margin === undefined) continue;
      const row = Math.floor((place - block.start) / block.codes.length);
      const cell = margin.start + row;
      if ((first.get(cell) ?? at) !== at) continue;
      first.set(cell, at);
      margins.set(cell, (margins.get(cell) ?? 0) + by);
    }
    return margins;
  }

  /** All cells of an antenne, over all years and populations: what she knows. */
  cellsOf(antenne: string): number[] {
    return this.#order.flatMap((block) => {
      const at = block.antennes.indexOf(antenne);
      const step = block.sexes.length * block.codes.length;
      return at < 0 ? [] : Array.from({ length: step }, (_, cell) => block.start + at * step + cell);
    });
  }

  /** The antenne of each cell of some, and its block: cells of one antenne and characteristic together. */
  splitByAntenne(places: readonly number[]): { block: readonly number[]; places: number[] }[] {
    const parts = new Map<string, { block: readonly number[]; places: number[] }>();
    for (const place of places) {
      const block = this.#order[this.blockOf[place] ?? 0];
      if (block === undefined) continue;
      const step = block.sexes.length * block.codes.length;
      const start = block.start + Math.floor((place - block.start) / step) * step;
      const part = parts.get(String(start)) ?? {
        block: Array.from({ length: step }, (_, cell) => start + cell),
        places: [],
      };
      part.places.push(place);
      parts.set(String(start), part);
    }
    return [...parts.values()];
  }

  sum(places: readonly number[]): number {
    let total = 0;
    for (const place of places) total += this.truth[place] ?? 0;
    return total;
  }

  #antennes(population: string, annee: number): string[] {
    const hers = this.#groups.get(`${population}/${annee}`) ?? [];
    return [...new Set(hers.map(({ antenne }) => antenne))].sort();
  }

  #departement(population: string, annee: number, antenne: string): string {
    return this.#departements.get(`${population}/${annee}/${antenne}`) ?? UNKNOWN;
  }

  #antennesAt({ population, annee, antennes }: Block, { dimension, code }: Place): number[] {
    return antennes.flatMap((antenne, at) => {
      if (dimension === 'antenne') return antenne === code ? [at] : [];
      if (dimension === 'departement')
        return this.#departement(population, annee, antenne) === code ? [at] : [];
      return [at];
    });
  }

  #sexes({ sexes }: Block, { dimension, code }: Place): number[] {
    return sexes.flatMap((sexe, at) =>
      dimension !== SEXE || sexe === code || (code === 'homme_ou_inconnu' && sexe !== 'femme') ? [at] : [],
    );
  }

  #fill(block: Block): void {
    const { population, annee, caracteristique, antennes, sexes, codes } = block;
    for (const [a, antenne] of antennes.entries()) {
      const rows = this.#rows(population, annee, antenne, caracteristique);
      for (const row of rows.length > 0 ? rows : this.#persons(population, annee, antenne)) {
        const sexe = sexes.length === 1 && sexes[0] === '' ? 0 : sexes.indexOf(row.sexe);
        const code = caracteristique === SEXE ? 0 : codes.indexOf(rows.length > 0 ? row.modalite : UNKNOWN);
        if (sexe < 0 || code < 0) continue;
        const cell = cellOf(block, a, sexe, code);
        this.truth[cell] = (this.truth[cell] ?? 0) + row.personnes;
      }
    }
  }

  /** The persons of an antenne, each once: by sexe where she sends it, else by the first characteristic that she sends. */
  #persons(population: string, annee: number, antenne: string): KnownGroup[] {
    const hers = (this.#groups.get(`${population}/${annee}`) ?? []).filter((one) => one.antenne === antenne);
    const first = hers.some(({ caracteristique }) => caracteristique === SEXE)
      ? SEXE
      : hers.map(({ caracteristique }) => caracteristique).sort()[0];
    return hers.filter(({ caracteristique }) => caracteristique === first);
  }

  #rows(population: string, annee: number, antenne: string, caracteristique: string): KnownGroup[] {
    return (this.#groups.get(`${population}/${annee}`) ?? []).filter(
      (one) => one.antenne === antenne && one.caracteristique === caracteristique,
    );
  }

  #know(block: Block, rows: Row[], empty: Set<number>): void {
    const { population, annee, caracteristique, antennes, sexes, codes } = block;
    const margin = this.#blocks.get(keyOf(population, annee, SEXE));
    for (const [a, antenne] of antennes.entries()) {
      const cells = (sexe: number): number[] => codes.map((_, code) => cellOf(block, a, sexe, code));
      const all = sexes.flatMap((_, sexe) => cells(sexe));
      const tied = margin !== undefined && margin !== block;
      if (tied)
        for (const sexe of sexes.keys())
          rows.push({ plus: cells(sexe), minus: [cellOf(margin, a, sexe, 0)], lower: 0, upper: 0 });
      // Persons of an antenne are a volume: everybody has them.
      else rows.push({ plus: all, minus: [], lower: this.sum(all), upper: this.sum(all) });
      if (caracteristique === SEXE || this.#rows(population, annee, antenne, caracteristique).length > 0)
        continue;
      const told = sexes.flatMap((_, sexe) => cells(sexe).filter((__, code) => codes[code] !== UNKNOWN));
      for (const place of told) empty.add(place);
      rows.push({ plus: told, minus: [], lower: 0, upper: 0 });
    }
  }
}

function keyOf(population: string, annee: number, caracteristique: string): string {
  return `${population}/${annee}/${caracteristique}`;
}

function sizeOf({ antennes, sexes, codes }: Block): number {
  return antennes.length * sexes.length * codes.length;
}

function cellOf({ start, sexes, codes }: Block, antenne: number, sexe: number, code: number): number {
  return start + (antenne * sexes.length + sexe) * codes.length + code;
}

/** Each characteristic of each population and year once; where anything is told by sexe, sexe first. */
function blocksAsked(
  quantities: Asked['quantities'],
  crossed: ReadonlySet<string>,
): { population: string; annee: number; caracteristique: string }[] {
  const asked = new Map<string, { population: string; annee: number; caracteristique: string }>();
  for (const { population, annees, caracteristique } of quantities)
    for (const annee of annees)
      for (const name of crossed.has(population) ? [SEXE, caracteristique] : [caracteristique])
        asked.set(keyOf(population, annee, name), { population, annee, caracteristique: name });
  return [...asked.values()].sort(
    (a, b) =>
      Number(a.population > b.population) - Number(a.population < b.population) ||
      a.annee - b.annee ||
      Number(b.caracteristique === SEXE) - Number(a.caracteristique === SEXE) ||
      (a.caracteristique < b.caracteristique ? -1 : 1),
  );
}

/** The finest codes of each characteristic: of the rows of all years, and of the figures. */
function finestCodes(
  groups: readonly KnownGroup[],
  quantities: Asked['quantities'],
): ReadonlyMap<string, readonly string[]> {
  const codes = new Map<string, Set<string>>();
  const add = (population: string, caracteristique: string, code: string) => {
    const key = `${population}/${caracteristique}`;
    codes.set(key, (codes.get(key) ?? new Set([UNKNOWN])).add(code));
  };
  for (const { population, caracteristique, modalite, sexe } of groups) {
    add(population, caracteristique, modalite);
    add(population, SEXE, sexe);
  }
  for (const { population, caracteristique, codes: hers } of quantities)
    if (typeof hers !== 'string') for (const code of hers) add(population, caracteristique, code);
  return new Map([...codes].map(([key, set]) => [key, [...set].sort()]));
}
