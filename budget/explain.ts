import type {
  Allocation,
  Cession,
  Enveloppe,
  Etape,
  Ligne,
  NomEnveloppe,
  ProjetNote,
  Territoire,
} from './allocation.ts';
import {
  formatChange,
  formatDate,
  formatEuros,
  formatExactEuros,
  formatNumber,
  formatPercent,
  toDecimal,
} from './format.ts';
import { fromText, nearest } from './fraction.ts';
import type { Mesure } from './inputs.ts';
import type { MontantEtPart } from './parameters.ts';
import { BESOINS, countLabel, inputLabel, LECTURES, UNITES } from './words.ts';

/** Sentences that account for one line, in the order of its steps; the last one gives the amount. */
export interface Explication {
  readonly code: string;
  readonly titre: string;
  readonly phrases: readonly string[];
}

export const ENVELOPE_TITLES: Readonly<Record<NomEnveloppe, string>> = {
  activite: 'Activité',
  developpement: 'Développement',
  harmonisation: 'Harmonisation et couverture',
};

/** French sentences for each line of a split, in the order of its lines. */
export function explain(allocation: Allocation): Explication[] {
  return allocation.lignes.map((ligne) => ({
    code: ligne.code,
    titre: `${ligne.nom} : ${formatEuros(ligne.montant_centimes)}`,
    phrases: [...ligne.etapes.map((etape) => explainStep(etape, ligne, allocation)), ...comparisons(ligne)],
  }));
}

/** French sentences for the split as a whole: its standing, its envelopes, what was imputed or gave way. */
export function explainRound(allocation: Allocation): string[] {
  const { parametres, total_centimes: total, coordination, socle, a_repartir: rest, enveloppes } = allocation;
  const meeting =
    parametres.date_reunion === null
      ? 'aucune réunion ne l’a examiné'
      : `réunion du ${formatDate(parametres.date_reunion)}`;
  return [
    `« ${parametres.nom} » : ${parametres.mention}. Exercice ${parametres.exercice}, données de ${parametres.annee_donnees}. Proposé par : ${parametres.propose_par} ; ${meeting}. Motif : ${withoutStop(parametres.motif)}.`,
    `Le total est de ${formatEuros(total)}. La coordination prend ${formatEuros(coordination.centimes)} et le socle des antennes ${formatEuros(socle.centimes)} ; il reste ${formatEuros(rest.centimes)} à répartir entre les enveloppes.`,
    ...enveloppes.map((enveloppe) => explainEnvelope(enveloppe, allocation)),
    ...allocation.imputations.map((mesure) => explainImputation(mesure, allocation)),
    ...allocation.cessions.map((cession) => explainYield(cession, allocation)),
    ...allocation.avertissements.map(({ message }) => message),
    'Tout est calculé en fractions exactes. Chaque ligne est arrondie une seule fois, à la fin : elle est coupée au centime, et les centimes restants vont un par un aux lignes qui perdaient le plus (à égalité, dans l’ordre des codes d’antenne). La somme est le total, au centime.',
  ];
}

function explainEnvelope(enveloppe: Enveloppe, allocation: Allocation): string {
  const head = `${ENVELOPE_TITLES[enveloppe.nom]} : ${formatPercent(enveloppe.poids)} de ${formatEuros(allocation.a_repartir.centimes)}, soit ${formatEuros(enveloppe.montant.centimes)}`;
  if (enveloppe.nom === 'activite') {
    if (enveloppe.par_unite === null)
      return `${head}. Personne ne compte rien : l’enveloppe va à la réserve.`;
    return `${head}, en proportion du nombre de ${UNITES[enveloppe.unite]} : ${formatNumber(enveloppe.somme)} en tout, soit ${formatEuros(enveloppe.par_unite.centimes)} pour chaque unité.`;
  }
  if (enveloppe.nom === 'developpement') return `${head}. ${DEVELOPMENT_RULES[enveloppe.mode]}`;
  const need =
    enveloppe.alpha === 0
      ? 'le besoin ne pèse pas (alpha = 0)'
      : `le besoin, en ${BESOINS[enveloppe.mesure_besoin]}, pèse à la puissance ${formatNumber(enveloppe.alpha)}`;
  return `${head}. D’abord entre les départements, en proportion de ce qui y manque ; ${need}. Ensuite entre les antennes de chaque département : ${TERRITORY_RULES[enveloppe.mode]}.`;
}

const DEVELOPMENT_RULES: Readonly<Record<'notes' | 'parts_egales' | 'reserve', string>> = {
  notes:
    'Chaque projet compte pour son montant éligible multiplié par sa note sur 5 ; la note est la médiane de celles des autres antennes, aucune ne note le sien.',
  parts_egales: 'Aucun projet noté ne compte : les antennes la partagent en parts égales.',
  reserve: 'Aucun projet noté ne compte : l’enveloppe va à la réserve.',
};

const TERRITORY_RULES: Readonly<Record<'comblements' | 'parts_egales' | 'activite' | 'reserve', string>> = {
  comblements:
    'chaque action manquante vaut autant, et va aux antennes qui déclarent la mettre en place ; ce que personne ne demande va à la réserve',
  parts_egales: 'aucune action déclarée ne compte, elles partagent en parts égales',
  activite: 'aucune action déclarée ne compte, elles partagent selon leur activité',
  reserve: 'aucune action déclarée ne compte, le montant va à la réserve',
};

function explainStep(etape: Etape, ligne: Ligne, allocation: Allocation): string {
  const amount = formatEuros(etape.montant.centimes);
  switch (etape.nature) {
    case 'coordination':
      return `Coordination : ${coordinationRule(etape.regle, allocation.total_centimes)} : ${amount}.`;
    case 'socle':
      return explainBase(etape);
    case 'activite':
      return explainActivity(etape, ligne, allocation);
    case 'developpement':
      return explainDevelopment(etape, ligne, allocation);
    case 'harmonisation':
      return explainCoverage(etape, ligne, allocation);
    case 'reserve':
      return explainReserve(etape);
    case 'bornes':
      return explainBounds(etape, allocation);
    case 'arrondi':
      return explainRounding(etape, ligne);
  }
}

type Step<N extends Etape['nature']> = Extract<Etape, { nature: N }>;

function coordinationRule({ montant_centimes: fixed, part }: MontantEtPart, total: number): string {
  const share = `${formatPercent(part)} du total de ${formatEuros(total)}`;
  if (fixed === 0 && part === 0) return 'les paramètres ne lui réservent rien';
  if (part === 0) return 'un montant fixé par les paramètres';
  return fixed === 0 ? share : `${formatEuros(fixed)} plus ${share}`;
}

function explainBase({ regle, n1, reduit, montant }: Step<'socle'>): string {
  const before = n1?.valeur == null ? '' : ` (${formatNumber(n1.valeur)} €)`;
  const rule = [
    ...(regle.montant_centimes > 0 ? [formatEuros(regle.montant_centimes)] : []),
    ...(regle.part > 0 ? [`${formatPercent(regle.part)} du montant de l’année précédente${before}`] : []),
  ].join(' plus ');
  const cut = reduit ? ' ; les socles dépassaient ce qu’il y a et sont réduits dans la même proportion' : '';
  return `Socle : ${rule}${cut}, soit ${formatEuros(montant.centimes)}.`;
}

function explainActivity(
  { mesure, part, montant }: Step<'activite'>,
  ligne: Ligne,
  allocation: Allocation,
): string {
  const envelope = envelopeOf(allocation, 'activite');
  const total = envelope === undefined ? 0 : envelope.somme;
  return `Activité : ${stated(mesure, ligne.nom)}, sur ${formatNumber(total)} en tout, soit ${formatPercent(part.pourcent)} de l’enveloppe de ${formatEuros(envelope?.montant.centimes ?? 0)} : ${formatEuros(montant.centimes)}.${sourceOf(mesure)}`;
}

/** Who says the figure, in which words: a declaration, a count from rows, or an imputation, never mixed up. */
function stated(mesure: Mesure, nom: string): string {
  const count = `${formatNumber(mesure.valeur ?? 0)} ${countLabel(mesure.entree, mesure.valeur ?? 0)}`;
  if (mesure.imputation !== undefined) {
    return `${nom} n’a pas de valeur déclarée ; l’imputation « ${mesure.imputation.nom} » lui attribue, par hypothèse, ${count} (${withoutStop(mesure.imputation.motif)})`;
  }
  const words =
    mesure.mot === '' || mesure.mot === inputLabel(mesure.entree)
      ? ''
      : ` (dans ses mots : « ${mesure.mot} »)`;
  return `${nom} ${mesure.provenance === 'calcule' ? 'compte, d’après ses lignes,' : 'déclare'} ${count}${words}`;
}

function sourceOf(mesure: Mesure): string {
  return mesure.source === '' ? '' : ` Source : ${withoutStop(mesure.source)}.`;
}

function explainDevelopment(
  { mode, projets, part, montant }: Step<'developpement'>,
  ligne: Ligne,
  allocation: Allocation,
): string {
  const envelope = envelopeOf(allocation, 'developpement');
  const whole = formatEuros(envelope?.montant.centimes ?? 0);
  const amount = formatEuros(montant.centimes);
  if (mode === 'reserve')
    return `Développement : aucun projet noté ne compte, l’enveloppe de ${whole} va à la réserve : ${amount}.`;
  if (mode === 'parts_egales') {
    const count = allocation.lignes.filter(({ nature }) => nature === 'antenne').length;
    return `Développement : aucun projet noté ne compte ; l’enveloppe de ${whole} est partagée en parts égales entre les antennes (${formatNumber(count)}) : ${amount}.`;
  }
  if (projets.length === 0) return `Développement : ${ligne.nom} ne déclare aucun projet : ${amount}.`;
  return `Développement : ${projets.map(explainProject).join(' ; ')}. Ces points font ${formatPercent(part.pourcent)} de tous les points : ${amount}.`;
}

function explainProject({
  code,
  intitule,
  eligible_centimes: cents,
  notes,
  note_ecartee: own,
  mediane,
  points,
}: ProjetNote): string {
  const given = notes.map(({ antenne, note }) => `${antenne} ${formatNumber(note)}`).join(', ');
  const aside = own === null ? '' : ` ; sa propre note (${formatNumber(own)}) n’est pas comptée`;
  return `le projet « ${intitule === '' ? code : intitule} » compte pour ${formatEuros(cents)} × ${formatNumber(mediane)} / 5, soit ${formatEuros(Number(nearest(fromText(points))))} (note médiane ; notes : ${given}${aside})`;
}

function explainCoverage(etape: Step<'harmonisation'>, ligne: Ligne, allocation: Allocation): string {
  const envelope = envelopeOf(allocation, 'harmonisation');
  const territory = envelope?.territoires.find(({ departement }) => departement === etape.departement);
  if (envelope === undefined || territory === undefined) throw new Error(`no territory ${etape.departement}`);
  return `Harmonisation : ${explainTerritory(territory, envelope.montant.centimes)} ${explainOwnShare(etape, ligne, territory)}`;
}

/** What a territory lacks and what it receives for it. */
export function explainTerritory(territory: Territoire, envelopeCents: number): string {
  const levels = territory.lectures.map(({ lecture, niveau, cible, poids }) => {
    const weight = poids === 100 ? '' : ` (poids ${formatPercent(poids)})`;
    return `${LECTURES[lecture]} : ${formatNumber(niveau)} pour une cible de ${formatNumber(cible)}${weight}`;
  });
  const need =
    territory.besoin === null
      ? ''
      : ` Le besoin (${formatNumber(territory.besoin.valeur ?? 0)} ${countLabel(territory.besoin.entree, territory.besoin.valeur ?? 0)}) lui donne le coefficient ${formatPercent(territory.besoin_puissance.pourcent)}.`;
  const mesures = [
    ...territory.lectures.flatMap((one) => one.mesures),
    ...(territory.besoin === null ? [] : [territory.besoin]),
  ];
  const imputed = [
    ...new Set(mesures.flatMap(({ imputation }) => (imputation === undefined ? [] : [imputation.nom]))),
  ];
  const assumed =
    imputed.length === 0 ? '' : ` Par hypothèse : ${imputed.map((nom) => `« ${nom} »`).join(', ')}.`;
  const known = [...new Set(mesures.map(({ source }) => withoutStop(source)))].filter(
    (source) => source !== '',
  );
  const source = known.length === 0 ? '' : ` Source : ${known.join(' ; ')}.`;
  return `dans le département ${territory.departement}, ${levels.join(', ')}, soit un manque de ${formatPercent(territory.manque.pourcent)}.${need} Il reçoit ${formatPercent(territory.part.pourcent)} de ${formatEuros(envelopeCents)}, soit ${formatEuros(territory.montant.centimes)}.${assumed}${source}`;
}

function explainOwnShare(
  { mode, comblements, part, montant }: Step<'harmonisation'>,
  { nom }: Ligne,
  { antennes }: Territoire,
): string {
  const amount = formatEuros(montant.centimes);
  if (mode === 'reserve')
    return `Aucune action déclarée ne compte : ce montant va à la réserve, ${nom} reçoit ${amount}.`;
  if (mode === 'comblements') {
    if (comblements.length === 0) return `${nom} ne déclare aucune action à mettre en place : ${amount}.`;
    const list = comblements.map(({ action, intitule, partage }) => {
      const shared = partage === 1 ? '' : ` (partagée entre ${formatNumber(partage)} antennes)`;
      return `« ${intitule === '' ? action : intitule} »${shared}`;
    });
    return `${nom} déclare mettre en place ${list.join(', ')}, soit ${formatPercent(part.pourcent)} des actions manquantes : ${amount}.`;
  }
  if (antennes.length === 1) return `${nom} en est la seule antenne et reçoit ${amount}.`;
  const rule = mode === 'activite' ? 'selon leur activité' : 'en parts égales';
  return `Ses ${formatNumber(antennes.length)} antennes partagent ${rule} ; ${nom} reçoit ${formatPercent(part.pourcent)}, soit ${amount}.`;
}

function explainReserve({ enveloppe, departement, motif, montant }: Step<'reserve'>): string {
  const amount = formatEuros(Math.abs(montant.centimes));
  const from =
    enveloppe === null
      ? ''
      : `${ENVELOPE_TITLES[enveloppe]}${departement === null ? '' : `, département ${departement}`} : `;
  const reasons: Readonly<Record<typeof motif, string>> = {
    aucune_activite: `personne ne compte d’activité, ${amount} vont à la réserve.`,
    sans_notes: `aucun projet noté ne compte, ${amount} vont à la réserve.`,
    notes_nulles: `toutes les notes sont nulles, ${amount} vont à la réserve.`,
    excedent: `les projets demandent moins que l’enveloppe, ${amount} vont à la réserve.`,
    aucun_manque: `rien ne manque dans aucun département, ${amount} vont à la réserve.`,
    sans_declaration: `aucune action déclarée ne compte, ${amount} vont à la réserve.`,
    non_reclame: `personne ne demande ${amount}, qui vont à la réserve.`,
    plafonds: `Les plafonds tiennent toutes les lignes : ${amount} vont à la réserve.`,
    planchers: `Les planchers demandent plus que les lignes n’ont : la réserve donne ${amount}.`,
  };
  return `${from}${reasons[motif]}`;
}

function explainBounds(etape: Step<'bornes'>, allocation: Allocation): string {
  const { effet, avant, plancher_centimes: low, plafond_centimes: high, montant } = etape;
  const before = `Bornes : la ligne était de ${formatEuros(avant.centimes)}`;
  const change = formatChange(montant.centimes);
  const raised = montant.centimes >= 0;
  if (effet === 'plancher') {
    const how = raised ? 'la relève' : 'l’arrête, alors que les autres lignes baissent en proportion';
    return `${before} ; le plancher de ${formatEuros(low)} ${how} (${change}).`;
  }
  if (effet === 'plafond' && high !== null) {
    const how = raised ? 'l’arrête, alors que les autres lignes montent en proportion' : 'la ramène';
    return `${before} ; le plafond de ${formatEuros(high)} ${how} (${change}).`;
  }
  const { proportion } = allocation;
  if (proportion === null)
    return `${before} ; les planchers dépassent ce qu’il y a, elle est réglée sur le sien dans la même proportion que les autres (${change}).`;
  const factor = formatNumber(toDecimal(fromText(proportion.exact), 6));
  return `${before} ; pour que les planchers et les plafonds tiennent sans changer le total, elle est multipliée par ${factor}, comme toute ligne qu’aucune borne ne tient (${change}).`;
}

function explainRounding(
  { avant, centime_recu: received, montant }: Step<'arrondi'>,
  { montant_centimes: cents }: Ligne,
): string {
  const exact = fromText(avant);
  const shown =
    montant.centimes === 0
      ? ''
      : ` Les étapes ci-dessus, écrites au centime, font ${formatEuros(cents - montant.centimes)} : l’écart d’écriture est de ${formatChange(montant.centimes)}.`;
  if (exact.d === 1n) return `Arrondi : le montant tombe juste, ${formatEuros(cents)}.${shown}`;
  const rest = received ? 'reçoit l’un des centimes restants' : 'ne reçoit pas de centime restant';
  return `Arrondi : le montant exact est de ${formatExactEuros(exact)} environ ; coupé au centime, il ${rest} : ${formatEuros(cents)}.${shown}`;
}

function comparisons({
  personnes,
  par_personne_centimes: each,
  n1_centimes: before,
  ecart_n1_centimes: change,
}: Ligne): string[] {
  const phrases: string[] = [];
  if (personnes !== null && each !== null) {
    const imputed = personnes.imputation === undefined ? '' : ' (nombre imputé)';
    phrases.push(`Cela fait ${formatEuros(each)} par personne accompagnée${imputed}.`);
  }
  if (before !== null && change !== null) {
    phrases.push(`L’année précédente : ${formatEuros(before)} ; écart : ${formatChange(change)}.`);
  }
  return phrases;
}

function explainImputation(mesure: Mesure, allocation: Allocation): string {
  const owner = allocation.lignes.find(({ nature, code }) => nature === 'antenne' && code === mesure.antenne);
  const who = owner?.nom ?? `département ${mesure.departement ?? ''}`;
  return `Imputation « ${mesure.imputation?.nom ?? ''} », ${who} : ${formatNumber(mesure.valeur ?? 0)} ${countLabel(mesure.entree, mesure.valeur ?? 0)}. Motif : ${withoutStop(mesure.imputation?.motif ?? '')}. Ce nombre n’est pas déclaré : c’est une hypothèse du scénario.${sourceOf(mesure)}`;
}

function explainYield(
  { nature, antenne, voulu_centimes: wanted, obtenu, motif }: Cession,
  allocation: Allocation,
): string {
  const nom =
    allocation.lignes.find(({ nature: kind, code }) => kind === 'antenne' && code === antenne)?.nom ??
    antenne;
  const why =
    motif === 'total_insuffisant'
      ? 'le total ne suffit pas'
      : 'il était au-dessous de son plancher, qui l’emporte';
  return `${nom} : le ${nature} de ${formatEuros(wanted)} n’a pas pu tenir, ${why}. La ligne est réglée à ${formatEuros(obtenu.centimes)}.`;
}

function envelopeOf<N extends NomEnveloppe>(
  { enveloppes }: Allocation,
  nom: N,
): Extract<Enveloppe, { nom: N }> | undefined {
  return enveloppes.find((enveloppe): enveloppe is Extract<Enveloppe, { nom: N }> => enveloppe.nom === nom);
}

function withoutStop(text: string): string {
  return text.replace(/\s*\.\s*$/, '');
}
