import type { Comblement, Projet } from './inputs.ts';
import type { Antenne } from './parameters.ts';
import { type Problem, problem } from './problem.ts';

/** Checks what antennes declare beside their figures: projects with notes, and gap-filling actions. */
export class DeclarationCheck {
  readonly problemes: Problem[] = [];
  private readonly listed: ReadonlyMap<string, Antenne>;

  constructor(antennes: readonly Antenne[]) {
    this.listed = new Map(antennes.map((antenne) => [antenne.code, antenne]));
  }

  /** Projects by code, each from an antenne of the round, with one note at most from each antenne of the round. */
  projects(projets: readonly Projet[]): readonly Projet[] {
    const codes = new Set<string>();
    for (const { code, antenne, eligible_centimes: cents, notes } of projets) {
      this.requireListed(antenne, `le projet « ${code} »`);
      for (const note of notes) {
        this.requireListed(note.antenne, `une note du projet « ${code} »`);
        if (note.note >= 0 && note.note <= 5) continue;
        this.report('note_hors_bornes', `${note.antenne} donne ${note.note} au projet « ${code} ».`, {
          regle: 'Une note va de 0 à 5.',
          remede: 'Corriger la note.',
        });
      }
      if (codes.has(code) || new Set(notes.map((note) => note.antenne)).size < notes.length) {
        this.report(
          'projet_en_double',
          `Le projet « ${code} », ou l’une de ses notes, est donné deux fois.`,
          {
            regle: 'Un projet a un code à lui et une note par antenne.',
            remede: 'Retirer ce qui est en double.',
          },
        );
      }
      codes.add(code);
      if (Number.isSafeInteger(cents) && cents >= 0) continue;
      this.report('montant_illisible', `Le montant éligible du projet « ${code} » n’est pas lisible.`, {
        regle: 'Un montant éligible est un nombre entier de centimes, positif ou nul.',
        remede: 'Corriger le montant.',
      });
    }
    return [...projets].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  }

  /** Gap-filling actions, each by an antenne in her own territory, no more than lack there. */
  fillings(
    comblements: readonly Comblement[],
    actions: ReadonlyMap<string, { readonly mesure: { readonly valeur: number | null } }>,
    reference: number,
  ): readonly Comblement[] {
    const byTerritory = new Map<string, Set<string>>();
    const seen = new Set<string>();
    for (const { antenne, departement, action } of comblements) {
      this.checkTerritory(antenne, departement, action);
      const key = JSON.stringify([antenne, action]);
      if (seen.has(key)) {
        this.report('comblement_en_double', `${antenne} déclare deux fois le comblement « ${action} ».`, {
          regle: 'Une antenne déclare une action une fois.',
          remede: 'Retirer ce qui est en double.',
        });
      }
      seen.add(key);
      const set = byTerritory.get(departement) ?? new Set<string>();
      byTerritory.set(departement, set.add(action));
    }
    for (const [departement, { size }] of byTerritory) {
      const place = actions.get(departement)?.mesure.valeur;
      if (place == null || size <= reference - place) continue;
      this.report(
        'comblement_sans_manque',
        `Dans le département ${departement}, plus d’actions sont déclarées à mettre en place (${size}) qu’il n’en manque (${reference - place}).`,
        {
          regle: 'On ne comble qu’une action de référence qui manque.',
          remede: 'Retirer les actions déjà en place, ou corriger leur nombre.',
        },
      );
    }
    return comblements;
  }

  private checkTerritory(code: string, departement: string, action: string): void {
    const antenne = this.requireListed(code, `le comblement « ${action} »`);
    if (antenne === undefined || antenne.departement === departement) return;
    this.report(
      'comblement_hors_territoire',
      `${antenne.nom} déclare un comblement en ${departement}, son département est ${antenne.departement}.`,
      {
        regle: 'Une antenne comble les manques de son territoire.',
        remede: 'Corriger le département du comblement.',
      },
    );
  }

  private requireListed(code: string, where: string): Antenne | undefined {
    const antenne = this.listed.get(code);
    if (antenne === undefined) {
      this.report(
        'antenne_inconnue',
        `L’antenne « ${code} », dans ${where}, ne prend pas part à la répartition.`,
        {
          regle: 'Les antennes sont celles de la liste « antennes » des paramètres.',
          remede: 'Corriger le code ou compléter la liste.',
        },
      );
    }
    return antenne;
  }

  private report(code: string, message: string, rule: { regle: string; remede: string }): void {
    this.problemes.push(problem(code, message, rule.regle, rule.remede));
  }
}
