import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

/** Rows of the UDAF of the Aude in a raw table, of one year. */
const from = (table: string, annee = 2024): string =>
  `from raw.${table} where source = 'udaf11_suivi' and annee = ${annee}`;
/** Rows that the porteur keeps about this antenne. */
const kept = (table: string, source: string): string =>
  `from raw.${table} where source = 'porteur_${source}' and antenne_concernee = 'UDAF11' and annee = 2024`;

const HOUSED = (annee?: number): string => `select count(distinct personne_key) ${from('sejour', annee)}`;
const FLATS = `select count(distinct logement) ${from('sejour')} and type_place = 'places_dediees'`;
const flatsAt = (site: string): string => `${FLATS} and site = '${site}'`;
const ends = (motif: string): string => `select count(*) ${from('sortie')} and motif = '${motif}'`;
const refused = (prescripteur: string): string =>
  `select count(*) ${from('demande_non_satisfaite')} and prescripteur = '${prescripteur}'`;
/** Nights of the year in a flat, over 365 as the report counts, though 2024 has 366 days. */
const occupancy = (logement: string): string =>
  `select 100.0 * sum(least(coalesce(date_sortie, date '2025-01-01'), date '2025-01-01')
     - greatest(date_entree, date '2024-01-01')) / 365 ${from('sejour')} and logement = '${logement}'`;
const persons = (module: string): string =>
  `select count(distinct personne_key) ${from('accompagnement')} and module = '${module}'`;

export const figures: RowFigure[] = [
  { figure: 'udaf.apartments', sql: FLATS },
  { figure: 'udaf.sites.carcassonne', sql: flatsAt('Carcassonne') },
  { figure: 'udaf.sites.narbonne', sql: flatsAt('Narbonne') },
  { figure: 'udaf.sites.castelnaudary', sql: flatsAt('Castelnaudary') },
  {
    figure: 'udaf.hotels',
    sql: `select count(distinct logement) ${from('sejour')} and type_place = 'hotel'`,
  },
  { figure: 'udaf.accueillis.2024', sql: HOUSED() },
  { figure: 'udaf.accueillis.2023', sql: HOUSED(2023) },
  { figure: 'udaf.accueillis.delta', sql: `select (${HOUSED()}) - (${HOUSED(2023)})` },
  {
    figure: 'udaf.seances_par_auteur',
    sql: `select count(*) / count(distinct personne_key) ${from('participation')} and presence = 'present'`,
  },
  {
    figure: 'udaf.age',
    sql: `select min(annee - annee_naissance), max(annee - annee_naissance) ${from('personne')}
      and personne_key in (select personne_key ${from('sejour')})`,
  },
  {
    figure: 'udaf.spip10',
    sql: `select count(distinct personne_key) ${from('personne')} and suivi_spip = 'oui'
      and personne_key in (select personne_key ${from('sejour')})`,
  },
  { figure: 'udaf.incarceration', sql: ends('incarceration') },
  { figure: 'udaf.case_castelnaudary', sql: `${ends('admission_soins')} and site = 'Castelnaudary'` },
  { figure: 'udaf.case_depart', sql: ends('depart_sans_avertir') },
  { figure: 'udaf.case_exclusion', sql: ends('exclusion') },
  { figure: 'udaf.logement_autonome', sql: ends('logement_autonome') },
  { figure: 'udaf.relais_proches', sql: ends('relais_amis_famille') },
  { figure: 'udaf.mds', sql: persons('suivi_psychologique') },
  { figure: 'udaf.kyatis', sql: persons('groupe_parole') },
  { figure: 'udaf.sans_hebergement', sql: `${persons('suivi_socio_educatif')} and cadre = 'volontaire'` },
  { figure: 'udaf.refus.spip', sql: refused('spip') },
  { figure: 'udaf.refus.procureur', sql: refused('procureur') },
  { figure: 'udaf.refus.gav', sql: refused('sortie_de_gav') },
  { figure: 'udaf.occupation.narbonne1', sql: occupancy('narbonne_1') },
  { figure: 'udaf.occupation.narbonne2', sql: occupancy('narbonne_2') },
  { figure: 'udaf.occupation.carcassonne1', sql: occupancy('carcassonne_1') },
  { figure: 'udaf.occupation.carcassonne2', sql: occupancy('carcassonne_2') },
  { figure: 'udaf.occupation.castelnaudary', sql: occupancy('castelnaudary') },
  { figure: 'udaf.personnels', sql: `select sum(personnes) ${kept('effectif', 'moyens')}` },
  {
    figure: 'udaf.instances',
    sql: `select count(*) ${kept('evenement', 'evenements')} and type_evenement = 'instance_departementale'`,
  },
  {
    figure: 'udaf.budget',
    sql: `select sum(montant_prevu) ${kept('ligne_budget', 'budget')} and sens = 'produit'`,
  },
  {
    figure: 'udaf.financeurs',
    sql: `select count(distinct financeur) ${kept('financement', 'financements')}`,
  },
];

const RULE = 'règle du dispositif, énoncée : ne se compte pas sur des lignes';
const STATED = 'énoncé, ne se compte pas sur des lignes';

export const impossible: ImpossibleFigure[] = [
  { figure: 'udaf.initial_stay', raison: RULE },
  { figure: 'udaf.initial_stay2', raison: RULE },
  { figure: 'udaf.renewal', raison: RULE },
  { figure: 'udaf.participation.min', raison: RULE },
  { figure: 'udaf.participation2', raison: RULE },
  {
    figure: 'udaf.duree',
    raison:
      'durée usuelle, énoncée ; les taux imprimés ne laissent que 1 548 nuits pour cinq appartements, soit 86 par personne pour 18',
  },
  { figure: 'udaf.parquets', raison: STATED },
  {
    figure: 'udaf.recidive',
    raison: 'faits connus selon les renseignements de l’antenne : aucune ligne n’en porte',
  },
  { figure: 'udaf.partenariat_mds', raison: STATED },
  { figure: 'udaf.ligne_heures', raison: STATED },
];
