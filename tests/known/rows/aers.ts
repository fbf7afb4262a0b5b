import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

const CJSE = ['cjse', 'cjse_eviction'];
const STAGE = ['stage_responsabilisation'];
/** Everything a judge or a prosecutor orders; what is left out follows from one's own will. */
const JUDICIAIRE = [...CJSE, ...STAGE, 'ajir'];
const VOLONTAIRE = ['suivi_socio_educatif'];
const SITES = ['montpellier', 'beziers'];

interface Wanted {
  annee?: number;
  site?: string;
  modules?: readonly string[];
  sexe?: 'homme' | 'femme';
  /** Band of the year minus the year of birth. */
  age?: readonly [number, number];
}

const list = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ');

/** Rows of the Pôle Justice's year, of one site or both. */
function from(table: string, { annee = 2024, site }: Wanted): string {
  const sources = (site ? [site] : SITES).map((name) => `aers_${name}`);
  return `from raw.${table} where source in (${list(sources)}) and annee = ${annee}`;
}

/** How many distinct persons had an accompaniment of these modules. */
function persons(wanted: Wanted): string {
  const { modules, sexe, age } = wanted;
  return [
    `select count(distinct personne_key) ${from('accompagnement', wanted)}`,
    ...(modules ? [`module in (${list(modules)})`] : []),
    ...(sexe
      ? [`personne_key in (select personne_key ${from('personne', wanted)} and sexe = '${sexe}')`]
      : []),
    ...(age
      ? [
          `personne_key in (select personne_key ${from('personne', wanted)} and annee - annee_naissance between ${age[0]} and ${age[1]})`,
        ]
      : []),
  ].join(' and ');
}

/** Of the persons wanted, the share in % that a narrower wish keeps. */
function share(of: Wanted, part: Wanted): string {
  return `select 100.0 * (${persons({ ...of, ...part })}) / (${persons(of)})`;
}

const flats = (site?: string): string =>
  `select count(distinct logement) ${from('sejour', site ? { site } : {})} and type_place = 'places_dediees'`;

const montpellier = { site: 'montpellier', modules: JUDICIAIRE };
const beziers = { site: 'beziers', modules: JUDICIAIRE };
const stagesBeziers = { site: 'beziers', modules: STAGE };
const cjseBeziers = { site: 'beziers', modules: CJSE };
const volontaires = { modules: VOLONTAIRE };
const BANDS: readonly [string, readonly [number, number]][] = [
  ['18_20', [18, 20]],
  ['21_29', [21, 29]],
  ['30_39', [30, 39]],
  ['40p', [40, 199]],
];

/** Figures of the report that the Pôle Justice's rows give. */
export const figures: RowFigure[] = [
  { figure: 'aers.total.2024', sql: persons({}) },
  { figure: 'aers.total.2023', sql: persons({ annee: 2023 }) },
  { figure: 'aers.total.h.pct', sql: share({}, { sexe: 'homme' }) },
  { figure: 'ii.tab.aers.montpellier.judiciaire.total', sql: persons(montpellier) },
  { figure: 'ii.tab.aers.montpellier.judiciaire.h', sql: persons({ ...montpellier, sexe: 'homme' }) },
  { figure: 'ii.tab.aers.montpellier.judiciaire.f', sql: persons({ ...montpellier, sexe: 'femme' }) },
  { figure: 'ii.tab.aers.beziers.judiciaire.total', sql: persons(beziers) },
  { figure: 'ii.tab.aers.beziers.judiciaire.h', sql: persons({ ...beziers, sexe: 'homme' }) },
  { figure: 'ii.tab.aers.beziers.judiciaire.f', sql: persons({ ...beziers, sexe: 'femme' }) },
  ...['ii.tab.aers.beziers.stage', 'ii.focus.beziers.stage'].flatMap((name) => [
    { figure: `${name}.total`, sql: persons(stagesBeziers) },
    { figure: `${name}.f`, sql: persons({ ...stagesBeziers, sexe: 'femme' }) },
  ]),
  { figure: 'ii.tab.aers.beziers.stage.h', sql: persons({ ...stagesBeziers, sexe: 'homme' }) },
  { figure: 'ii.focus.beziers.stage.f.pct', sql: share(stagesBeziers, { sexe: 'femme' }) },
  ...['ii.tab.aers.volontaires', 'ii.focus.volontaires'].flatMap((name) => [
    { figure: `${name}.total`, sql: persons(volontaires) },
    { figure: `${name}.f`, sql: persons({ ...volontaires, sexe: 'femme' }) },
  ]),
  { figure: 'ii.tab.aers.volontaires.h', sql: persons({ ...volontaires, sexe: 'homme' }) },
  { figure: 'aers.volontaires', sql: persons(volontaires) },
  { figure: 'aers.volontaires.f', sql: persons({ ...volontaires, sexe: 'femme' }) },
  { figure: 'aers.cjse.montpellier', sql: persons({ site: 'montpellier', modules: CJSE }) },
  { figure: 'aers.cjse.beziers', sql: persons(cjseBeziers) },
  { figure: 'aers.cjse.beziers.f', sql: persons({ ...cjseBeziers, sexe: 'femme' }) },
  { figure: 'aers.cjse.beziers.f.pct', sql: share(cjseBeziers, { sexe: 'femme' }) },
  ...BANDS.flatMap(([name, age]) => [
    { figure: `aers.cjse.beziers.age.${name}.n`, sql: persons({ ...cjseBeziers, age }) },
    { figure: `aers.cjse.beziers.age.${name}.pct`, sql: share(cjseBeziers, { age }) },
  ]),
  { figure: 'aers.stage.beziers', sql: persons(stagesBeziers) },
  { figure: 'aers.stage.montpellier', sql: persons({ site: 'montpellier', modules: STAGE }) },
  { figure: 'aers.antennes', sql: `select count(distinct site) ${from('accompagnement', {})}` },
  { figure: 'aers.tribunaux', sql: `select count(distinct tribunal) ${from('accompagnement', {})}` },
  { figure: 'aers.logements', sql: flats() },
  { figure: 'aers.logements.montpellier', sql: flats('montpellier') },
  { figure: 'aers.logements.beziers', sql: flats('beziers') },
  {
    figure: 'aers.stage_jours',
    sql: `select avg(date_fin - date_seance + 1) ${from('seance', {})} and module = 'stage_responsabilisation'`,
  },
];

const ENONCE = 'énoncé, ne se compte pas sur des lignes';
/** Figures of the report that no row of the Pôle Justice gives. */
export const impossible: ImpossibleFigure[] = [
  { figure: 'aers.rdv', raison: ENONCE },
  { figure: 'aers.stage_cout', raison: ENONCE },
  { figure: 'aers.nouveaux_pros', raison: ENONCE },
  { figure: 'aers.observatoire', raison: ENONCE },
];
