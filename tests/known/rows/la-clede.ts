import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

const team = (fonction?: string): string =>
  `select sum(etp) from raw.effectif where source = 'porteur_moyens' and antenne_concernee = 'LA_CLEDE'
     and annee = 2024${fonction ? ` and fonction = '${fonction}'` : ''}`;

/** The report counts nobody at La Clède: what her rows hold is invented, her one place and her team apart. */
export const figures: RowFigure[] = [
  {
    figure: 'clede.place',
    sql: `select count(distinct logement) from raw.sejour where source = 'la_clede_suivi' and annee = 2024
      and type_place = 'places_dediees'`,
  },
  { figure: 'clede.staff.coordonnateur', sql: team('coordonnateur_referent') },
  { figure: 'clede.staff.psychologue', sql: team('psychologue') },
  { figure: 'clede.staff.travailleuse_sociale', sql: team('travailleuse_sociale') },
  { figure: 'clede.staff.secretaire', sql: team('secretaire') },
  { figure: 'clede.staff.total', sql: team() },
];

export const impossible: ImpossibleFigure[] = [
  { figure: 'clede.since', raison: 'énoncé, ne se compte pas sur des lignes' },
  { figure: 'clede.place_since', raison: 'énoncé, ne se compte pas sur des lignes' },
];
