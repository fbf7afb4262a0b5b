import type { StatedFigure } from './figure-check.ts';

/** The free numbers of a report: whole numbers from 0, taken one after the other, the list over again. */
export type Draw = (most: number) => number;

/** A figure of a report that adds up; `held` when an equality holds its every unit. */
export interface ReportFigure extends StatedFigure {
  held: boolean;
}

const ANNEE = 2024;
const DAYS = 366;
const MONTH_LIST = ['jusqu_a_3_mois', '3_a_moins_de_6_mois', 'plus_de_6_mois'] as const;
const PRESCRIBERS = ['spip', 'parquet', 'demarche_spontanee'] as const;
const SEXES = ['homme', 'femme'] as const;

/**
 * A year's declared figures of one antenne and of the region that all add up: sharings out by site, sex, prescriber and
 * length, shares rounded to whole points, stocks from one year to the next, means, nights, the region above the
 * antenne. `draw` gives the free numbers.
 */
export function consistentReport(draw: Draw): ReportFigure[] {
  return [...antenneFigures(draw), ...regionFigures(draw)];
}

function antenneFigures(draw: Draw): ReportFigure[] {
  const sites = ['Est', 'Nord', 'Ouest'].slice(0, 2 + draw(1));
  const figure = stated('ALPHA', '01');
  const figures: ReportFigure[] = [];
  const totals = new Map<string, number>();
  const add = (key: string, value: number) => totals.set(key, (totals.get(key) ?? 0) + value);
  for (const site of sites) {
    const came = PRESCRIBERS.map(() => 1 + draw(60));
    const fresh = came.map((count) => draw(count));
    const all = sum(came);
    const left = draw(all);
    const women = draw(all);
    figures.push(
      ...sharing(figure, { site, population: 'personnes_accueillies' }, 'prescripteur', PRESCRIBERS, came),
      ...sharing(figure, { site, population: 'nouveaux_accueils' }, 'prescripteur', PRESCRIBERS, fresh),
      ...sharing(figure, { site, population: 'personnes_accueillies' }, 'sexe', SEXES, [all - women, women]),
      figure({ site, population: 'personnes_sorties', indicateur: 'sorties', valeur: left }),
      figure({
        site,
        population: 'personnes_en_cours',
        indicateur: 'personnes_en_cours',
        valeur: all - left,
      }),
    );
    for (const [at, count] of came.entries()) add(`came ${at}`, count);
    for (const [at, count] of fresh.entries()) add(`fresh ${at}`, count);
    add('women', women);
    add('left', left);
  }
  const of = (key: string) => totals.get(key) ?? 0;
  const came = PRESCRIBERS.map((_, at) => of(`came ${at}`));
  const fresh = PRESCRIBERS.map((_, at) => of(`fresh ${at}`));
  const all = sum(came);
  const staying = all - of('left');
  const again = draw(all - sum(fresh));
  figures.push(
    ...sharing(figure, { population: 'personnes_accueillies' }, 'prescripteur', PRESCRIBERS, came),
    ...shares(figure, { population: 'personnes_accueillies' }, 'prescripteur', PRESCRIBERS, came),
    ...sharing(figure, { population: 'nouveaux_accueils' }, 'prescripteur', PRESCRIBERS, fresh),
    ...sharing(figure, { population: 'personnes_accueillies' }, 'sexe', SEXES, [
      all - of('women'),
      of('women'),
    ]),
    figure({
      population: 'personnes_accueillies',
      dimension: 'entree',
      modalite: 'reprise_de_contact',
      valeur: again,
    }),
    figure({ population: 'personnes_sorties', indicateur: 'sorties', valeur: of('left') }),
    figure({ population: 'personnes_en_cours', indicateur: 'personnes_en_cours', valeur: staying }),
    figure({
      ...{ annee: ANNEE - 1, population: 'personnes_en_cours', indicateur: 'personnes_en_cours' },
      valeur: all - sum(fresh) - again,
    }),
    ...lengths(figure, of('left'), draw),
    ...group(figure, draw),
    ...occupancy(figure, draw),
  );
  return figures;
}

function regionFigures(draw: Draw): ReportFigure[] {
  const figure = stated('CPCA', null);
  // Above anything that the antenne can state.
  const [done, going, waiting] = [1_000 + draw(900), 1_000 + draw(900), 200 + draw(500)];
  const natures = [done, going, draw(300), draw(300)];
  const referred = [2_000 + draw(900), 100 + draw(99)];
  const before = 10 + draw(90);
  const housed = [20 + draw(80), draw(20), draw(20)];
  const nights = housed.map((persons) => persons * (1 + draw(40)));
  const nightsBefore = 100 + draw(900);
  const places = ['places_dediees', 'droit_commun', 'hotel'];
  const stay = { module: 'hebergement', population: 'auteurs_heberges' };
  const ways = ['mesure_judiciaire', 'volontaire'];
  const natureNames = [
    'stage_de_responsabilisation',
    'groupes_de_paroles',
    'accompagnement_socio_educatif',
    'autres_actions',
  ];
  const total = { population: 'accompagnements', indicateur: 'accompagnements', unite: 'accompagnement' };
  return [
    figure({
      population: 'personnes_rencontrees',
      indicateur: 'personnes_rencontrees',
      valeur: done + going + waiting,
    }),
    ...['termine', 'en_cours', 'en_attente'].map((modalite, at) =>
      figure({
        ...{
          population: 'personnes_rencontrees',
          indicateur: 'personnes_rencontrees',
          dimension: 'statut',
          modalite,
        },
        valeur: [done, going, waiting][at] ?? 0,
      }),
    ),
    figure({
      ...{ population: 'personnes_prises_en_charge', indicateur: 'personnes_accompagnees' },
      valeur: done + going,
    }),
    figure({ ...total, valeur: sum(natures) }),
    ...natures.map((valeur, at) =>
      figure({ ...total, module: `m${at}`, dimension: 'nature', modalite: natureNames[at] ?? '', valeur }),
    ),
    ...sharing(
      figure,
      { population: 'orientations', indicateur: 'orientations', unite: 'orientation' },
      'cadre',
      ways,
      referred,
    ),
    ...shares(figure, { population: 'orientations' }, 'cadre', ways, referred),
    ...sharing(figure, { ...stay, indicateur: 'personnes_hebergees' }, 'type_de_place', places, housed),
    ...sharing(figure, { ...stay, indicateur: 'nuitees', unite: 'nuitée' }, 'type_de_place', places, nights),
    figure({ ...stay, annee: ANNEE - 1, indicateur: 'personnes_hebergees', valeur: before }),
    figure({ ...stay, indicateur: 'personnes_hebergees_evolution', valeur: sum(housed) - before }),
    figure({ ...stay, annee: ANNEE - 1, indicateur: 'nuitees', unite: 'nuitée', valeur: nightsBefore }),
    figure({ ...stay, indicateur: 'nuitees_evolution', unite: 'nuitée', valeur: sum(nights) - nightsBefore }),
    figure({
      ...{ ...stay, indicateur: 'duree_moyenne_sejour', unite: 'jour' },
      valeur: Math.round(sum(nights) / sum(housed)),
    }),
  ];
}

type Part = Partial<ReportFigure>;
type Stated = (part: Part) => ReportFigure;

function stated(antenne: string, departement: string | null): Stated {
  return (part) => ({
    ...{ annee: ANNEE, antenne, departement, site: null, module: null, population: null },
    ...{ indicateur: 'personnes', dimension: null, modalite: null, unite: 'personne' },
    ...{ valeur: 0, valeur_max: null, approche: false, held: true },
    ...part,
  });
}

function sharing(
  figure: Stated,
  part: Part,
  dimension: string,
  names: readonly string[],
  counts: readonly number[],
): ReportFigure[] {
  return [
    ...names.map((modalite, at) => figure({ ...part, dimension, modalite, valeur: counts[at] ?? 0 })),
    figure({ ...part, dimension, modalite: '_T', valeur: sum(counts) }),
  ];
}

function shares(
  figure: Stated,
  part: Part,
  dimension: string,
  names: readonly string[],
  counts: readonly number[],
): ReportFigure[] {
  return names.map((modalite, at) =>
    figure({
      ...{ ...part, indicateur: 'part', unite: '%', dimension, modalite },
      valeur: Math.round((100 * (counts[at] ?? 0)) / sum(counts)),
    }),
  );
}

function lengths(figure: Stated, left: number, draw: Draw): ReportFigure[] {
  const short = draw(left);
  const middle = draw(left - short);
  const part = { population: 'personnes_sorties', indicateur: 'sorties' };
  return sharing(figure, part, 'duree_accompagnement', MONTH_LIST, [short, middle, left - short - middle]);
}

/** What a mean and a bound hold: a unit more or less may not show. */
function group(figure: Stated, draw: Draw): ReportFigure[] {
  const part = { module: 'groupe_parole', held: false };
  const sessions = 10 + draw(30);
  const attendances = sessions * 3 + draw(sessions);
  return [
    figure({ ...part, indicateur: 'seances', unite: 'séance', valeur: sessions }),
    figure({ ...part, indicateur: 'participations', unite: 'participation', valeur: attendances }),
    figure({
      ...{ ...part, indicateur: 'presence_moyenne', unite: 'personne/séance' },
      valeur: Math.round(attendances / sessions),
    }),
    figure({ ...part, indicateur: 'capacite_groupe', valeur: 8 }),
    figure({ ...part, population: 'participants', valeur: 3 + draw(20) }),
  ];
}

/** A rate to a hundredth, of whole nights in the year. */
function occupancy(figure: Stated, draw: Draw): ReportFigure[] {
  const nights = 1 + draw(DAYS - 1);
  const valeur = Math.round((10_000 * nights) / DAYS) / 100;
  return [
    figure({
      ...{ site: 'Studio', module: 'hebergement', indicateur: 'taux_occupation', unite: '%', held: false },
      valeur,
    }),
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
