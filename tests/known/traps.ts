/** A line of a model, and the wrong one that a trap invites to write in its place. */
export interface Mutation {
  /** Name of the unit test that must fail. */
  test: string;
  model: string;
  /** As it stands in the model's file; every occurrence is replaced. */
  right: string;
  wrong: string;
}

/** The traps of counting that the issue of the models names; each with mistakes that its unit tests catch. */
export const TRAPS: Readonly<Record<string, readonly Mutation[]>> = {
  'report d’une année sur l’autre': [
    {
      ...{ test: 'report_d_une_annee_sur_l_autre', model: 'core.accompagnement' },
      ...{ right: 'from date_fin) as integer) >= annee', wrong: 'from date_fin) as integer) > annee' },
    },
    {
      ...{ test: 'report_d_une_annee_sur_l_autre', model: 'core.accompagnement' },
      ...{ right: 'from date_debut) as integer) <= annee', wrong: 'from date_debut) as integer) < annee' },
    },
    {
      ...{ test: 'stage_repete_reporte_ou_sans_liste', model: 'marts.stages' },
      ...{ right: 'date_orientation < cast(', wrong: 'date_orientation <= cast(' },
    },
    {
      ...{ test: 'attente_aux_bornes', model: 'marts.mouvement_attente' },
      ...{
        right: 'bornees.date_debut < bornees.premier_jour and',
        wrong: 'bornees.date_debut <= bornees.premier_jour and',
      },
    },
  ],
  'plusieurs mesures pour une personne': [
    {
      ...{ test: 'plusieurs_mesures_une_personne', model: 'core.accompagnement' },
      ...{
        right: 'partition by suivies.annee, suivies.antenne, suivies.personne_key\n',
        wrong: 'partition by suivies.annee, suivies.antenne, suivies.personne_key, suivies.module\n',
      },
    },
    {
      ...{ test: 'somme_des_antennes_et_chacun_une_fois', model: 'core.file_active' },
      ...{ right: 'count(distinct personne_key) as personnes', wrong: 'count(personne_key) as personnes' },
    },
    {
      ...{ test: 'age_exact_ou_non_ventilable', model: 'marts.age_commun' },
      ...{ right: 'where rang = 1', wrong: 'where rang >= 1' },
    },
  ],
  'une personne, deux antennes': [
    {
      ...{ test: 'connue_de_deux_antennes', model: 'marts.double_compte' },
      ...{ right: 'ici.antenne <> ailleurs.antenne', wrong: 'true' },
    },
    {
      ...{ test: 'connue_de_deux_antennes', model: 'marts.double_compte' },
      ...{ right: 'where rang = 1 and', wrong: 'where rang >= 1 and' },
    },
    {
      ...{ test: 'plusieurs_mesures_une_personne', model: 'core.accompagnement' },
      ...{ right: 'group by annee, personne_key', wrong: 'group by annee, antenne, personne_key' },
    },
    {
      ...{ test: 'deux_antennes_dans_un_territoire', model: 'core.territoire_compte' },
      ...{ right: 'count(distinct personne_key) as personnes', wrong: 'count(personne_key) as personnes' },
    },
  ],
  'année bissextile': [
    {
      ...{ test: 'nuitees_de_l_annee', model: 'core.sejour' },
      ...{
        right: "cast(cast(sejours.annee + 1 as varchar) || '-01-01' as date) as lendemain",
        wrong: "cast(cast(sejours.annee as varchar) || '-01-01' as date) + 365 as lendemain",
      },
    },
    {
      ...{ test: 'jours_ouverts_d_une_place', model: 'core.place' },
      ...{
        right: "cast(cast(annee + 1 as varchar) || '-01-01' as date) as lendemain",
        wrong: "cast(cast(annee as varchar) || '-01-01' as date) + 365 as lendemain",
      },
    },
    {
      ...{ test: 'occupation_aux_jours_reels', model: 'marts.hebergement_logement' },
      ...{ right: 'nullif(places.jours_places, 0)', wrong: '(places.places * 365)' },
    },
    {
      ...{ test: 'moyenne_evolution_et_annee_bissextile', model: 'core.controle_rapport' },
      ...{ right: 'annee % 4 = 0', wrong: 'annee % 4 = 9' },
    },
  ],
  'sortie à deux motifs': [
    {
      ...{ test: 'sortie_a_deux_motifs', model: 'marts.sorties' },
      ...{
        right: 'sum(case when premiere then personnes else 0 end) as base_valeur',
        wrong: 'sum(personnes) as base_valeur',
      },
    },
    {
      ...{ test: 'sortie_a_deux_motifs', model: 'marts.sorties' },
      ...{ right: 'where motif_2 is not null', wrong: 'where false' },
    },
  ],
  'âge le jour de l’entrée': [
    {
      ...{ test: 'age_le_jour_de_l_entree', model: 'core.personne' },
      ...{
        right: 'toutes.annee - toutes.annee_naissance',
        wrong:
          "cast(extract(year from coalesce(toutes.date_situation, date '2024-01-01')) as integer) - toutes.annee_naissance",
      },
    },
    {
      ...{ test: 'age_dans_la_grille_de_son_antenne', model: 'core.personne' },
      ...{
        right: 'toutes.annee - toutes.annee_naissance',
        wrong: 'toutes.annee - toutes.annee_naissance - 1',
      },
    },
  ],
  inconnus: [
    {
      ...{ test: 'causes_de_l_inconnu', model: 'marts.qualite_champ' },
      ...{
        right: "when modalites.modalite_commune in ('_U', 'inconnu') then 'inconnu'",
        wrong: "when modalites.modalite_commune in ('_U', 'inconnu') then 'connu'",
      },
    },
    {
      ...{ test: 'age_exact_ou_non_ventilable', model: 'marts.age_commun' },
      ...{ right: "then 'non_ventilable'", wrong: "then '_U'" },
    },
    {
      ...{ test: 'sortie_a_deux_motifs', model: 'marts.sorties' },
      ...{ right: 'nullif(base_valeur - inconnus, 0)', wrong: 'nullif(base_valeur, 0)' },
    },
    {
      ...{ test: 'taux_sur_ce_qui_est_connu', model: 'marts.stages_annee' },
      ...{
        right: 'sum(case when capacite is not null then presents end)',
        wrong: 'sum(presents)',
      },
    },
  ],
  'dénominateur nul': [
    {
      ...{ test: 'occupation_aux_jours_reels', model: 'marts.hebergement_logement' },
      ...{ right: 'nullif(places.jours_places, 0)', wrong: 'greatest(places.jours_places, 1)' },
    },
    {
      ...{ test: 'ni_victime_ni_habitant', model: 'marts.couverture' },
      ...{ right: 'nullif(victimes, 0)', wrong: 'greatest(victimes, 1)' },
    },
    {
      ...{ test: 'ni_victime_ni_habitant', model: 'marts.couverture' },
      ...{ right: 'nullif(population, 0)', wrong: 'greatest(population, 1)' },
    },
    {
      ...{ test: 'stage_repete_reporte_ou_sans_liste', model: 'marts.stages' },
      ...{ right: 'nullif(capacite, 0)', wrong: 'greatest(capacite, 1)' },
    },
    {
      ...{ test: 'poste_inconnu_et_prevu_nul', model: 'marts.finance_poste' },
      ...{ right: 'nullif(prevu, 0)', wrong: 'greatest(prevu, 1)' },
    },
  ],
  'résidence et accompagnement dans deux territoires': [
    {
      ...{ test: 'residence_et_accompagnement', model: 'core.territoire_personne' },
      ...{
        right: "coalesce(sites.departement, antennes.departement, '_U')",
        wrong: 'faits.departement_residence',
      },
    },
    {
      ...{ test: 'residence_et_accompagnement', model: 'core.territoire_personne' },
      ...{
        right: "then '_U' else departement_residence end",
        wrong: 'then antenne else departement_residence end',
      },
    },
  ],
};
