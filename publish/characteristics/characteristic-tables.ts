import { TOTAL, UNKNOWN } from '../catalogue.ts';
import type { Cell, LinkedTable, LinkedTables, Source } from '../suppression/linked-tables.ts';
import { type Cause, type FrequencyRule, needOf } from './frequency-rule.ts';
import type { PersonGroup, Widening } from './persons.ts';
import { type Levels, levelsOf } from './widening.ts';

/** The places of a crossing by sexe: women, and everyone else. */
export const WOMEN = 'femme';
export const OTHERS = 'homme_ou_inconnu';

/** What a table of a characteristic is crossed with. */
export type Crossing = 'antenne' | 'departement' | 'sexe' | 'region';

/** One line that is to be published, or said to be secret. */
export interface Line {
  crossing: Crossing;
  /** Code of the crossing: an antenne, a département, a sexe; `_T` for the region. */
  place: string;
  caracteristique: string;
  modalite: string;
  /** 0 for the finest codes. */
  niveau: number;
  valeur: number;
  /** Persons of the place of whom the characteristic is known. */
  base: number;
  cause: Cause | undefined;
  /** What the quantity is, however it is written: lines with one key are one figure. */
  key: string;
}

/** Tables, and by the places of a table and a cell the key of the figure. */
export interface KeyedTables {
  linked: LinkedTables;
  keys: readonly (readonly string[])[];
}

/** One year's persons, ready to be laid out as tables. */
export class CharacteristicYear {
  readonly #groups: readonly PersonGroup[];
  readonly #levels = new Map<string, Levels>();
  readonly #antennes: readonly string[];
  readonly #departements: ReadonlyMap<string, readonly string[]>;
  /** Where a characteristic had to be told in wider codes than asked: `caracteristique/place` → level. */
  readonly #atLeast = new Map<string, number>();

  /** Characteristics of which the region's own figures may be hidden. */
  readonly #giving = new Set<string>();

  readonly #withdrawn = new Set<string>();

  constructor(groups: readonly PersonGroup[], widenings: readonly Widening[]) {
    this.#groups = groups;
    this.#antennes = [...new Set(groups.map(({ antenne }) => antenne))].sort();
    const departements = new Map<string, string[]>();
    for (const { antenne, departement } of groups) {
      const hers = departements.get(departement) ?? [];
      if (!hers.includes(antenne)) departements.set(departement, [...hers, antenne].sort());
    }
    this.#departements = departements;
    for (const name of new Set(groups.map(({ caracteristique }) => caracteristique))) {
      const finest = [
        ...new Set([
          ...groups.filter((one) => one.caracteristique === name).map(({ modalite }) => modalite),
          UNKNOWN,
        ]),
      ];
      this.#levels.set(name, levelsOf(name, finest.sort(), widenings));
    }
  }

  /** The characteristics told this year. */
  get characteristics(): string[] {
    return [...this.#levels.keys()].sort();
  }

  /** From now on the place tells the characteristic in the next wider codes. False when there are none. */
  widen(caracteristique: string, place: string): boolean {
    const next = (this.#atLeast.get(`${caracteristique}/${place}`) ?? 0) + 1;
    if (next >= (this.#levels.get(caracteristique)?.length ?? 1)) return false;
    this.#atLeast.set(`${caracteristique}/${place}`, next);
    return true;
  }

  /** From now on the region's figures of the characteristic may be hidden too. False when they already may. */
  giveRegion(caracteristique: string): boolean {
    if (this.#giving.has(caracteristique)) return false;
    this.#giving.add(caracteristique);
    return true;
  }

  /** From now on the characteristic is not told along this crossing at all. */
  withdraw(crossing: Crossing, caracteristique: string): void {
    this.#withdrawn.add(`${crossing}/${caracteristique}`);
  }

  /** The lines of a crossing: each place in the finest codes none of which the rule hides, else in the widest. */
  lines(crossing: Crossing, rule: FrequencyRule, only: readonly string[]): Line[] {
    return this.characteristics
      .filter((name) => only.includes(name) && !this.#withdrawn.has(`${crossing}/${name}`))
      .filter((name) => crossing !== 'sexe' || name !== 'sexe')
      .flatMap((name) =>
        this.#places(crossing, name).flatMap((place) => this.#placeLines(crossing, name, place, rule)),
      );
  }

  #places(crossing: Crossing, name: string): string[] {
    const told = new Set(
      this.#groups.filter((one) => one.caracteristique === name).map(({ antenne }) => antenne),
    );
    if (crossing === 'region') return [TOTAL];
    if (crossing === 'antenne') return this.#antennes.filter((antenne) => told.has(antenne));
    if (crossing === 'departement')
      return [...this.#departements]
        .flatMap(([code, antennes]) => (antennes.some((one) => told.has(one)) ? [code] : []))
        .sort();
    // Those whose sexe is not known are few: told apart, they would be recognised.
    return [WOMEN, OTHERS];
  }

  #placeLines(crossing: Crossing, name: string, place: string, rule: FrequencyRule): Line[] {
    const levels = this.#levels.get(name) ?? [];
    const from = Math.min(this.#atLeast.get(`${name}/${place}`) ?? 0, levels.length - 1);
    const told = levels
      .slice(from)
      .map((level, at) => this.#levelLines(crossing, name, place, from + at, level, rule));
    return told.find((lines) => lines.every(({ cause }) => cause === undefined)) ?? told.at(-1) ?? [];
  }

  #levelLines(
    crossing: Crossing,
    caracteristique: string,
    place: string,
    niveau: number,
    level: ReadonlyMap<string, readonly string[]>,
    rule: FrequencyRule,
  ): Line[] {
    const persons = this.#persons(caracteristique).filter((one) => this.#isIn(crossing, place, one));
    const base = persons
      .filter(({ modalite }) => modalite !== UNKNOWN)
      .reduce((sum, one) => sum + one.personnes, 0);
    return [...level].map(([modalite, finest]) => {
      const valeur = persons
        .filter((one) => finest.includes(one.modalite))
        .reduce((sum, one) => sum + one.personnes, 0);
      // What is not known tells of the files, not of persons: a rule never hides it, though others may have to.
      const cause = modalite === UNKNOWN ? undefined : needOf(valeur, base, rule)?.cause;
      const key = this.#key(crossing, place, caracteristique, finest);
      return { crossing, place, caracteristique, modalite, niveau, valeur, base, cause, key };
    });
  }

  #isIn(crossing: Crossing, place: string, { antenne, departement, sexe }: PersonGroup): boolean {
    if (crossing === 'region') return true;
    if (crossing === 'sexe') return (sexe === WOMEN) === (place === WOMEN);
    return place === (crossing === 'antenne' ? antenne : departement);
  }

  /** Everyone, told by a characteristic: of an antenne that does not send it, all are unknown. */
  #persons(name: string): PersonGroup[] {
    const told = this.#groups.filter((one) => one.caracteristique === name);
    const sent = new Set(told.map(({ antenne }) => antenne));
    const others = this.#groups
      .filter(({ caracteristique, antenne }) => caracteristique === 'sexe' && !sent.has(antenne))
      .map((one) => ({ ...one, caracteristique: name, modalite: UNKNOWN }));
    return [...told, ...others];
  }

  #key(crossing: Crossing, place: string, name: string, finest: readonly string[]): string {
    const antennes = this.#antennesOf(crossing, place);
    const own = name === 'sexe' ? [] : [`sexe=${crossing === 'sexe' ? place : ''}`];
    return [`antenne=${antennes.join('+')}`, ...own, `${name}=${[...finest].sort().join('+')}`]
      .filter((part) => !part.endsWith('='))
      .join(' ');
  }

  /** The antennes of a place; none for all of them. */
  #antennesOf(crossing: Crossing, place: string): readonly string[] {
    const antennes =
      crossing === 'antenne'
        ? [place]
        : crossing === 'departement'
          ? (this.#departements.get(place) ?? [])
          : [];
    return antennes.length === this.#antennes.length ? [] : antennes;
  }

  /**
   * The lines as linked tables: each figure once, hidden where its rule says so; what is known anyway is kept: persons of
   * an antenne, and that none of hers has a known code where she sends none.
   */
  linked(lines: readonly Line[], rule: FrequencyRule, secret: ReadonlySet<string>): KeyedTables {
    const tables = new Map<string, { dimensions: string[]; cells: Map<string, Cell> }>();
    const nesting = new Map<string, Map<string, readonly string[]>>();
    const nest = (dimension: string, code: string, finest: readonly string[]) => {
      const codes = nesting.get(dimension) ?? new Map<string, readonly string[]>();
      nesting.set(dimension, codes.set(code, finest));
    };
    const add = (named: ReadonlyMap<string, string>, key: string, cell: Omit<Cell, 'codes'>) => {
      const dimensions = [...named.keys()];
      const name = dimensions.join(' × ');
      const table = tables.get(name) ?? { dimensions, cells: new Map<string, Cell>() };
      tables.set(name, table);
      if (!table.cells.has(key)) table.cells.set(key, { ...cell, codes: [...named.values()] });
    };
    for (const line of lines) {
      const named = this.#named(line, nest);
      const need = line.cause === undefined ? undefined : needOf(line.valeur, line.base, rule)?.need;
      const keep =
        need === undefined && line.crossing === 'region' && !this.#giving.has(line.caracteristique);
      const hidden = need === undefined && secret.has(line.key);
      add(named, line.key, {
        keep: keep && !hidden,
        cost: costOf(line),
        ...(need ? { need } : {}),
        ...(hidden ? { hidden } : {}),
      });
    }
    for (const name of this.characteristics)
      for (const antenne of this.#antennes) {
        add(
          new Map([
            ['antenne', antenne],
            [name, TOTAL],
          ]),
          `antenne=${antenne}`,
          { keep: true, cost: 1 },
        );
        if (this.#groups.some((one) => one.caracteristique === name && one.antenne === antenne)) continue;
        add(
          new Map([
            ['antenne', antenne],
            [name, UNKNOWN],
          ]),
          `antenne=${antenne} ${name}=${UNKNOWN}`,
          { keep: true, cost: 1 },
        );
      }
    return {
      keys: [...tables.values()].map(({ cells }) => [...cells.keys()]),
      linked: {
        sources: this.#sources(),
        nesting,
        tables: [...tables].map(
          ([name, { dimensions, cells }]): LinkedTable => ({ name, dimensions, cells: [...cells.values()] }),
        ),
        insiders: ['antenne'],
      },
    };
  }

  #named(
    line: Line,
    nest: (dimension: string, code: string, finest: readonly string[]) => void,
  ): Map<string, string> {
    const named = new Map<string, string>();
    const antennes = this.#antennesOf(line.crossing, line.place);
    if (line.crossing === 'sexe') {
      named.set('sexe', line.place);
      if (line.place === OTHERS) nest('sexe', OTHERS, this.#otherSexes());
    } else named.set('antenne', antennes.length === 0 ? TOTAL : line.place);
    if (antennes.length > 1) nest('antenne', line.place, antennes);
    const finest = this.#levels.get(line.caracteristique)?.[line.niveau]?.get(line.modalite) ?? [
      line.modalite,
    ];
    const code = finest.length === 1 ? (finest[0] ?? line.modalite) : `${line.niveau}:${line.modalite}`;
    if (finest.length > 1) nest(line.caracteristique, code, finest);
    return named.set(line.caracteristique, code);
  }

  #otherSexes(): string[] {
    return [...new Set(this.#groups.map(({ sexe }) => sexe))].filter((sexe) => sexe !== WOMEN).sort();
  }

  #sources(): Source[] {
    const names = this.characteristics.filter((name) => name !== 'sexe');
    const sources = names.map((name) => ({
      dimensions: ['antenne', 'sexe', name],
      groups: this.#persons(name).map(({ antenne, sexe, modalite, personnes }) => ({
        codes: [antenne, sexe, modalite],
        persons: personnes,
      })),
    }));
    const sexes = this.#persons('sexe').map(({ antenne, sexe, personnes }) => ({
      codes: [antenne, sexe],
      persons: personnes,
    }));
    return [...sources, { dimensions: ['antenne', 'sexe'], groups: sexes }];
  }
}

/** Small inner cells pay first; a département before the region. */
function costOf({ crossing, valeur }: Line): number {
  const weight = crossing === 'region' ? 50 : crossing === 'antenne' ? 1 : 5;
  return weight * (1 + Math.log2(1 + valeur));
}
