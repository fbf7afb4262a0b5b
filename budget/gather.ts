import type { Avertissement } from './allocation.ts';
import { assume } from './assumptions.ts';
import { DeclarationCheck } from './declarations.ts';
import { parseEuros } from './format.ts';
import { type Fraction, fromNumber } from './fraction.ts';
import type { Comblement, Inputs, Mesure, Projet } from './inputs.ts';
import type { Antenne, Parameters } from './parameters.ts';
import { BudgetError, type Problem, problem } from './problem.ts';
import { ABSENCES, inputLabel } from './words.ts';

/** A figure that is there, as an exact number. */
export interface Counted {
  readonly mesure: Mesure;
  readonly valeur: Fraction;
}

/** What one year before gave an antenne; `centimes` is null when she was not there (`sans_objet`). */
export interface Previous {
  readonly mesure: Mesure;
  readonly centimes: bigint | null;
}

/** The inputs that the parameters call for, all there. Maps are keyed by antenne code or by département. */
export interface Gathered {
  /** By code. */
  readonly antennes: readonly Antenne[];
  readonly activite: ReadonlyMap<string, Counted>;
  /** Persons accompanied, where they are known: euros per person rest on them. */
  readonly personnes: ReadonlyMap<string, Counted>;
  readonly precedents: ReadonlyMap<string, Previous>;
  readonly actions: ReadonlyMap<string, Counted>;
  readonly victimes: ReadonlyMap<string, Counted>;
  readonly population: ReadonlyMap<string, Counted>;
  readonly projets: readonly Projet[];
  readonly comblements: readonly Comblement[];
  readonly imputations: readonly Mesure[];
  readonly avertissements: readonly Avertissement[];
}

/**
 * Takes from `given` what `parameters` call for, and nothing more: an envelope of weight 0 asks for nothing. Throws
 * BudgetError (`donnees`) that names every input that lacks, is negative, is not whole, or names someone unknown.
 */
export function gather(given: Inputs, parameters: Parameters): Gathered {
  const assumed = assume(given, parameters);
  const inputs = { ...declaredInputs(given, parameters), mesures: assumed.mesures };
  const gathering = new Gathering(inputs, parameters);
  gathering.add(assumed.problemes);
  gathering.warn(assumed.avertissements);
  gathering.warn(setAside(given, inputs, parameters));
  const { poids, activite, socle, plancher, plafond, harmonisation } = parameters;
  const covers = poids.harmonisation > 0;
  const wanted = new Set(
    covers ? harmonisation.lectures.filter((one) => one.poids > 0).map((one) => one.lecture) : [],
  );
  const byPersons = wanted.has('personnes_pour_100_victimes') || wanted.has('personnes_pour_10000_habitants');
  const needs = covers && harmonisation.besoin.alpha > 0 ? harmonisation.besoin.mesure : null;
  const shares = covers && inputs.comblements.length === 0 && harmonisation.sans_declaration === 'activite';

  gathering.checkYear();
  const codes = gathering.antennes.map(({ code }) => code);
  const territories = [...new Set(gathering.antennes.map(({ departement }) => departement))].sort();
  const counts = gathering.take(activite.unite, codes, poids.activite > 0 || shares);
  const persons = gathering.take('personnes_accompagnees', codes, byPersons);
  const precedents = gathering.previous(
    codes,
    socle.part > 0 || plancher?.part_n1 != null || plafond?.part_n1 != null,
  );
  const fills = covers && inputs.comblements.length > 0;
  const actions = gathering.take('actions_en_place', territories, wanted.has('actions_en_place') || fills);
  const victimes = gathering.take(
    'victimes_enregistrees',
    territories,
    wanted.has('personnes_pour_100_victimes') || needs === 'victimes_enregistrees',
  );
  const population = gathering.take(
    'population',
    territories,
    wanted.has('personnes_pour_10000_habitants') || needs === 'population',
  );
  gathering.checkActions(actions, harmonisation.actions_reference);
  if (wanted.has('personnes_pour_100_victimes')) gathering.checkPositive(victimes);
  if (wanted.has('personnes_pour_10000_habitants')) gathering.checkPositive(population);
  const check = new DeclarationCheck(gathering.antennes);
  const projets = poids.developpement > 0 ? check.projects(inputs.projets) : [];
  const comblements = covers
    ? check.fillings(inputs.comblements, actions, harmonisation.actions_reference)
    : [];
  gathering.add(check.problemes);
  gathering.warnUnlisted(activite.unite);
  return gathering.finish({
    activite: counts,
    personnes: persons,
    precedents,
    actions,
    victimes,
    population,
    projets,
    comblements,
  });
}

/** The inputs without the declarations that the parameters set aside. */
export function declaredInputs(inputs: Inputs, { developpement, harmonisation }: Parameters): Inputs {
  return {
    ...inputs,
    projets: developpement.projets === 'declares' ? inputs.projets : [],
    comblements: harmonisation.comblements === 'declares' ? inputs.comblements : [],
  };
}

/** Says which declarations the parameters set aside, so that nobody takes them for missing. */
function setAside(given: Inputs, used: Inputs, { poids }: Parameters): Avertissement[] {
  const found: Avertissement[] = [];
  if (poids.developpement > 0 && used.projets.length < given.projets.length)
    found.push({
      code: 'projets_ecartes',
      message: `Les paramètres écartent les projets déclarés et leurs notes (${given.projets.length}) : ils ne comptent pas.`,
    });
  if (poids.harmonisation > 0 && used.comblements.length < given.comblements.length)
    found.push({
      code: 'comblements_ecartes',
      message: `Les paramètres écartent les actions que les antennes déclarent mettre en place (${given.comblements.length}) : elles ne comptent pas.`,
    });
  return found;
}

class Gathering {
  readonly antennes: readonly Antenne[];
  private readonly problemes: Problem[] = [];
  private readonly avertissements: Avertissement[] = [];
  private readonly imputations = new Map<string, Mesure>();
  private readonly mesures = new Map<string, Mesure>();
  private readonly listed: ReadonlyMap<string, Antenne>;

  constructor(
    private readonly inputs: Inputs,
    private readonly parameters: Parameters,
  ) {
    this.antennes = [...parameters.antennes].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
    this.listed = new Map(this.antennes.map((antenne) => [antenne.code, antenne]));
    for (const mesure of inputs.mesures) this.index(mesure);
  }

  private index(mesure: Mesure): void {
    const owner = mesure.antenne ?? mesure.departement;
    if (owner === null) return;
    const key = keyOf(mesure.entree, owner);
    if (this.mesures.has(key)) {
      this.report(
        'entree_en_double',
        `${this.nameOf(owner)} : la valeur « ${inputLabel(mesure.entree)} » est donnée deux fois.`,
        {
          regle: 'Une entrée n’a qu’une valeur par antenne ou par territoire.',
          remede: 'Garder celle qui fait foi.',
        },
      );
    }
    this.mesures.set(key, mesure);
    const antenne = this.listed.get(mesure.antenne ?? '');
    if (antenne !== undefined && mesure.departement !== null && mesure.departement !== antenne.departement) {
      this.report(
        'departement_contredit',
        `${antenne.nom} est en ${mesure.departement} pour « ${inputLabel(mesure.entree)} », en ${antenne.departement} dans les paramètres.`,
        { regle: 'Une antenne n’a qu’un territoire.', remede: 'Corriger l’un des deux.' },
      );
    }
  }

  checkYear(): void {
    const { annee } = this.inputs;
    const { annee_donnees: wanted } = this.parameters;
    if (annee === wanted) return;
    this.report(
      'annee_contredite',
      `Les entrées portent sur ${annee}, les paramètres sur les données de ${wanted}.`,
      {
        regle: 'La répartition se fait sur l’année que disent les paramètres.',
        remede: 'Corriger « annee_donnees » ou charger les entrées de cette année.',
      },
    );
  }

  /** The figure `entree` of each owner; one that lacks is a problem when `needed`, and is left out otherwise. */
  take(entree: string, owners: readonly string[], needed: boolean): Map<string, Counted> {
    const found = new Map<string, Counted>();
    for (const owner of owners) {
      const mesure = this.mesures.get(keyOf(entree, owner));
      if (mesure?.valeur == null) {
        if (needed) this.missing(entree, owner, mesure);
        continue;
      }
      const { valeur } = mesure;
      const whole = entree === 'heures' || Number.isSafeInteger(valeur);
      if (!Number.isFinite(valeur) || valeur < 0 || !whole) {
        this.report(
          'valeur_hors_bornes',
          `${this.nameOf(owner)} : la valeur « ${inputLabel(entree)} » est ${String(valeur).replace('.', ',')}.`,
          {
            regle:
              entree === 'heures'
                ? 'Des heures sont un nombre positif ou nul.'
                : 'Un compte est un nombre entier, positif ou nul.',
            remede: 'Corriger la valeur à la source.',
          },
        );
        continue;
      }
      if (!this.checkImputation(mesure, owner)) continue;
      if (needed && mesure.imputation !== undefined) this.imputations.set(keyOf(entree, owner), mesure);
      found.set(owner, { mesure, valeur: fromNumber(valeur) });
    }
    return found;
  }

  previous(owners: readonly string[], needed: boolean): Map<string, Previous> {
    const entree = 'montant_n1';
    const found = new Map<string, Previous>();
    for (const owner of owners) {
      const mesure = this.mesures.get(keyOf(entree, owner));
      if (mesure?.statut === 'sans_objet') found.set(owner, { mesure, centimes: null });
      else if (mesure?.valeur == null) {
        if (needed) this.missing(entree, owner, mesure);
      } else {
        const centimes = parseEuros(mesure.valeur);
        if (centimes === null) {
          this.report(
            'montant_illisible',
            `${this.nameOf(owner)} : la valeur « ${inputLabel(entree)} » n’est pas un montant en euros.`,
            {
              regle: 'Un montant est positif ou nul, avec deux décimales au plus.',
              remede: 'Corriger la valeur à la source.',
            },
          );
        } else if (this.checkImputation(mesure, owner)) {
          if (needed && mesure.imputation !== undefined) this.imputations.set(keyOf(entree, owner), mesure);
          found.set(owner, { mesure, centimes: BigInt(centimes) });
        }
      }
    }
    return found;
  }

  private checkImputation(mesure: Mesure, owner: string): boolean {
    const { imputation } = mesure;
    const named = imputation !== undefined && imputation.nom.trim() !== '' && imputation.motif.trim() !== '';
    if ((mesure.provenance === 'imputation') === named && (imputation !== undefined) === named) return true;
    this.report(
      'imputation_sans_nom',
      `${this.nameOf(owner)} : l’imputation de « ${inputLabel(mesure.entree)} » n’a pas de nom ou de motif.`,
      {
        regle: 'Une valeur que personne n’a déclarée porte le nom et le motif de son imputation.',
        remede: 'Nommer l’imputation et dire son motif.',
      },
    );
    return false;
  }

  checkActions(actions: ReadonlyMap<string, Counted>, reference: number): void {
    for (const [departement, { mesure }] of actions) {
      if (mesure.valeur === null || mesure.valeur <= reference) continue;
      this.report(
        'actions_hors_bornes',
        `Le département ${departement} compte plus d’actions en place (${mesure.valeur}) que d’actions de référence (${reference}).`,
        {
          regle: 'Un territoire n’a pas plus d’actions en place qu’il n’y a d’actions de référence.',
          remede: 'Corriger le nombre d’actions en place, ou « harmonisation.actions_reference ».',
        },
      );
    }
  }

  checkPositive(counts: ReadonlyMap<string, Counted>): void {
    for (const [departement, { mesure }] of counts) {
      if (mesure.valeur !== 0) continue;
      this.report('base_nulle', `« ${inputLabel(mesure.entree)} » du département ${departement} vaut 0.`, {
        regle: 'Un taux de couverture se rapporte à une base supérieure à 0.',
        remede: 'Corriger la valeur à la source.',
      });
    }
  }

  /** Says which antennes have a figure in the unit but no line: a mistake here would be silent otherwise. */
  warnUnlisted(unite: string): void {
    const outside = this.inputs.mesures
      .filter(({ entree, antenne }) => entree === unite && antenne !== null && !this.listed.has(antenne))
      .map(({ antenne }) => antenne ?? '')
      .sort();
    for (const code of outside) {
      this.avertissements.push({
        code: 'antenne_hors_liste',
        message: `« ${code} » a une valeur pour « ${inputLabel(unite)} » mais ne prend pas part à la répartition.`,
      });
    }
  }

  add(problemes: readonly Problem[]): void {
    this.problemes.push(...problemes);
  }

  warn(avertissements: readonly Avertissement[]): void {
    this.avertissements.push(...avertissements);
  }

  finish(found: Omit<Gathered, 'antennes' | 'imputations' | 'avertissements'>): Gathered {
    const told = new Map(this.problemes.map((one) => [`${one.code} ${one.message}`, one]));
    if (told.size > 0) throw new BudgetError('donnees', [...told.values()]);
    const imputations = [...this.imputations.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, mesure]) => mesure);
    return { ...found, antennes: this.antennes, imputations, avertissements: this.avertissements };
  }

  private missing(entree: string, owner: string, mesure: Mesure | undefined): void {
    const why =
      mesure === undefined || mesure.statut === 'publie'
        ? 'aucune ligne ne la donne'
        : ABSENCES[mesure.statut];
    const reading =
      mesure?.statut === 'secret'
        ? 'Lire les entrées avec les droits du comité'
        : 'Demander la valeur à l’antenne';
    this.report(
      'entree_absente',
      `${this.nameOf(owner)} : la valeur « ${inputLabel(entree)} » manque (${why}).`,
      {
        regle: 'Une entrée absente ne vaut jamais 0.',
        remede: `${reading}, ou nommer une imputation avec son motif.`,
      },
    );
  }

  private nameOf(owner: string): string {
    const antenne = this.listed.get(owner);
    if (antenne !== undefined) return antenne.nom;
    return /^\d/.test(owner) ? `Département ${owner}` : owner;
  }

  private report(code: string, message: string, rule: { regle: string; remede: string }): void {
    this.problemes.push(problem(code, message, rule.regle, rule.remede));
  }
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}
