import type { ProblemDraft } from '../publication-error.ts';
import { Attack } from './attack.ts';
import { ALONE, type Attacker, antennes, type Knowledge, OUTSIDER, type SecretFigure } from './attackers.ts';
import { BaseCells, type Row } from './base-cells.ts';
import { Harvest } from './harvest.ts';
import { HintedTables, type TableHint } from './hinted-tables.ts';
import type { KnownGroup } from './known-groups.ts';
import { readOtherFormats } from './other-formats.ts';
import { type CountRule, doubt, isGiven, roomOf, type Secrecy } from './pass-rule.ts';
import { type Printed, PrintedReport } from './printed.ts';
import { Proofs } from './proofs.ts';
import { type Quantity, type ReleasedFigure, readReleasedFigures } from './release-files.ts';
import {
  differenceProblem,
  differentProblem,
  lawlessProblems,
  otherFormatProblem,
  recoverableProblem,
} from './release-messages.ts';
import { ReleaseSearch } from './release-search.ts';
import { RowSystem } from './row-system.ts';
import { SearchRooms } from './search-rooms.ts';

export type { TableHint };

export interface ReleaseAuditOptions {
  /** Folders of every release before this one, withdrawn ones too: an attacker has them. */
  earlier: readonly { release: string; dir: string }[];
  /** What the printed report gives. */
  printed: readonly Printed[];
  /** Every antenne's joint counts. */
  insiders: readonly KnownGroup[];
  thresholds: {
    publics: Readonly<
      Record<
        string,
        Readonly<
          Record<
            string,
            { regle: string; minimum?: number | undefined; base?: number | undefined } | undefined
          >
        >
      >
    >;
  };
  hints?: readonly TableHint[];
  /** Milliseconds, for what the longest program took. */
  clock?: () => number;
}

/** A figure that somebody could know. */
export interface Recoverable {
  cube: string;
  audience: string;
  cellule: Readonly<Record<string, string>>;
  attaquants: readonly string[];
}

/** What an audit found; for whoever administers, never for readers. */
export interface AuditReport {
  /** Figures that must stay in doubt. */
  cellules: number;
  /** Of these, by why they are hidden. */
  causes: Record<Secrecy, number>;
  attaquants: number;
  /** Figures hidden and persons in them: by a rule, and so that these cannot be found again. */
  masquees: Record<'primaires' | 'secondaires', { cellules: number; personnes: number }>;
  /** Questions asked: a figure, an attacker, a direction. */
  demandes: number;
  temoins: number;
  programmes: number;
  plusLongMs: number;
  retrouvables: readonly Recoverable[];
  /** Large ones, hidden for others' sake, of which no table in hand gives another value: they might be shown. */
  sansProfit: readonly Omit<Recoverable, 'attaquants'>[];
  /** Given by the printed report itself. */
  exemptes: readonly Omit<Recoverable, 'attaquants'>[];
  imprimes: { retenus: number; minimums: number; contredits: readonly string[] };
  publications: number;
  /** Years that an earlier release tells otherwise. */
  revisees: readonly { release: string; population: string; annee: number }[];
  indicesRefuses: number;
  /** Empty when the release may be written. */
  problemes: readonly ProblemDraft[];
}

/** Linear programs of one audit at most; of these, left for audiences that are told less. */
const MOST_PROGRAMS = 40;
const LEFT_FOR_ONE = 8;

/**
 * Audits the written files of a release with everything else an attacker holds. For each figure that must stay in doubt,
 * and each attacker, two whole tables that agree with all of it must be in hand. Hints are only looked at; each table is
 * verified by adding. Never throws for what it finds: `problemes` says it, and naming a cell never tells a value.
 */
export async function auditRelease(folder: string, options: ReleaseAuditOptions): Promise<AuditReport> {
  const formats = (await readOtherFormats(folder)).map(otherFormatProblem);
  const figures = await readReleasedFigures(folder, '');
  if (figures.length === 0) return { ...nothing(options.earlier.length), problemes: formats };
  const before: ReleasedFigure[] = [];
  for (const { release, dir } of options.earlier) before.push(...(await readReleasedFigures(dir, release)));
  const report = await new ReleaseAudit(figures, before, options).run();
  return { ...report, problemes: [...formats, ...report.problemes] };
}

/** What the whole world may be told of an audit. */
export function publicAudit(report: AuditReport): Record<string, unknown> {
  const { cellules, demandes, temoins, programmes, retrouvables, publications } = report;
  return {
    methode:
      'Pour chaque cellule à protéger et chaque attaquant, deux tableaux entiers d’effectifs d’accord avec tout ce qui est publié, vérifiés par addition.',
    cellules_verifiees: cellules,
    // Their number would tell how many cells hold one person.
    attaquants: [OUTSIDER.nom, 'chaque antenne, qui connaît ses personnes', ALONE],
    demandes,
    temoins,
    programmes_lineaires: programmes,
    publications_anterieures: publications,
    cellules_retrouvables: retrouvables.length,
  };
}

function nothing(publications: number): AuditReport {
  return {
    cellules: 0,
    causes: { effectif: 0, base: 0, groupe: 0, secondaire: 0, jamais_dite: 0 },
    masquees: { primaires: { cellules: 0, personnes: 0 }, secondaires: { cellules: 0, personnes: 0 } },
    ...{ attaquants: 0, demandes: 0, temoins: 0, programmes: 0, plusLongMs: 0 },
    ...{
      retrouvables: [],
      sansProfit: [],
      exemptes: [],
      imprimes: { retenus: 0, minimums: 0, contredits: [] },
    },
    ...{ publications, revisees: [], indicesRefuses: 0, problemes: [] },
  };
}

/** A figure with its cells. */
interface Placed {
  figure: ReleasedFigure;
  places: readonly number[];
  key: string;
}

/** A figure to be doubted, and the name it goes by in messages. */
interface Named extends SecretFigure {
  label: Omit<Recoverable, 'attaquants'>;
}

class ReleaseAudit {
  readonly #options: ReleaseAuditOptions;
  readonly #cells: BaseCells;
  readonly #printed: PrintedReport;
  /** The same with what is printed of parts of groups. */
  readonly #minimums: PrintedReport;
  readonly #hints: HintedTables;
  readonly #now: Placed[];
  readonly #before: Placed[];
  readonly #revised = new Map<string, { release: string; population: string; annee: number }>();
  readonly #problems: ProblemDraft[] = [];
  #programs = 0;
  #longest = 0;
  #witnesses = 0;
  #refused = Infinity;
  #demands = 0;
  #attackers = 0;
  readonly #found = new Map<string, { label: Omit<Recoverable, 'attaquants'>; by: Set<string> }>();

  constructor(
    figures: readonly ReleasedFigure[],
    before: readonly ReleasedFigure[],
    options: ReleaseAuditOptions,
  ) {
    this.#options = options;
    const told = new Set(
      figures.flatMap((one) =>
        one.annees.map((annee) => `${one.population}/${annee}/${one.caracteristique}`),
      ),
    );
    const printed = options.printed.filter((one) =>
      told.has(`${one.population}/${one.annee}/${one.caracteristique}`),
    );
    const asPrinted = printed.map((one) => ({
      ...one,
      annees: [one.annee],
      place: { dimension: 'antenne' as const, code: one.antenne },
      codes: one.modalites,
    }));
    this.#cells = new BaseCells(options.insiders, { quantities: [...figures, ...before, ...asPrinted] });
    this.#hints = new HintedTables(this.#cells, options.insiders, options.hints ?? []);
    this.#printed = new PrintedReport(this.#cells, printed);
    this.#minimums = new PrintedReport(this.#cells, printed, true);
    this.#now = this.#placed(figures.flatMap((one) => this.#regrouped(one)));
    this.#before = this.#placed(before.flatMap((one) => this.#regrouped(one)));
  }

  async run(): Promise<AuditReport> {
    const lawless = this.#now.filter(
      ({ figure }) => this.#rule(figure.audience, figure.classe) === undefined,
    );
    if (lawless.length > 0) this.#problems.push(...lawlessProblems(lawless.map(({ figure }) => figure)));
    const now = this.#withoutContradictions();
    this.#findRevisions();
    const still = this.#before.filter(({ figure }) => !this.#isRevised(figure));
    const everyone = [...now, ...still];
    const named = this.#secrets(everyone, undefined);
    const proofs = await this.#attack(everyone, named, undefined);
    this.#compareRevised(everyone, proofs);
    await this.#attackWithMinimums(everyone, named, proofs);
    for (const audience of this.#stricter(now)) {
      const hers = everyone.filter(({ figure }) => figure.audience === audience);
      await this.#attack(hers, this.#secrets(hers, audience), proofs);
    }
    return this.#report(named, proofs);
  }

  #placed(figures: readonly ReleasedFigure[]): Placed[] {
    return figures.flatMap((figure) => {
      const places = this.#cells.places(figure);
      return places === undefined || places.length === 0 ? [] : [{ figure, places, key: keyOf(places) }];
    });
  }

  /** A place that is not told at all hides each of its widest codes. */
  #regrouped(figure: ReleasedFigure): ReleasedFigure[] {
    if (!figure.secret || figure.codes !== 'tous') return [figure];
    const told = figure.larges.flat();
    const all = this.#cells.codesOf(figure.population, figure.caracteristique);
    const isWhole = figure.vue === figure.caracteristique || figure.larges.length === 0;
    const rest = isWhole ? all.filter((code) => code !== '_U' && !told.includes(code)) : [];
    return [...figure.larges, ...rest.map((code) => [code])].map((codes) => ({
      ...figure,
      codes,
      regroupe: true,
      cellule: { ...figure.cellule, modalites: codes.join('+') },
    }));
  }

  /** What is published must be what the rows say: else the audit would speak of other persons. */
  #withoutContradictions(): Placed[] {
    const right = ({ figure, places }: Placed) =>
      figure.valeur === undefined || figure.valeur === this.#cells.sum(places);
    const wrong = this.#now.filter((one) => !right(one));
    if (wrong.length > 0) this.#problems.push(differentProblem(wrong.map(({ figure }) => figure)));
    return this.#now.filter(right);
  }

  #findRevisions(): void {
    for (const { figure, places } of this.#before) {
      if (figure.valeur === undefined || figure.valeur === this.#cells.sum(places)) continue;
      const { release, population } = figure;
      for (const annee of figure.annees)
        this.#revised.set(`${release}/${population}/${annee}`, { release, population, annee });
    }
  }

  #isRevised({ release, population, annees }: ReleasedFigure): boolean {
    return annees.some((annee) => this.#revised.has(`${release}/${population}/${annee}`));
  }

  /** Audiences that are told less, each alone with her files. */
  #stricter(now: readonly Placed[]): string[] {
    const audiences = [...new Set(now.map(({ figure }) => figure.audience))].sort();
    const least = (audience: string) =>
      Math.min(...['C', 'S'].map((classe) => this.#rule(audience, classe)?.minimum ?? Infinity));
    const all = Math.min(...audiences.map(least));
    return audiences.filter((audience) => least(audience) > all);
  }

  #rule(audience: string, classe: string): CountRule | undefined {
    const rule = this.#options.thresholds.publics[audience]?.[classe];
    return rule?.minimum === undefined ? undefined : { minimum: rule.minimum, base: rule.base ?? 0 };
  }

  /**
   * The figures that must stay in doubt: those that are hidden, those that should be, and finest ones that are told
   * nowhere. For everyone together the mildest rule of those who get the cube; for one audience her own.
   */
  #secrets(all: readonly Placed[], audience: string | undefined): Named[] {
    const published = new Set(all.filter(({ figure }) => figure.valeur !== undefined).map(({ key }) => key));
    const rules = this.#mildest(all, audience, ({ figure }) => kindOf(figure));
    const named = new Map<string, Named>();
    const add = (one: Named, key: string) => {
      const before = named.get(key);
      if (before === undefined || (before.secrecy === 'secondaire' && one.secrecy !== 'secondaire'))
        named.set(key, one);
    };
    for (const one of all) {
      const { figure, places, key } = one;
      const rule = rules.get(kindOf(figure));
      if (rule === undefined || typeof figure.codes === 'string') continue;
      const value = this.#cells.sum(places);
      const secret = this.#secrecy(figure, value, rule);
      const isHidden = !published.has(key);
      // Of a place that is not told at all nothing large is hidden: its small counts are.
      if (secret.secrecy === 'secondaire' && (!isHidden || figure.regroupe)) continue;
      const { cube, cellule } = figure;
      const label = { cube, audience: figure.audience, cellule };
      add({ ...secret, places, value, label }, key);
    }
    if (audience === undefined)
      for (const one of this.#untold(all)) if (!named.has(one.key)) add(one, one.key);
    return [...named.values()];
  }

  /** Of the rules that figures of one kind are published by, the one that asks least. */
  #mildest(
    all: readonly Placed[],
    audience: string | undefined,
    kindOf: (one: Placed) => string,
  ): Map<string, CountRule> {
    const rules = new Map<string, CountRule>();
    for (const one of all) {
      const rule = this.#rule(audience ?? one.figure.audience, one.figure.classe);
      const before = rules.get(kindOf(one));
      if (rule && (before === undefined || rule.minimum < before.minimum)) rules.set(kindOf(one), rule);
    }
    return rules;
  }

  #secrecy(figure: ReleasedFigure, value: number, rule: CountRule): Pick<SecretFigure, 'room' | 'secrecy'> {
    // What is not known tells of the files, not of persons.
    if (figure.isUnknown) return { room: doubt(value), secrecy: 'secondaire' };
    const base = this.#cells.sum(this.#cells.places({ ...figure, codes: 'connus' }) ?? []);
    return roomOf(value, base, rule);
  }

  /** Small counts of the finest codes that no cube tells, of places that some cube tells of. */
  #untold(all: readonly Placed[]): (Named & { key: string })[] {
    const published = new Set(all.filter(({ figure }) => figure.valeur !== undefined).map(({ key }) => key));
    const rules = this.#mildest(all, undefined, ({ figure }) => kindOf(figure));
    return this.#cells.finest().flatMap((quantity) => {
      const rule = rules.get(kindOf(quantity));
      const places = this.#cells.places(quantity) ?? [];
      const value = this.#cells.sum(places);
      const key = keyOf(places);
      if (rule === undefined || value === 0 || value >= rule.minimum || published.has(key)) return [];
      const { place, annees, caracteristique, codes } = quantity;
      const cellule = {
        annee: annees.join('+'),
        ...(place.dimension === 'region' ? {} : { [place.dimension]: place.code }),
        [caracteristique]: typeof codes === 'string' ? codes : codes.join('+'),
      };
      const secret = { room: doubt(value), secrecy: 'jamais_dite' as const };
      return [{ ...secret, places, value, label: { cube: '', audience: '', cellule }, key }];
    });
  }

  /** Everything that readers of some figures hold, as rows. */
  #rows(all: readonly Placed[]): Row[] {
    const rows: Row[] = [...this.#cells.rows, ...this.#printed.rows];
    for (const { figure, places } of all)
      if (figure.valeur !== undefined)
        rows.push({ plus: places, minus: [], lower: figure.valeur, upper: figure.valeur });
    return [...rows, ...this.#impliedZeros(all)];
  }

  /** A table that lists codes leaves out only what nobody has. */
  #impliedZeros(all: readonly Placed[]): Row[] {
    const tables = new Map<string, { figure: ReleasedFigure; listed: Set<number> }>();
    for (const { figure, places } of all) {
      if (typeof figure.codes === 'string' || figure.regroupe) continue;
      const { release, audience, cube, population, annees, place, caracteristique } = figure;
      const key = JSON.stringify([release, audience, cube, population, annees, place, caracteristique]);
      const table = tables.get(key) ?? { figure, listed: new Set() };
      tables.set(key, table);
      for (const at of places) table.listed.add(at);
    }
    return [...tables.values()].flatMap(({ figure, listed }) => {
      const whole = this.#cells.places({ ...figure, codes: 'tous' }) ?? [];
      const left = whole.filter((at) => !listed.has(at));
      // Where somebody is left out, a reader sees by the total that the list is not all there is.
      return left.length > 0 && this.#cells.sum(left) === 0
        ? [{ plus: left, minus: [], lower: 0, upper: 0 }]
        : [];
    });
  }

  /**
   * What the report prints of a part of a group bounds its count from below. Such a bound makes nothing known by itself: what
   * is asked then is that every figure keeps another value, in a table that honours all bounds.
   */
  async #attackWithMinimums(
    everyone: readonly Placed[],
    named: readonly Named[],
    proofs: Proofs,
  ): Promise<void> {
    const printed = this.#minimums;
    if (printed.rows.length === this.#printed.rows.length) return;
    const system = new RowSystem(this.#cells.truth, [...this.#rows(everyone), ...printed.rows]);
    await this.#attackSystem(system, named, { known: proofs, insiders: true }, { printed, onlyDoubt: true });
  }

  /** Asks, for every figure and attacker, whether enough tables are in hand; looks for what lacks. */
  async #attack(all: readonly Placed[], named: readonly Named[], known: Proofs | undefined): Promise<Proofs> {
    const system = new RowSystem(this.#cells.truth, this.#rows(all));
    return this.#attackSystem(
      system,
      named,
      { known, insiders: known === undefined },
      { printed: this.#printed },
    );
  }

  async #attackSystem(
    system: RowSystem,
    named: readonly Named[],
    { known, insiders }: { known: Proofs | undefined; insiders: boolean },
    knowledge: Omit<Knowledge, 'cells'>,
  ): Promise<Proofs> {
    const proofs = new Proofs(system, named);
    if (known) proofs.takeOver(known);
    const left = MOST_PROGRAMS - this.#programs - (insiders ? LEFT_FOR_ONE : 0);
    const search = await ReleaseSearch.of(system, named, left, this.#options.clock ?? (() => 0));
    const rooms = new SearchRooms(this.#cells, system);
    const harvest = new Harvest(this.#hints, proofs);
    const attack = new Attack(
      { cells: this.#cells, ...knowledge },
      named,
      { proofs, harvest, search },
      rooms,
    );
    const attackers = insiders ? [OUTSIDER, ...antennes(this.#cells)] : [OUTSIDER];
    const { open, demands, attackers: asked } = attack.run(attackers, insiders);
    this.#demands += demands;
    this.#attackers = Math.max(this.#attackers, asked);
    this.#programs += search.programs;
    this.#longest = Math.max(this.#longest, search.longest);
    this.#witnesses += proofs.witnesses;
    this.#refused = Math.min(this.#refused, proofs.refused);
    for (const { target, attacker } of open) this.#expose(named[target], attacker);
    return proofs;
  }

  #expose(figure: Named | undefined, { nom }: Attacker): void {
    if (figure === undefined) return;
    const key = JSON.stringify(figure.label);
    const found = this.#found.get(key) ?? { label: figure.label, by: new Set<string>() };
    this.#found.set(key, found);
    found.by.add(nom);
  }

  /**
   * A year told otherwise before: each figure of then changed by nothing or by as many as may be told, unless nobody can
   * say what it is now.
   */
  #compareRevised(everyone: readonly Placed[], proofs: Proofs): void {
    const published = new Map(
      everyone
        .filter(({ figure }) => figure.valeur !== undefined && figure.release === '')
        .map(({ key, figure }) => [key, figure]),
    );
    const given = this.#before.filter(({ figure, key, places }) => {
      if (figure.valeur === undefined || !this.#isRevised(figure)) return false;
      const change = Math.abs(figure.valeur - this.#cells.sum(places));
      const minimum = this.#rule(figure.audience, figure.classe)?.minimum ?? 0;
      return change > 0 && change < minimum && (published.has(key) || !proofs.doubts(places));
    });
    if (given.length > 0) this.#problems.push(differenceProblem(given.map(({ figure }) => figure)));
  }

  /** Known before any cube of persons: by the volumes and the printed report alone. */
  #isGiven({ places, value }: Named): boolean {
    return isGiven(value, this.#printed.reach(places, OUTSIDER.fixed));
  }

  #report(named: readonly Named[], proofs: Proofs): AuditReport {
    const causes: AuditReport['causes'] = { effectif: 0, base: 0, groupe: 0, secondaire: 0, jamais_dite: 0 };
    for (const { secrecy } of named) causes[secrecy] += 1;
    const retrouvables = [...this.#found.values()].map(({ label, by }) => ({
      ...label,
      attaquants: [...by],
    }));
    return {
      cellules: named.length,
      causes,
      attaquants: this.#attackers,
      masquees: hiddenOf(named),
      demandes: this.#demands,
      temoins: this.#witnesses,
      programmes: this.#programs,
      plusLongMs: this.#longest,
      retrouvables,
      sansProfit: named
        .filter(({ secrecy, places }) => secrecy === 'secondaire' && !proofs.doubts(places))
        .map(({ label }) => label),
      exemptes: named.filter((one) => this.#isGiven(one)).map(({ label }) => label),
      imprimes: {
        retenus: this.#printed.rows.length,
        minimums: this.#minimums.rows.length - this.#printed.rows.length,
        contredits: this.#minimums.contradicted.map(({ source }) => source),
      },
      publications: this.#options.earlier.length,
      revisees: [...this.#revised.values()],
      indicesRefuses: Number.isFinite(this.#refused) ? this.#refused : 0,
      problemes: [...this.#problems, ...retrouvables.map(recoverableProblem)],
    };
  }
}

/** What is hidden, and how many persons are in it. */
function hiddenOf(named: readonly Named[]): AuditReport['masquees'] {
  const hidden = nothing(0).masquees;
  for (const { secrecy, value } of named) {
    if (secrecy === 'jamais_dite') continue;
    const kind = hidden[secrecy === 'secondaire' ? 'secondaires' : 'primaires'];
    kind.cellules += 1;
    kind.personnes += value;
  }
  return hidden;
}

/** Figures of one kind: a characteristic along one dimension of places. */
function kindOf({
  population,
  caracteristique,
  place,
}: Pick<Quantity, 'population' | 'caracteristique' | 'place'>): string {
  return `${population}/${caracteristique}/${place.dimension}`;
}

function keyOf(places: readonly number[]): string {
  return [...places].sort((a, b) => a - b).join(' ');
}
