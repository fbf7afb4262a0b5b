import { formatNumber, parseEuros } from './format.ts';
import { BudgetError, type Problem, problem } from './problem.ts';
import { ABSENCES, type Absence, inputLabel } from './words.ts';

/** The name and the reason of a value that nobody declared: a scenario, said so wherever it counts. */
export interface Imputation {
  readonly nom: string;
  readonly motif: string;
}

/**
 * One figure that the split may rest on. `antenne` is null for a figure of a territory; `valeur` is null when it
 * lacks, and `statut` then says in which way. Euros for `montant_n1`, counts for the rest.
 */
export interface Mesure {
  readonly entree: string;
  readonly departement: string | null;
  readonly antenne: string | null;
  readonly valeur: number | null;
  readonly statut: 'publie' | Absence;
  /** What the antenne herself calls what she counts. */
  readonly mot: string;
  readonly formule: string;
  readonly provenance: 'declare' | 'calcule' | 'imputation';
  readonly source: string;
  readonly imputation?: Imputation;
}

/** A development project with the notes (0 to 5) that antennes gave it. */
export interface Projet {
  readonly code: string;
  readonly antenne: string;
  readonly intitule: string;
  /** Amount that the convention's rules allow for it, in cents. */
  readonly eligible_centimes: number;
  readonly notes: readonly { readonly antenne: string; readonly note: number }[];
  readonly source: string;
}

/** An antenne declares that she will set up, in her territory, a reference action that is not in place there. */
export interface Comblement {
  readonly antenne: string;
  readonly departement: string;
  readonly action: string;
  readonly intitule: string;
  readonly source: string;
}

/** What `allocate` splits upon. Order of the lists never matters. */
export interface Inputs {
  readonly annee: number;
  readonly mesures: readonly Mesure[];
  readonly projets: readonly Projet[];
  readonly comblements: readonly Comblement[];
}

/**
 * One row of the cubes `budget_entrees` and `budget_projets`, which are read together. `entree` is a code of `Mesure`, or one of three forms with a code after a
 * colon: `comblement:<action>` (valeur 1), `projet:<code>` (eligible amount in euros, the antenne that carries it),
 * `note:<code>` (0 to 5, the antenne that gives it). `_T`, empty and null all mean "not by this dimension". When
 * `provenance` is `imputation`, `mot` is the imputation's name and `formule` its reason.
 */
export interface InputRow {
  readonly annee: number | bigint;
  readonly entree: string;
  readonly departement: string | number | null;
  readonly antenne: string | null;
  readonly valeur: number | bigint | null;
  readonly statut: string;
  readonly mot: string | null;
  readonly formule: string | null;
  readonly provenance: string;
  readonly source: string | null;
  /** The code after the colon, where it stands in a column of its own: the cube `budget_projets`. */
  readonly objet?: string | null;
}

/**
 * Inputs of a split from the rows of `budget_entrees` and `budget_projets`. `annee` picks a year when the rows hold several. Throws
 * BudgetError (`donnees`) with every problem: a row that contradicts itself, stands twice, or lacks what its kind
 * needs. A value that is absent passes: `allocate` knows whether the split needs it.
 */
export function inputsFromRows(
  rows: Iterable<InputRow>,
  options: { annee?: number; fichier?: string } = {},
): Inputs {
  const all = [...rows];
  const fichier = options.fichier ?? null;
  const annee = options.annee ?? onlyYear(all, fichier);
  const reading = new Reading(fichier);
  for (const [index, row] of all.entries()) {
    if (Number(row.annee) === annee) reading.read(withCode(row), index + 1);
  }
  return reading.finish(annee);
}

/** A row of `budget_projets` with its code where `entree` has it. */
function withCode(row: InputRow): InputRow {
  const code = row.objet?.trim() ?? '';
  const declared = row.entree === 'projet' || row.entree === 'note' || row.entree === 'comblement';
  return declared && code !== '' ? { ...row, entree: `${row.entree}:${code}` } : row;
}

function onlyYear(rows: readonly InputRow[], fichier: string | null): number {
  const years = [...new Set(rows.map((row) => Number(row.annee)))].sort((a, b) => a - b);
  const [year] = years;
  if (year !== undefined && years.length === 1) return year;
  throw new BudgetError('donnees', [
    problem(
      years.length === 0 ? 'entrees_absentes' : 'annees_melangees',
      years.length === 0
        ? 'Aucune entrée de la répartition n’a été trouvée.'
        : `Les entrées portent sur plusieurs années : ${years.join(', ')}.`,
      'Une répartition se fait sur les entrées d’une seule année.',
      years.length === 0 ? 'Charger les entrées, puis publier.' : 'Choisir l’année.',
      { fichier },
    ),
  ]);
}

function dimension(value: string | number | null): string | null {
  const text = value === null ? '' : String(value).trim();
  return text === '' || text === '_T' ? null : text;
}

class Reading {
  private readonly problemes: Problem[] = [];
  private readonly seen = new Map<string, number>();
  private readonly mesures: Mesure[] = [];
  private readonly comblements: Comblement[] = [];
  private readonly projets = new Map<string, Omit<Projet, 'notes'>>();
  private readonly notes: { projet: string; antenne: string; note: number; ligne: number }[] = [];

  constructor(private readonly fichier: string | null) {}

  read(row: InputRow, ligne: number): void {
    const mesure = this.measure(row, ligne);
    if (mesure === null || !this.first(mesure, ligne)) return;
    const [, kind, code = ''] = /^(comblement|projet|note):(.+)$/.exec(mesure.entree) ?? [];
    if (kind === undefined) this.mesures.push(mesure);
    else this.declaration(kind, code, mesure, ligne);
  }

  finish(annee: number): Inputs {
    for (const { projet, antenne, ligne } of this.notes) {
      if (this.projets.has(projet)) continue;
      this.report(
        ligne,
        'projet_inconnu',
        `${antenne} note le projet « ${projet} », qui n’est pas déclaré.`,
        {
          regle: 'On ne note qu’un projet déclaré, avec son montant éligible.',
          remede: `Déclarer le projet « ${projet} » ou corriger son code.`,
        },
      );
    }
    if (this.problemes.length > 0) throw new BudgetError('donnees', this.problemes);
    const projets = [...this.projets.values()].map((projet) => ({
      ...projet,
      notes: this.notes
        .filter((note) => note.projet === projet.code)
        .map(({ antenne, note }) => ({ antenne, note })),
    }));
    return { annee, mesures: this.mesures, projets, comblements: this.comblements };
  }

  private measure(row: InputRow, ligne: number): Mesure | null {
    const statut = knownStatus(row.statut);
    const provenance = knownProvenance(row.provenance);
    const fault = rowFault(row);
    if (fault !== null || statut === null || provenance === null) {
      if (fault !== null) this.report(ligne, fault.code, fault.message, fault);
      return null;
    }
    const mot = row.mot?.trim() ?? '';
    const formule = row.formule?.trim() ?? '';
    return {
      entree: row.entree,
      departement: dimension(row.departement),
      antenne: dimension(row.antenne),
      valeur: row.valeur === null ? null : Number(row.valeur),
      statut,
      mot,
      formule,
      provenance,
      source: row.source?.trim() ?? '',
      ...(provenance === 'imputation' ? { imputation: { nom: mot, motif: formule } } : {}),
    };
  }

  private first(mesure: Mesure, ligne: number): boolean {
    const key = JSON.stringify([mesure.entree, mesure.antenne ?? mesure.departement]);
    const before = this.seen.get(key);
    this.seen.set(key, ligne);
    if (before === undefined) return true;
    this.report(
      ligne,
      'entree_en_double',
      `${mesure.antenne ?? mesure.departement ?? 'Région'} : la valeur « ${inputLabel(mesure.entree)} » est donnée deux fois (lignes ${before} et ${ligne}).`,
      {
        regle: 'Une entrée n’a qu’une valeur par antenne ou par territoire.',
        remede: 'Garder celle qui fait foi.',
      },
    );
    return false;
  }

  private declaration(kind: string, code: string, mesure: Mesure, ligne: number): void {
    const { antenne, departement, valeur, mot, source } = mesure;
    if (antenne === null || valeur === null) {
      this.report(ligne, 'declaration_incomplete', `« ${mesure.entree} » n’a pas son antenne ou sa valeur.`, {
        regle: 'Un projet, une note ou un comblement vient d’une antenne et porte une valeur.',
        remede: 'Compléter la ligne à la source.',
      });
    } else if (kind === 'projet') {
      const cents = parseEuros(valeur);
      if (cents === null)
        this.badValue(ligne, mesure, 'Un montant éligible est en euros, avec deux décimales au plus.');
      else this.projets.set(code, { code, antenne, intitule: mot, eligible_centimes: cents, source });
    } else if (kind === 'note') {
      if (valeur > 5) this.badValue(ligne, mesure, 'Une note va de 0 à 5.');
      else this.notes.push({ projet: code, antenne, note: valeur, ligne });
    } else if (departement === null || valeur !== 1) {
      this.badValue(ligne, mesure, 'Un comblement vaut 1 et dit son département.');
    } else {
      this.comblements.push({ antenne, departement, action: code, intitule: mot, source });
    }
  }

  private badValue(ligne: number, mesure: Mesure, regle: string): void {
    const shown = mesure.valeur === null ? 'rien' : formatNumber(mesure.valeur);
    this.report(ligne, 'valeur_hors_bornes', `${mesure.antenne} : « ${mesure.entree} » vaut ${shown}.`, {
      regle,
      remede: 'Corriger la ligne à la source.',
    });
  }

  private report(
    ligne: number,
    code: string,
    message: string,
    rule: { regle: string; remede: string; valeur?: string },
  ): void {
    const lieu = rule.valeur === undefined ? {} : { valeur: rule.valeur };
    this.problemes.push(
      problem(code, message, rule.regle, rule.remede, { fichier: this.fichier, ligne, ...lieu }),
    );
  }
}

interface Fault {
  code: string;
  message: string;
  regle: string;
  remede: string;
  valeur?: string;
}

/** What a row says that cannot be true, or null. */
function rowFault(row: InputRow): Fault | null {
  const { entree, statut, provenance } = row;
  const valeur = row.valeur === null ? null : Number(row.valeur);
  if (knownStatus(statut) === null) {
    return {
      code: 'statut_inconnu',
      message: `Le statut « ${statut} » de « ${entree} » n’est pas connu.`,
      regle: `Un statut est « publie » ou une absence : ${Object.keys(ABSENCES).join(', ')}.`,
      remede: 'Corriger le statut à la source.',
      valeur: statut,
    };
  }
  if (knownProvenance(provenance) === null) {
    return {
      code: 'provenance_inconnue',
      message: `La provenance « ${provenance} » de « ${entree} » n’est pas connue.`,
      regle: 'Une provenance est « declare », « calcule » ou « imputation ».',
      remede: 'Corriger la provenance à la source.',
      valeur: provenance,
    };
  }
  if ((valeur === null) === (statut === 'publie')) {
    return {
      code: 'valeur_et_statut',
      message: `« ${entree} » a le statut « ${statut} » ${valeur === null ? 'sans valeur' : 'et une valeur'}.`,
      regle: 'Une valeur publiée est un nombre ; une valeur absente n’en est pas un.',
      remede: 'Corriger la valeur ou le statut à la source.',
    };
  }
  if (valeur !== null && !(Number.isFinite(valeur) && valeur >= 0)) {
    return {
      code: 'valeur_hors_bornes',
      message: `« ${entree} » vaut ${String(valeur)}.`,
      regle: 'Une entrée de la répartition est un nombre positif ou nul.',
      remede: 'Corriger la valeur à la source.',
      valeur: String(valeur),
    };
  }
  const named = (row.mot ?? '').trim() !== '' && (row.formule ?? '').trim() !== '';
  if (provenance === 'imputation' && (valeur === null || !named)) {
    return {
      code: 'imputation_sans_nom',
      message: `L’imputation de « ${entree} » n’a pas de valeur, de nom ou de motif.`,
      regle: 'Une imputation porte une valeur, un nom (mot) et un motif (formule).',
      remede: 'Compléter l’imputation, ou laisser la valeur absente.',
    };
  }
  return null;
}

function knownStatus(statut: string): 'publie' | Absence | null {
  if (statut === 'publie') return statut;
  return isAbsence(statut) ? statut : null;
}

function knownProvenance(provenance: string): Mesure['provenance'] | null {
  return provenance === 'declare' || provenance === 'calcule' || provenance === 'imputation'
    ? provenance
    : null;
}

function isAbsence(statut: string): statut is Absence {
  return Object.hasOwn(ABSENCES, statut);
}
