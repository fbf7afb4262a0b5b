import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

/** The stays of 2024 of every antenne, with the nights that fall in the year: from the day of entry to the day before the exit. */
const SEJOURS = `(select personne_key, type_place,
   least(coalesce(date_sortie, date '2025-01-01'), date '2025-01-01')
   - greatest(date_entree, date '2024-01-01') as nuits from raw.sejour where annee = 2024)`;
const kind = (code: string) => (code === '_T' ? 'true' : `type_place = '${code}'`);
const nuits = (code = '_T') => `select sum(nuits) from ${SEJOURS} where ${kind(code)}`;
/** A person in two kinds of places counts in each, as the printed parts do: 52 + 6 + 9 = 67. */
const heberges = (code = '_T') =>
  `select count(distinct personne_key || type_place) from ${SEJOURS} where nuits > 0 and ${kind(code)}`;
const share = (part: string, whole: string) => `select 100.0 * (${part}) / (${whole})`;

const places = (departement: string) =>
  `select sum(places) from raw.logement where source = 'porteur_logements' and annee = 2024
   and type_place = 'places_dediees' and departement = '${departement}'`;
const evenements = (type: string, where = 'true') =>
  `select count(*) from raw.evenement where source = 'porteur_evenements' and annee = 2024
   and antenne_concernee = 'CPCA' and type_evenement = '${type}' and ${where}`;

const KINDS = { dediees: 'places_dediees', droit_commun: 'droit_commun', hotel: 'hotel' };

export const figures: RowFigure[] = [
  ...['pre.antennes', 'i.antennes'].map((figure) => ({
    figure,
    sql: 'select count(distinct antenne) from raw.personne where annee = 2024',
  })),
  {
    figure: 'pre.departements',
    sql: `select count(distinct departement) from raw.offre where source = 'porteur_offre' and annee = 2024`,
  },
  { figure: 'i.apartments.34', sql: places('34') },
  { figure: 'i.apartments.30', sql: places('30') },
  ...['ii.heberges.2024', 'ii.chart.heberges.title'].map((figure) => ({ figure, sql: heberges() })),
  ...['ii.nuitees.2024', 'ii.chart.nuitees.title'].map((figure) => ({ figure, sql: nuits() })),
  { figure: 'ii.duree_occupation', sql: `select 1.0 * (${nuits()}) / (${heberges()})` },
  ...Object.entries(KINDS).flatMap(([name, code]) => [
    { figure: `ii.chart.heberges.${name}.n`, sql: heberges(code) },
    { figure: `ii.chart.heberges.${name}.pct`, sql: share(heberges(code), heberges()) },
    { figure: `ii.chart.nuitees.${name}.n`, sql: nuits(code) },
    { figure: `ii.chart.nuitees.${name}.pct`, sql: share(nuits(code), nuits()) },
  ]),
  { figure: 'iii.comite_technique', sql: evenements('comite_technique') },
  { figure: 'iii.reunions_budget', sql: evenements('reunion_budgetaire') },
  { figure: 'iii.reunions_drdfe', sql: evenements('reunion_drdfe') },
  { figure: 'iii.reseau_national.presentiel', sql: evenements('reseau_national', `commune <> 'a_distance'`) },
  { figure: 'iii.citoyens_justice', sql: evenements('citoyens_justice') },
  { figure: 'iii.formations', sql: evenements('formation', `theme = 'intervenir_auteurs'`) },
];

const ORIENTATIONS =
  'total régional sans son détail : seule l’APEX énonce ses orientations (198), celles de La Clède ne sont pas dans le rapport ; 1 544 − 198 = 1 346 que rien ne répartit';
const PERSONNES =
  'contient La Clède, non disponible : 691 + 546 + 42 + 23 + 88 = 1 390, et 1 715 − 1 390 = 325 que le rapport ne dit pas';
const STAGES =
  'contient La Clède, non disponible : 225 + 222 + 67 + 28 = 542 stagiaires, et 760 − 542 = 218 que le rapport ne dit pas';
const GROUPES =
  'contient La Clède, non disponible : 21 + 12 + 5 = 38 participants, et 82 − 38 = 44 que le rapport ne dit pas';
const NATURES =
  'ne se recoupe avec aucun chapitre : 148 soins pour 546 suivis psychologiques de Via Voltaire, 187 et 231 pour 229 CJSE, 53 volontaires et 9 suivis ; 760 + 82 + 148 + 187 + 231 = 1 408 pour 1 715 personnes';
const HEBERGES_2023 =
  'les lignes de 2023 n’ont pas de séjours à l’AERS : 49 − 13 (UDAF) − 3 (La Clède, inventés) = 33 personnes';
const STATED = 'énoncé, ne se compte pas sur des lignes';

const because = (raison: string, ids: readonly string[]): ImpossibleFigure[] =>
  ids.map((figure) => ({ figure, raison }));

export const impossible: ImpossibleFigure[] = [
  ...because('le chapitre de l’UDAF donne 5 logements dans l’Aude : 4 + 1 + 5 = 10 et non 9', [
    ...['i.apartments.total', 'i.apartments.11'],
  ]),
  ...because(ORIENTATIONS, [
    ...[
      'ii.orientations.2024',
      'ii.orientations.2023',
      'ii.volontaires.share.2023',
      'ii.chart.orientations.title',
    ],
    ...[
      'ii.chart.judiciaires.n',
      'ii.chart.judiciaires.pct',
      'ii.chart.volontaires.n',
      'ii.chart.volontaires.pct',
    ],
  ]),
  ...because(PERSONNES, [
    ...['ii.rencontrees', 'ii.prises_en_charge', 'ii.en_cours.text'],
    ...['termines', 'en_cours', 'attente'].flatMap((part) => [
      ...[`ii.chart.parcours.${part}.n`, `ii.chart.parcours.${part}.pct`],
    ]),
  ]),
  ...because(STAGES, ['ii.chart.nature.stages.n', 'ii.chart.nature.stages.pct']),
  ...because(GROUPES, ['ii.chart.nature.groupes.n', 'ii.chart.nature.groupes.pct']),
  ...because(
    NATURES,
    ['soins', 'socio_educatif', 'autres'].flatMap((part) => [
      ...[`ii.chart.nature.${part}.n`, `ii.chart.nature.${part}.pct`],
    ]),
  ),
  ...because(HEBERGES_2023, ['ii.heberges.2023', 'ii.heberges.delta', 'ii.nuitees.2023', 'ii.nuitees.delta']),
  ...because(STATED, ['iii.enm_auditeurs', 'iii.memento_pages']),
];
