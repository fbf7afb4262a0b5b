import { TOTAL, UNKNOWN } from '../catalogue.ts';
import type {
  Cell,
  JointCount,
  LinkedTable,
  LinkedTables,
  Need,
  Source,
} from '../suppression/linked-tables.ts';
import { type Cause, type FrequencyRule, needOf } from './frequency-rule.ts';
import type { PersonGroup, Widening } from './persons.ts';
import type { PrintedKnowledge } from './printed-knowledge.ts';
import { levelsOf, type NumberedLevel, type View } from './widening.ts';

/** The places of a crossing by sexe: women, and everyone else. */
export const WOMEN = 'femme';
export const OTHERS = 'homme_ou_inconnu';

/** The characteristic that is a dimension of every group too. */
export const EVERYONE = 'sexe';

/** What a table of a characteristic is crossed with. */
export type Crossing = 'antenne' | 'departement' | 'sexe' | 'region';

/** A way to tell less of a place: wider codes, three years together, the region alone. */
export type Coarsening = 'codes' | 'trois_ans' | 'region';

/** A table that is to be told: a characteristic along a crossing, by a rule, and how it gives way. */
export interface Asked {
  crossing: Crossing;
  view: View;
  rule: FrequencyRule;
  /** In the order in which they are tried. */
  grossissement: readonly Coarsening[];
}

/** Which persons a figure counts. */
interface Counted {
  annees: readonly number[];
  crossing: Crossing;
  /** Code of the crossing: an antenne, a département, a sexe; `_T` for the region. */
  place: string;
  source: string;
  /** The finest codes that are counted together. */
  codes: readonly string[];
}

/** One figure. */
export interface Figure extends Counted {
  /** The view that tells it. */
  caracteristique: string;
  valeur: number;
  /** Persons of the place of whom the characteristic is known. */
  base: number;
  /** Persons of the place whose characteristic may be known: everybody knows how many they are. */
  most: number;
  cause: Cause | undefined;
  rule: FrequencyRule;
  /** What the quantity is, however it is written: figures with one key are one figure. */
  key: string;
}

/** One line that is to be published, or said to be secret. */
export interface Line extends Figure {
  /** The year that it is told for; the last one of several. */
  annee: number;
  /** `2024`, or `2022-2024` where years are told together. */
  periode: string;
  modalite: string;
  /** 0 for the finest codes. */
  niveau: number;
  /** The figure of the base. */
  baseKey: string;
  /** How it is coarsened; undefined for what is told as finely as its view allows. */
  grossi: Coarsening | undefined;
}

/** What is told of a place, and what must not be found again besides. */
export interface Told {
  lines: Line[];
  bases: Figure[];
  /** Figures in finer codes, or of one year, that the rule hides and that are not told. */
  untold: Figure[];
}

/** Tables, and by the places of a table and a cell the key of the figure. */
export interface KeyedTables {
  linked: LinkedTables;
  keys: readonly (readonly string[])[];
}

/** What was decided before of other lines: the years before, or the figures that another reader holds. */
export interface Decided {
  told: Told;
  secret: ReadonlySet<string>;
  /** Tables that prove it. */
  witnesses: readonly (readonly JointCount[])[];
}

/** One step of a place: a level, of one year or of several; none for a place that is told with the region alone. */
interface Step {
  kind: Coarsening | undefined;
  annees: readonly number[];
  level: NumberedLevel;
}

const YEARS_TOGETHER = 3;

/** What everybody knows, whatever is published. */
const KNOWN = { keep: true, known: true as const, cost: 0 };

/** What else is laid out, and how. */
interface Besides {
  /** Of these figures hardly anything is asked any more. */
  assured?: Told;
  /** What readers were told before, by key: what is still so is known. */
  shown?: ReadonlyMap<string, number>;
  /** Whether figures that no table tells must keep the whole rule, and not doubt alone. */
  whole?: boolean;
}

const NO_FIGURES: ReadonlyMap<string, number> = new Map();
const NOTHING: Told = { lines: [], bases: [], untold: [] };
const NONE_DOUBTED: ReadonlySet<Figure> = new Set();

/** One year's persons, and those of the years before, ready to be laid out as tables. */
export class CharacteristicYear {
  readonly annee: number;
  readonly #groups: readonly PersonGroup[];
  readonly #widenings: readonly Widening[];
  readonly #earlier: readonly Decided[];
  readonly #printed: PrintedKnowledge | undefined;
  readonly #antennes: readonly string[];
  readonly #departements: ReadonlyMap<string, readonly string[]>;
  readonly #levels = new Map<string, NumberedLevel[]>();
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #sending = new Map<string, boolean>();
  readonly #everyone = new Map<string, PersonGroup[]>();
  /** Characteristics of which the region's own figures may be hidden. */
  readonly #giving = new Set<string>();
  /** By characteristic, codes that somebody could be in although nobody is. */
  readonly #possible: ReadonlyMap<string, readonly string[]>;

  /** The year is the last one of the groups. */
  constructor(
    groups: readonly PersonGroup[],
    widenings: readonly Widening[],
    earlier: readonly Decided[] = [],
    printed?: PrintedKnowledge,
    possible: ReadonlyMap<string, readonly string[]> = new Map(),
  ) {
    this.#possible = possible;
    this.annee = Math.max(...groups.map(({ annee }) => annee));
    this.#groups = groups;
    this.#widenings = widenings;
    this.#earlier = earlier;
    this.#printed = printed;
    this.#antennes = [...new Set(groups.map(({ antenne }) => antenne))].sort();
    const departements = new Map<string, string[]>();
    for (const { antenne, departement } of groups) {
      const hers = departements.get(departement) ?? [];
      if (!hers.includes(antenne)) departements.set(departement, [...hers, antenne].sort());
    }
    this.#departements = departements;
  }

  /** From now on the region's figures of some characteristics may be hidden too. */
  giveRegion(sources: readonly string[]): void {
    for (const source of sources) this.#giving.add(source);
  }

  /** What is told of all that is asked: each place in the finest step that the rule lets through, else in the last one. */
  tell(asked: readonly Asked[]): Told {
    const parts = asked
      .filter(({ crossing, view }) => crossing !== 'sexe' || view.source !== EVERYONE)
      .flatMap((one) => this.#places(one).map((place) => this.#tellPlace({ ...one, place })));
    return together(parts);
  }

  /** What a narrower audience is told by her own rule: of lines already chosen, those of the tables that are hers. */
  retell({ lines, bases }: Told, asked: readonly Asked[]): Told {
    const parts = asked.flatMap((one) =>
      this.#places(one).map((place): Told => {
        const isHers = (other: Figure) =>
          other.crossing === one.crossing && other.caracteristique === one.view.nom && other.place === place;
        const hers = lines
          .filter(isHers)
          .map((line) => ({ ...line, ...this.#judged(line, line.modalite, one.rule) }));
        const steps = this.#steps({ ...one, place }).map((step) => this.#stepLines({ ...one, place }, step));
        return {
          lines: hers,
          bases: bases.filter(isHers),
          untold:
            hers.length === 0
              ? []
              : untoldOf(
                  [this.#finestLines({ ...one, place }), ...steps.slice(0, 1 + stepOf(steps, hers))],
                  hers,
                ),
        };
      }),
    );
    return together(parts);
  }

  /** Whether a figure is known from what was printed: hiding it protects nobody. */
  isPrinted({ annees, crossing, place, source, codes }: Figure): boolean {
    if (this.#printed === undefined) return false;
    const sexes = crossing === 'sexe' ? (place === WOMEN ? [WOMEN] : this.#otherSexes()) : undefined;
    const parts = annees.flatMap((annee) =>
      this.#antennesOf(crossing, place).map((antenne) => ({ annee, antenne, source, sexes, codes })),
    );
    return this.#printed.gives(parts);
  }

  #places({ crossing, view }: Asked): string[] {
    const told = new Set(
      this.#groups
        .filter((one) => one.annee === this.annee && one.caracteristique === view.source)
        .map(({ antenne }) => antenne),
    );
    if (told.size === 0) return [];
    if (crossing === 'region') return [TOTAL];
    if (crossing === 'antenne') return this.#antennes.filter((antenne) => told.has(antenne));
    if (crossing === 'departement')
      return [...this.#departements]
        .flatMap(([code, antennes]) => (antennes.some((one) => told.has(one)) ? [code] : []))
        .sort();
    // Those whose sexe is not known are few: told apart, they would be recognised.
    return [WOMEN, OTHERS];
  }

  /** From the finest to the coarsest. */
  #steps({
    crossing,
    place,
    view,
    grossissement,
  }: Pick<Asked, 'crossing' | 'view' | 'grossissement'> & { place: string }): Step[] {
    const levels = this.#levelsOf(view);
    const [finest, ...wider] = levels;
    const last = levels.at(-1);
    if (finest === undefined || last === undefined) return [];
    const year = [this.annee];
    const steps: Step[] = [{ kind: undefined, annees: year, level: finest }];
    for (const kind of grossissement) {
      if (kind === 'codes')
        steps.push(...wider.map((level): Step => ({ kind: 'codes', annees: year, level })));
      const together = kind === 'trois_ans' ? this.#together(crossing, place, view.source) : [];
      if (together.length > 1)
        steps.push(...levels.map((level): Step => ({ kind: 'trois_ans', annees: together, level })));
      if (kind === 'region') steps.push({ kind: 'region', annees: year, level: last });
    }
    return steps;
  }

  /** Of the three last years, those in which the place tells the characteristic. */
  #together(crossing: Crossing, place: string, source: string): number[] {
    const antennes = this.#antennesOf(crossing, place);
    const years = this.#groups
      .filter(({ caracteristique, antenne }) => caracteristique === source && antennes.includes(antenne))
      .map(({ annee }) => annee)
      .filter((annee) => annee > this.annee - YEARS_TOGETHER);
    return [...new Set(years)].sort((a, b) => a - b);
  }

  #levelsOf(view: View): NumberedLevel[] {
    const known = this.#levels.get(view.nom);
    if (known !== undefined) return known;
    const codes = this.#groups
      .filter(({ caracteristique }) => caracteristique === view.source)
      .map(({ modalite }) => modalite);
    const own = this.#possible.get(view.source) ?? [];
    const levels = levelsOf(view, [...new Set([...codes, ...own, UNKNOWN])].sort(), this.#widenings);
    this.#levels.set(view.nom, levels);
    return levels;
  }

  #tellPlace(asked: Asked & { place: string }): Told {
    const steps = this.#steps(asked);
    const told = steps.map((step) => this.#stepLines(asked, step));
    const passing = told.findIndex(
      (lines, at) => steps[at]?.kind === 'region' || lines.every(({ cause }) => cause === undefined),
    );
    const chosen = passing === -1 ? steps.length - 1 : passing;
    const step = steps[chosen];
    if (step === undefined) return NOTHING;
    const lines = told[chosen] ?? [];
    const bases = step.kind === 'region' ? [] : [this.#baseFigure(asked, step)];
    const finer = [this.#finestLines(asked), ...told.slice(0, chosen + 1)];
    return { lines, bases, untold: untoldOf(finer, lines) };
  }

  /** The figures of the finest codes, those too that are never told apart. */
  #finestLines(asked: Asked & { place: string }): Line[] {
    const { nom, source } = asked.view;
    if (asked.view.fusions === undefined) return [];
    const [level] = this.#levelsOf({ nom: `${nom} `, source, niveaux: [0] });
    return level === undefined
      ? []
      : this.#stepLines(asked, { kind: undefined, annees: [this.annee], level });
  }

  #stepLines({ crossing, place, view, rule }: Asked & { place: string }, step: Step): Line[] {
    const { annees, level, kind } = step;
    const known = knownCodes(level);
    const base = this.#count(annees, crossing, place, view.source, known);
    const common = { annees, crossing, place, source: view.source };
    const baseKey = this.#key({ ...common, codes: known });
    const most = this.#most(annees, crossing, place, view.source);
    return [...level.codes].map(([modalite, codes]) => {
      const valeur = this.#count(annees, crossing, place, view.source, codes);
      const line = {
        ...common,
        codes,
        valeur,
        base,
        most,
        rule,
        key: this.#key({ ...common, codes }),
        baseKey,
        annee: this.annee,
        periode: periodOf(annees),
        caracteristique: view.nom,
        modalite,
        niveau: level.niveau,
        grossi: kind,
      };
      return { ...line, ...this.#judged(line, modalite, rule) };
    });
  }

  /** What is not known tells of the files, not of persons: a rule never hides it, though others may have to. */
  #judged({ valeur, base }: { valeur: number; base: number }, modalite: string, rule: FrequencyRule) {
    return { cause: modalite === UNKNOWN ? undefined : needOf(valeur, base, rule)?.cause, rule };
  }

  #baseFigure({ crossing, place, view, rule }: Asked & { place: string }, step: Step): Figure {
    const codes = knownCodes(step.level);
    const counted = { annees: step.annees, crossing, place, source: view.source, codes };
    const valeur = this.#count(step.annees, crossing, place, view.source, codes);
    const rest = { most: valeur, cause: undefined, rule, key: this.#key(counted) };
    return { ...counted, caracteristique: view.nom, valeur, base: valeur, ...rest };
  }

  #count(
    annees: readonly number[],
    crossing: Crossing,
    place: string,
    source: string,
    codes: readonly string[],
  ): number {
    return annees.reduce((sum, annee) => {
      const at = `${annee}/${crossing}/${place}/${source}`;
      const counts = this.#counts.get(at) ?? this.#countsOf(annee, crossing, place, source);
      this.#counts.set(at, counts);
      return codes.reduce((sofar, code) => sofar + (counts.get(code) ?? 0), sum);
    }, 0);
  }

  #most(annees: readonly number[], crossing: Crossing, place: string, source: string): number {
    return annees
      .flatMap((annee) =>
        this.#persons(annee, source).filter((one) => this.#sends(annee, one.antenne, source)),
      )
      .filter((one) => this.#isIn(crossing, place, one))
      .reduce((sum, { personnes }) => sum + personnes, 0);
  }

  #sends(annee: number, antenne: string, source: string): boolean {
    const at = `${annee}/${antenne}/${source}`;
    const known = this.#sending.get(at);
    if (known !== undefined) return known;
    const sends = this.#groups.some(
      (one) => one.annee === annee && one.caracteristique === source && one.antenne === antenne,
    );
    this.#sending.set(at, sends);
    return sends;
  }

  #countsOf(annee: number, crossing: Crossing, place: string, source: string): Map<string, number> {
    const counts = new Map<string, number>();
    for (const one of this.#persons(annee, source))
      if (this.#isIn(crossing, place, one))
        counts.set(one.modalite, (counts.get(one.modalite) ?? 0) + one.personnes);
    return counts;
  }

  #isIn(crossing: Crossing, place: string, { antenne, sexe }: PersonGroup): boolean {
    if (crossing === 'region') return true;
    if (crossing === 'sexe') return (sexe === WOMEN) === (place === WOMEN);
    return this.#antennesOf(crossing, place).includes(antenne);
  }

  /** Everyone of a year, told by a characteristic: of an antenne that does not send it, all are unknown. */
  #persons(annee: number, source: string): PersonGroup[] {
    const at = `${annee}/${source}`;
    const known = this.#everyone.get(at);
    if (known !== undefined) return known;
    const year = this.#groups.filter((one) => one.annee === annee);
    const persons = this.#antennes.flatMap((antenne) => {
      const hers = year.filter((one) => one.antenne === antenne);
      const told = hers.filter(({ caracteristique }) => caracteristique === source);
      if (told.length > 0) return told;
      const other = hers[0]?.caracteristique;
      return hers
        .filter(({ caracteristique }) => caracteristique === other)
        .map((one) => ({
          ...one,
          caracteristique: source,
          modalite: source === EVERYONE ? one.sexe : UNKNOWN,
        }));
    });
    this.#everyone.set(at, persons);
    return persons;
  }

  #key({ annees, crossing, place, source, codes }: Counted): string {
    const antennes = this.#antennesOf(crossing, place);
    const all = antennes.length === this.#antennes.length;
    const own = source === EVERYONE ? [] : [`sexe=${crossing === 'sexe' ? place : ''}`];
    return [
      `annee=${annees.join('+')}`,
      `antenne=${all ? '' : antennes.join('+')}`,
      ...own,
      `${source}=${[...codes].sort().join('+')}`,
    ]
      .filter((part) => !part.endsWith('='))
      .join(' ');
  }

  /** The antennes of a place. */
  #antennesOf(crossing: Crossing, place: string): readonly string[] {
    if (crossing === 'antenne') return [place];
    if (crossing === 'departement') return this.#departements.get(place) ?? [];
    return this.#antennes;
  }

  /**
   * The figures as linked tables: each once, hidden where its rule says so. What is known anyway is kept: persons of an
   * antenne, that none of hers has a known code where she sends none, and what was printed. Of figures that are `assured`
   * nothing is asked any more but that of so few women that sexe gave them away. Where sexe is not among what is told, it is taken as known to all.
   */
  linked(
    told: Told,
    secret: ReadonlySet<string>,
    { assured = NOTHING, shown = NO_FIGURES, whole = false }: Besides = {},
  ): KeyedTables {
    const layout = new Layout();
    const sources = new Set([...told.lines, ...assured.lines].map(({ source }) => source));
    const years = new Set([...told.lines, ...told.untold, ...assured.lines].flatMap(({ annees }) => annees));
    const before = this.#linkedBefore(years, sources);
    this.#addKnown(layout, years, sources);
    for (const one of before) this.#addDecided(layout, one, sources, whole);
    this.#addTold(layout, told, { secret, shown, whole, asking: true });
    this.#addTold(layout, assured, { secret, shown, whole, asking: false });
    const given = [...sources].every((source) => this.#giving.has(source));
    const { linked, keys } = layout.tables(this.#sources(years, sources), given);
    return { linked: { ...linked, met: before.flatMap(({ witnesses }) => witnesses) }, keys };
  }

  /** Lines of other years that share a figure over several years with these, however far. */
  #linkedBefore(years: Set<number>, sources: ReadonlySet<string>): Decided[] {
    const earlier = this.#earlier.map(
      (one): Decided => ({ ...one, told: only(one.told, ({ source }) => sources.has(source)) }),
    );
    const found: Decided[] = [];
    for (let grew = true; grew; ) {
      grew = false;
      for (const one of earlier) {
        const its = one.told.lines.flatMap(({ annees }) => annees);
        if (found.includes(one) || !its.some((annee) => years.has(annee))) continue;
        found.push(one);
        for (const annee of its) years.add(annee);
        grew = true;
      }
    }
    return found;
  }

  #addTold(
    layout: Layout,
    told: Told,
    {
      secret,
      shown,
      whole,
      asking,
    }: { secret: ReadonlySet<string>; asking: boolean } & Required<Pick<Besides, 'shown' | 'whole'>>,
  ): void {
    const untold = new Set(told.untold);
    const doubted = whole ? NONE_DOUBTED : untold;
    for (const figure of [...told.lines, ...told.bases, ...told.untold]) {
      if (this.isPrinted(figure)) {
        this.#add(layout, figure, KNOWN);
        continue;
      }
      const need = asking
        ? needOfFigure(figure, doubted.has(figure))
        : this.#needBesideSexe(figure, doubted.has(figure));
      const regrouped = 'grossi' in figure && figure.grossi === 'region';
      const isHidden =
        figure.cause !== undefined || untold.has(figure) || regrouped || secret.has(figure.key);
      if (!isHidden && shown.get(figure.key) === figure.valeur) {
        this.#add(layout, figure, KNOWN);
        continue;
      }
      const keep = !isHidden && figure.crossing === 'region' && !this.#giving.has(figure.source);
      this.#add(layout, figure, {
        keep,
        cost: costOf(figure),
        ...(need ? { need } : {}),
        ...(isHidden && !need ? { hidden: true as const } : {}),
      });
    }
  }

  /** What was decided before is asked again, each characteristic by itself: beside sexe it is assured as those of this year are. */
  #addDecided(layout: Layout, { told, secret }: Decided, sources: ReadonlySet<string>, whole: boolean): void {
    const doubted = whole ? NONE_DOUBTED : new Set(told.untold);
    for (const figure of [...told.lines, ...told.bases, ...told.untold]) {
      const isHidden = secret.has(figure.key) && !this.isPrinted(figure);
      const isAsked = isHidden && (figure.source === EVERYONE || !sources.has(EVERYONE));
      const need = isAsked
        ? needOfFigure(figure, doubted.has(figure))
        : isHidden
          ? this.#needBesideSexe(figure, doubted.has(figure))
          : undefined;
      this.#add(layout, figure, {
        ...(isHidden ? { keep: false } : { keep: true, known: true as const }),
        cost: 0,
        ...(need ? { need } : {}),
        ...(isHidden && !need ? { hidden: true as const } : {}),
      });
    }
  }

  /**
   * What is still asked of a figure by sexe once sexe is chosen too. By itself it was protected as if everybody knew how
   * many women there are; of so few of them that the rule could not be kept whole, that is hidden, and asked again.
   */
  #needBesideSexe(figure: Figure, isDoubted: boolean): Need | undefined {
    const { annees, crossing, place, source, rule, most } = figure;
    if (crossing !== 'sexe' || source === EVERYONE || isDoubted || most >= rule.minimum) return undefined;
    const codes = place === WOMEN ? [WOMEN] : this.#otherSexes();
    const persons = annees.flatMap((annee) =>
      this.#antennes
        .filter((antenne) => this.#sends(annee, antenne, source))
        .map((antenne) => ({ annee, antenne, source: EVERYONE, sexes: undefined, codes })),
    );
    if (this.#printed?.gives(persons)) return undefined;
    return needOfFigure({ ...figure, most: Number.POSITIVE_INFINITY }, false);
  }

  #addKnown(layout: Layout, years: ReadonlySet<number>, sources: ReadonlySet<string>): void {
    if (!sources.has(EVERYONE)) this.#addSexes(layout, years, [...sources][0] ?? EVERYONE);
    this.#addPrinted(layout, years, sources);
    for (const annee of years)
      for (const source of sources)
        for (const antenne of this.#antennes) {
          const counted = { annees: [annee], crossing: 'antenne' as const, place: antenne, source };
          const all = { ...counted, codes: [TOTAL] };
          layout.add(this.#named(all, layout), `annee=${annee} antenne=${antenne}`, KNOWN);
          if (this.#sends(annee, antenne, source)) continue;
          const none = { ...counted, codes: [UNKNOWN] };
          layout.add(this.#named(none, layout), this.#key(none), KNOWN);
          const known = { ...counted, codes: this.#knownOf(source) };
          layout.add(this.#named(known, layout), this.#key(known), KNOWN);
        }
  }

  /** The finest codes of a characteristic but that of what is not known. */
  #knownOf(source: string): string[] {
    const levels = this.#levelsOf({ nom: `${source} `, source, niveaux: [0] });
    return levels.flatMap(knownCodes);
  }

  #addPrinted(layout: Layout, years: ReadonlySet<number>, sources: ReadonlySet<string>): void {
    for (const { annee, antenne, sexe, caracteristique, modalites } of this.#printed?.counts ?? []) {
      if (!years.has(annee) || !sources.has(caracteristique)) continue;
      const named = new Map([
        ['annee', String(annee)],
        ['antenne', antenne],
        ...(sexe === '' || caracteristique === EVERYONE ? [] : [['sexe', sexe] as const]),
        [caracteristique, layout.code(caracteristique, modalites)],
      ]);
      const key = [...named].map((part) => part.join('=')).join(' ');
      layout.add(named, key, KNOWN);
    }
  }

  /** Persons of each antenne by sexe, as if everybody knew them. */
  #addSexes(layout: Layout, years: ReadonlySet<number>, source: string): void {
    for (const annee of years)
      for (const { antenne, sexe } of this.#persons(annee, source)) {
        const named = new Map([
          ['annee', String(annee)],
          ['antenne', antenne],
          ['sexe', sexe],
        ]);
        layout.add(named, `annee=${annee} antenne=${antenne} sexe=${sexe}`, KNOWN);
      }
  }

  #add(layout: Layout, figure: Figure, cell: Omit<Cell, 'codes'>): void {
    layout.add(this.#named(figure, layout), figure.key, cell);
  }

  #named({ annees, crossing, place, source, codes }: Counted, layout: Layout): Map<string, string> {
    const named = new Map([['annee', layout.code('annee', annees.map(String))]]);
    if (crossing === 'sexe') {
      named.set('sexe', place === OTHERS ? layout.code('sexe', this.#otherSexes()) : place);
    } else {
      const antennes = this.#antennesOf(crossing, place);
      named.set(
        'antenne',
        antennes.length === this.#antennes.length ? TOTAL : layout.code('antenne', antennes),
      );
    }
    return named.set(source, layout.code(source, codes));
  }

  #otherSexes(): string[] {
    return [...new Set(this.#groups.map(({ sexe }) => sexe))].filter((sexe) => sexe !== WOMEN).sort();
  }

  /** Everyone, and codes that nobody is in: a reader cannot tell that there is no such person. */
  #withUnknown(annee: number, source: string): PersonGroup[] {
    const persons = this.#persons(annee, source);
    const [any] = persons;
    if (any === undefined) return [];
    const codes = [UNKNOWN, ...(this.#possible.get(source) ?? [])];
    return [...persons, ...codes.map((modalite) => ({ ...any, sexe: UNKNOWN, modalite, personnes: 0 }))];
  }

  #sources(years: ReadonlySet<number>, wanted: ReadonlySet<string>): Source[] {
    const told = (name: string, dimensions: string[], codesOf: (one: PersonGroup) => string[]): Source => ({
      dimensions,
      groups: [...years].flatMap((annee) =>
        this.#withUnknown(annee, name).map((one) => ({ codes: codesOf(one), persons: one.personnes })),
      ),
    });
    const sources = [...wanted]
      .filter((name) => name !== EVERYONE)
      .map((name) =>
        told(name, ['annee', 'antenne', 'sexe', name], ({ annee, antenne, sexe, modalite }) => [
          String(annee),
          antenne,
          sexe,
          modalite,
        ]),
      );
    const everyone = told(EVERYONE, ['annee', 'antenne', 'sexe'], ({ annee, antenne, sexe }) => [
      String(annee),
      antenne,
      sexe,
    ]);
    return [...sources, everyone];
  }
}

/** Figures gathered as tables. */
class Layout {
  readonly #tables = new Map<string, { dimensions: string[]; cells: Map<string, Cell> }>();
  readonly #nesting = new Map<string, Map<string, readonly string[]>>();

  /** The code that stands for some finest codes. */
  code(dimension: string, finest: readonly string[]): string {
    const [only] = finest;
    if (finest.length === 1 && only !== undefined) return only;
    const code = [...finest].sort().join('+');
    const codes = this.#nesting.get(dimension) ?? new Map<string, readonly string[]>();
    this.#nesting.set(dimension, codes.set(code, finest));
    return code;
  }

  /** Adds a figure. One that is written in two ways is hidden as soon as one of them asks for it; what is known stays. */
  add(named: ReadonlyMap<string, string>, key: string, cell: Omit<Cell, 'codes'>): void {
    const dimensions = [...named.keys()];
    const name = dimensions.join(' × ');
    const table = this.#tables.get(name) ?? { dimensions, cells: new Map<string, Cell>() };
    this.#tables.set(name, table);
    const before = table.cells.get(key);
    if (before?.known) return;
    if (before && !(cell.need && !before.need) && !(cell.hidden && !before.need)) return;
    table.cells.set(key, { ...cell, codes: [...named.values()] });
  }

  tables(sources: readonly Source[], keptIsKnown: boolean): KeyedTables {
    return {
      keys: [...this.#tables.values()].map(({ cells }) => [...cells.keys()]),
      linked: {
        sources,
        nesting: this.#nesting,
        tables: [...this.#tables].map(
          ([name, { dimensions, cells }]): LinkedTable => ({ name, dimensions, cells: [...cells.values()] }),
        ),
        keptIsKnown,
        insiders: ['antenne'],
      },
    };
  }
}

export function together(parts: readonly Told[]): Told {
  return {
    lines: parts.flatMap(({ lines }) => lines),
    bases: parts.flatMap(({ bases }) => bases),
    untold: parts.flatMap(({ untold }) => untold),
  };
}

/**
 * What is told in wider codes, or over several years, must not be found again in finer ones; that nobody is in a finer
 * code may be.
 */
function untoldOf(steps: readonly (readonly Line[])[], told: readonly Line[]): Figure[] {
  const here = new Set(told.map(({ key }) => key));
  const together = told.some(({ grossi }) => grossi === 'trois_ans');
  return steps
    .flat()
    .filter(({ grossi }) => together || grossi !== 'trois_ans')
    .filter(({ key, cause, valeur }) => cause !== undefined && valeur > 0 && !here.has(key));
}

/** The step at which lines are told. */
function stepOf(steps: readonly (readonly Line[])[], [line]: readonly Line[]): number {
  return steps.findIndex(([first]) => first?.grossi === line?.grossi && first?.niveau === line?.niveau);
}

/** The figures of some. */
export function only(told: Told, wanted: (figure: Figure) => boolean): Told {
  return {
    lines: told.lines.filter(wanted),
    bases: told.bases.filter(wanted),
    untold: told.untold.filter(wanted),
  };
}

/** Of what need only be doubted, it is enough that it is not known exactly. */
function needOfFigure({ cause, valeur, base, rule, most }: Figure, isDoubted: boolean): Need | undefined {
  if (cause === undefined) return undefined;
  if (isDoubted) return { low: valeur - 1, high: valeur + 1, either: true };
  return needOf(valeur, base, rule, most)?.need;
}

function knownCodes({ codes }: NumberedLevel): string[] {
  return [...codes].flatMap(([code, finest]) => (code === UNKNOWN ? [] : finest)).sort();
}

/** `2024`, or `2022-2024`. */
function periodOf(annees: readonly number[]): string {
  const [first, last] = [annees[0], annees.at(-1)];
  return first === last ? String(last) : `${first}-${last}`;
}

/** Small inner cells pay first; a département before the region. */
function costOf({ crossing, valeur }: Figure): number {
  const weight = crossing === 'region' ? 50 : crossing === 'antenne' ? 1 : 5;
  return weight * (1 + Math.log2(1 + valeur));
}
