import { formatEuros, formatNumber } from './format.ts';
import { add, compare, type Fraction, fraction, fromNumber, multiply, sum, toText } from './fraction.ts';
import type { Borne, Parameters } from './parameters.ts';
import { type Problem, problem } from './problem.ts';
import { ENTREES, ENTREES_TERRITOIRE, inputLabel } from './words.ts';

const HUNDRED = fraction(100n);

/**
 * The rules that well-read parameters must still obey (weights that make 100, bounds that can hold…). Empty when all
 * do. `allocate` asks again at each call, since a page builds its parameters without a file.
 */
export function checkParameters(parameters: Parameters, fichier: string | null = null): Problem[] {
  const rules = new Rules(fichier);
  checkIdentity(parameters, rules);
  checkAntennes(parameters, rules);
  checkWeights(parameters, rules);
  checkAmounts(parameters, rules);
  checkCoverage(parameters, rules);
  checkAssumptions(parameters, rules);
  return rules.problemes;
}

class Rules {
  readonly problemes: Problem[] = [];

  constructor(private readonly fichier: string | null) {}

  /** Records a problem at `colonne` unless `holds`; says whether it holds. */
  require(
    holds: boolean,
    colonne: string,
    valeur: string,
    rule: { code: string; message: string; regle: string; remede: string },
  ): boolean {
    if (!holds) {
      const lieu = { fichier: this.fichier, colonne, valeur };
      this.problemes.push(problem(rule.code, rule.message, rule.regle, rule.remede, lieu));
    }
    return holds;
  }

  /** A percentage ≥ 0, and ≤ `most` when given. */
  percent(value: number, colonne: string, most: number | null): boolean {
    return this.require(
      Number.isFinite(value) && value >= 0 && (most === null || value <= most),
      colonne,
      String(value),
      {
        code: 'pourcentage_hors_bornes',
        message: `Le pourcentage « ${colonne} » vaut ${String(value).replace('.', ',')}.`,
        regle: most === null ? 'Un pourcentage n’est jamais négatif.' : `Un pourcentage va de 0 à ${most}.`,
        remede: `Corriger « ${colonne} ».`,
      },
    );
  }

  /** Whole cents, not negative. */
  cents(value: number, colonne: string): boolean {
    return this.require(Number.isSafeInteger(value) && value >= 0, colonne, String(value), {
      code: 'montant_hors_bornes',
      message: `Le montant « ${colonne} » n’est pas un nombre entier de centimes positif ou nul.`,
      regle: 'Les montants sont comptés en centimes entiers.',
      remede: `Corriger « ${colonne} ».`,
    });
  }
}

function checkIdentity(parameters: Parameters, rules: Rules): void {
  for (const key of ['nom', 'propose_par', 'motif'] as const) {
    rules.require(parameters[key].trim() !== '', key, '', {
      code: 'parametre_absent',
      message: `Le paramètre « ${key} » est vide.`,
      regle: 'Des paramètres disent leur nom, qui les propose et pourquoi.',
      remede: `Écrire « ${key} ».`,
    });
  }
  for (const key of ['exercice', 'annee_donnees'] as const) {
    const annee = parameters[key];
    rules.require(Number.isInteger(annee) && annee >= 1900 && annee <= 2999, key, String(annee), {
      code: 'annee_illisible',
      message: `« ${key} » vaut ${annee}, qui n’est pas une année.`,
      regle: 'Une année est un nombre entier de quatre chiffres.',
      remede: `Corriger « ${key} ».`,
    });
  }
  const date = parameters.date_reunion;
  rules.require(date !== null || parameters.statut === 'illustration', 'date_reunion', 'null', {
    code: 'date_absente',
    message: 'La date de la réunion n’est pas écrite.',
    regle: 'Seul un scénario d’illustration peut n’avoir aucune date de réunion.',
    remede: 'Écrire la date sous la forme AAAA-MM-JJ, ou passer « statut » à « illustration ».',
  });
  rules.require(date === null || isCalendarDate(date), 'date_reunion', String(date), {
    code: 'date_illisible',
    message: `La date de réunion « ${date} » n’existe pas.`,
    regle: 'Une date s’écrit AAAA-MM-JJ.',
    remede: 'Corriger « date_reunion ».',
  });
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function checkAntennes({ antennes, porteur }: Parameters, rules: Rules): void {
  rules.require(antennes.length > 0, 'antennes', '', {
    code: 'antennes_absentes',
    message: 'Aucune antenne ne prend part à la répartition.',
    regle: 'Il faut au moins une antenne.',
    remede: 'Écrire la liste « antennes » : code, nom et département de chacune.',
  });
  const seen = new Set<string>();
  for (const [index, { code, nom, departement }] of antennes.entries()) {
    const colonne = `antennes[${index + 1}]`;
    rules.require(code !== '' && nom !== '' && departement !== '', colonne, code, {
      code: 'antenne_incomplete',
      message: `L’antenne « ${code} » n’a pas son code, son nom et son département.`,
      regle: 'Chaque antenne a un code, un nom et un département.',
      remede: `Compléter « ${colonne} ».`,
    });
    rules.require(!seen.has(code), `${colonne}.code`, code, {
      code: 'antenne_en_double',
      message: `L’antenne « ${code} » est écrite deux fois.`,
      regle: 'Une antenne n’a qu’une ligne.',
      remede: 'Retirer l’une des deux.',
    });
    seen.add(code);
  }
  rules.require(seen.has(porteur), 'porteur', porteur, {
    code: 'antenne_inconnue',
    message: `Le porteur « ${porteur} » n’est pas dans la liste des antennes.`,
    regle: 'Le porteur est aussi une antenne de la répartition.',
    remede: 'Corriger « porteur » ou compléter « antennes ».',
  });
}

function checkWeights({ poids }: Parameters, rules: Rules): void {
  const entries = Object.entries(poids);
  const readable = entries.map(([key, value]) => rules.percent(value, `poids.${key}`, 100));
  if (readable.includes(false)) return;
  requireHundred(
    entries.map(([, value]) => value),
    'poids',
    'Les poids des trois enveloppes',
    rules,
  );
}

function requireHundred(values: readonly number[], colonne: string, subject: string, rules: Rules): void {
  const total = sum(values.map(fromNumber));
  const shown = values.map((value) => String(value).replace('.', ',')).join(' + ');
  rules.require(compare(total, HUNDRED) === 0, colonne, shown, {
    code: 'poids_sans_somme',
    message: `${subject} font ${decimalText(total)}, non 100 (${shown}).`,
    regle: 'Les poids sont des pourcentages dont la somme est exactement 100.',
    remede: `Corriger « ${colonne} » pour que la somme soit 100.`,
  });
}

/** A sum of decimal numbers, in French; it always has a finite decimal form. */
function decimalText(value: Fraction): string {
  for (let digits = 0; digits <= 20; digits += 1) {
    const scaled = multiply(value, fraction(10n ** BigInt(digits)));
    if (scaled.d !== 1n) continue;
    const text = String(scaled.n).padStart(digits + 1, '0');
    return digits === 0 ? text : `${text.slice(0, -digits)},${text.slice(-digits)}`;
  }
  return toText(value);
}

function checkAmounts(parameters: Parameters, rules: Rules): void {
  const { total_centimes: total, coordination, socle, plancher, plafond } = parameters;
  rules.require(Number.isSafeInteger(total) && total > 0, 'total', String(total), {
    code: 'total_hors_bornes',
    message: 'Le montant total à répartir n’est pas un nombre entier de centimes supérieur à 0.',
    regle: 'On répartit un montant positif, en centimes entiers.',
    remede: 'Corriger « total ».',
  });
  const amounts = [
    rules.cents(coordination.montant_centimes, 'coordination.montant'),
    rules.percent(coordination.part, 'coordination.part', 100),
    rules.cents(socle.montant_centimes, 'socle.montant'),
    rules.percent(socle.part, 'socle.part_n1', null),
  ];
  if (!amounts.includes(false) && Number.isSafeInteger(total)) {
    const share = multiply(fromNumber(coordination.part), fraction(BigInt(total), 100n));
    const whole = add(share, fraction(BigInt(coordination.montant_centimes)));
    rules.require(compare(whole, fraction(BigInt(total))) <= 0, 'coordination', '', {
      code: 'coordination_trop_grande',
      message: `La ligne de coordination dépasse le total de ${formatEuros(total)}.`,
      regle: 'La coordination se prend sur le total.',
      remede: 'Baisser « coordination.montant » ou « coordination.part ».',
    });
  }
  if (plancher !== null) checkBound(plancher, 'plancher', total, rules);
  if (plafond !== null) checkBound(plafond, 'plafond', null, rules);
  const low = plancher?.montant_centimes ?? null;
  const high = plafond?.montant_centimes ?? null;
  rules.require(low === null || high === null || low <= high, 'plancher.montant', String(low), {
    code: 'bornes_croisees',
    message: 'Le plancher en euros est au-dessus du plafond en euros.',
    regle: 'Un plancher ne dépasse pas le plafond.',
    remede: 'Corriger « plancher.montant » ou « plafond.montant ».',
  });
  const lowPart = plancher?.part_n1 ?? null;
  const highPart = plafond?.part_n1 ?? null;
  rules.require(
    lowPart === null || highPart === null || lowPart <= highPart,
    'plancher.part_n1',
    String(lowPart),
    {
      code: 'bornes_croisees',
      message: 'Le plancher en part de l’année précédente est au-dessus du plafond.',
      regle: 'Un plancher ne dépasse pas le plafond.',
      remede: 'Corriger « plancher.part_n1 » ou « plafond.part_n1 ».',
    },
  );
}

function checkBound(bound: Borne, key: 'plancher' | 'plafond', most: number | null, rules: Rules): void {
  rules.require(bound.montant_centimes !== null || bound.part_n1 !== null, key, 'null', {
    code: 'borne_vide',
    message: `Le ${key} n’a ni montant ni part de l’année précédente.`,
    regle: `Un ${key} a un montant, une part, ou les deux ; l’absence de ${key} s’écrit « ${key}: null ».`,
    remede: `Compléter « ${key} » ou écrire « ${key}: null ».`,
  });
  if (bound.part_n1 !== null) rules.percent(bound.part_n1, `${key}.part_n1`, null);
  if (bound.montant_centimes === null) return;
  if (!rules.cents(bound.montant_centimes, `${key}.montant`)) return;
  rules.require(
    most === null || bound.montant_centimes <= most,
    `${key}.montant`,
    String(bound.montant_centimes),
    {
      code: 'plancher_trop_grand',
      message: `Le plancher de ${formatEuros(bound.montant_centimes)} dépasse le total de ${formatEuros(most ?? 0)}.`,
      regle: 'Un plancher ne dépasse pas le total à répartir.',
      remede: 'Baisser « plancher.montant ».',
    },
  );
}

function checkCoverage({ harmonisation }: Parameters, rules: Rules): void {
  const { actions_reference: reference, lectures, besoin } = harmonisation;
  rules.require(
    Number.isInteger(reference) && reference > 0,
    'harmonisation.actions_reference',
    String(reference),
    {
      code: 'actions_reference_hors_bornes',
      message: `Le nombre d’actions de référence vaut ${formatNumber(reference)}.`,
      regle: 'Le nombre d’actions de référence est un entier supérieur à 0.',
      remede: 'Corriger « harmonisation.actions_reference ».',
    },
  );
  const { alpha } = besoin;
  const readable = Number.isFinite(alpha) && alpha >= 0 && alpha <= 1;
  rules.require(readable && 100n % fromNumber(alpha).d === 0n, 'harmonisation.besoin.alpha', String(alpha), {
    code: 'alpha_hors_bornes',
    message: `L’exposant du besoin (alpha) vaut ${String(alpha).replace('.', ',')}.`,
    regle: 'Alpha va de 0 à 1, avec deux décimales au plus.',
    remede: 'Corriger « harmonisation.besoin.alpha ».',
  });
  const seen = new Set<string>();
  const weights = lectures.map(({ lecture, poids, cible }, index) => {
    const colonne = `harmonisation.lectures[${index + 1}]`;
    const actions = lecture === 'actions_en_place';
    rules.require(!seen.has(lecture), `${colonne}.lecture`, lecture, {
      code: 'lecture_en_double',
      message: `La lecture « ${lecture} » est écrite deux fois.`,
      regle: 'Chaque lecture n’a qu’un poids.',
      remede: 'Retirer l’une des deux.',
    });
    seen.add(lecture);
    rules.require(
      Number.isFinite(cible) && cible > 0 && (!actions || cible <= reference),
      `${colonne}.cible`,
      String(cible),
      {
        code: 'cible_hors_bornes',
        message: `La cible de la lecture « ${lecture} » vaut ${String(cible).replace('.', ',')}.`,
        regle: actions
          ? `La cible est supérieure à 0 et ne dépasse pas les ${formatNumber(reference)} actions de référence.`
          : 'La cible est supérieure à 0.',
        remede: `Corriger « ${colonne}.cible ».`,
      },
    );
    return rules.percent(poids, `${colonne}.poids`, 100);
  });
  if (weights.includes(false)) return;
  requireHundred(
    lectures.map(({ poids }) => poids),
    'harmonisation.lectures',
    'Les poids des lectures de la couverture',
    rules,
  );
}

/** What the parameters say in the place of the data: imputations by name, and the amounts of the year before. */
function checkAssumptions({ antennes, imputations = [], annee_precedente }: Parameters, rules: Rules): void {
  const codes = new Set(antennes.map(({ code }) => code));
  const territories = new Set(antennes.map(({ departement }) => departement));
  const seen = new Set<string>();
  for (const [index, one] of imputations.entries()) {
    const { antenne, entree, valeur } = one;
    const colonne = `imputations[${index + 1}]`;
    rules.require(ENTREES.includes(entree), `${colonne}.entree`, entree, {
      code: 'entree_inconnue',
      message: `L’imputation porte sur « ${entree} », qui n’est pas une entrée de la répartition.`,
      regle: `Entrées : ${ENTREES.join(', ')}.`,
      remede: `Corriger « ${colonne}.entree ».`,
    });
    const owners = ENTREES_TERRITOIRE.includes(entree) ? territories : codes;
    rules.require(owners.has(antenne), `${colonne}.antenne`, antenne, {
      code: 'antenne_inconnue',
      message: `L’imputation porte sur « ${antenne} », qui ne prend pas part à la répartition.`,
      regle:
        owners === territories
          ? 'Une entrée d’un territoire s’impute au code de son département.'
          : 'Les antennes sont celles de la liste « antennes » des paramètres.',
      remede: `Corriger « ${colonne}.antenne ».`,
    });
    rules.require(Number.isFinite(valeur) && valeur >= 0, `${colonne}.valeur`, String(valeur), {
      code: 'valeur_hors_bornes',
      message: `L’imputation « ${one.nom} » vaut ${String(valeur).replace('.', ',')}.`,
      regle: 'Une valeur imputée est un nombre positif ou nul.',
      remede: `Corriger « ${colonne}.valeur ».`,
    });
    rules.require(one.nom.trim() !== '' && one.motif.trim() !== '', colonne, '', {
      code: 'imputation_sans_nom',
      message: `L’imputation de « ${inputLabel(entree)} » pour « ${antenne} » n’a pas de nom ou de motif.`,
      regle: 'Une valeur que personne n’a déclarée porte le nom et le motif de son imputation.',
      remede: `Écrire « ${colonne}.nom » et « ${colonne}.motif ».`,
    });
    requireOnce(JSON.stringify([antenne, entree]), colonne, antenne, seen, rules);
  }
  const before = new Set<string>();
  for (const [index, { antenne, montant_centimes: cents }] of (annee_precedente?.montants ?? []).entries()) {
    const colonne = `annee_precedente.montants[${index + 1}]`;
    if (cents !== null) rules.cents(cents, `${colonne}.montant`);
    requireOnce(antenne, colonne, antenne, before, rules);
  }
}

function requireOnce(key: string, colonne: string, valeur: string, seen: Set<string>, rules: Rules): void {
  rules.require(!seen.has(key), colonne, valeur, {
    code: 'valeur_en_double',
    message: `« ${valeur} » a deux valeurs pour la même entrée dans les paramètres.`,
    regle: 'Une entrée n’a qu’une valeur par antenne ou par territoire.',
    remede: 'Retirer l’une des deux.',
  });
  seen.add(key);
}
