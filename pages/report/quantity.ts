import { type Row, text } from '../components/figure.ts';
import { REGION, TOTAL } from './cubes.ts';

/** A row of any cube, as the porteur's notes and the differences between years name what it counts. */
export interface Quantity {
  antenne: string;
  site: string;
  module: string;
  /** The indicators whose definition it rests on; the first is the row's own where `same` is true. */
  indicators: readonly string[];
  /** True when the row counts the first of them, and not something made of it. */
  same: boolean;
  /** True of what is made of other indicators, such as a rate. */
  made: boolean;
}

const KEY_FIGURES = 'chiffres_cles';
const LODGING = 'hebergement';

/** The indicator of the activity that the total of each block of the key figures is, and its module. */
export const BLOCKS: Readonly<Record<string, { indicateur: string; module: string }>> = {
  orientations: { indicateur: 'orientations', module: TOTAL },
  rencontrees: { indicateur: 'personnes_rencontrees', module: TOTAL },
  prises_en_charge: { indicateur: 'personnes_accompagnees', module: TOTAL },
  heberges: { indicateur: 'personnes_hebergees', module: LODGING },
  nuitees: { indicateur: 'nuitees', module: LODGING },
  duree_occupation: { indicateur: 'duree_moyenne_sejour', module: LODGING },
};

const WAITING = ['en_attente'];
const KEPT = ['accompagnements', 'sorties', 'termines'];

/** What an indicator of a cube is made of, where its code is not that of the activity. */
const MADE_OF: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  attente: {
    ...{ ouverture: WAITING, entrees: WAITING, fins: WAITING, cloture: WAITING, delai_median: WAITING },
    ...{ fins_plus_de_six_mois: WAITING, cloture_plus_de_six_mois: WAITING },
  },
  hebergement: {
    ...{ sejours: ['personnes_hebergees'], jours_places: ['places'], nuitees_par_sejour: ['nuitees'] },
    nuitees_par_personne: ['nuitees', 'personnes_hebergees'],
    duree_sejours_finis: ['duree_moyenne_sejour'],
  },
  periodes: { entrees: ['accompagnements'] },
  seances: {
    ...{ taux_remplissage: ['personnes_presentes'], presents_par_seance: ['participations', 'seances'] },
    ...{
      taux_presence: ['personnes_convoquees', 'personnes_presentes'],
      convocations: ['personnes_convoquees'],
    },
    ...{ presences: ['personnes_presentes'], programme_suivi: ['sorties'] },
  },
  sorties_totaux: {
    mesures_terminees: ['termines'],
    ...{ maintien_3_mois: KEPT, maintien_6_mois: KEPT, maintien_12_mois: KEPT },
  },
};

/** Indicators that are those of the activity under another code. */
const SAME_AS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  hebergement: { personnes: 'personnes_hebergees' },
  sorties_totaux: { personnes_sorties: 'sorties' },
};

/** What a row counts; a part of a block of the key figures is known by its block. */
export function quantityOf(cube: string, row: Row): Quantity | undefined {
  if (cube === KEY_FIGURES) {
    const block = BLOCKS[text(row, 'bloc')];
    if (block === undefined) return undefined;
    const same = text(row, 'modalite') === TOTAL;
    return {
      antenne: REGION,
      site: TOTAL,
      module: block.module,
      indicators: [block.indicateur],
      same,
      made: false,
    };
  }
  const code = text(row, 'indicateur');
  const made = MADE_OF[cube]?.[code];
  // What is counted by month or by type of place is a part of what the activity counts.
  const part = 'periode' in row || ('type_place' in row && text(row, 'type_place') !== TOTAL);
  return {
    antenne: text(row, 'antenne'),
    site: text(row, 'site') || TOTAL,
    module: cube === LODGING ? LODGING : text(row, 'module') || TOTAL,
    indicators: made ?? [SAME_AS[cube]?.[code] ?? code],
    same: made === undefined && !part,
    made: made !== undefined,
  };
}
