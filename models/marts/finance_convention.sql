with verses as (
    select
        annee,
        convention,
        sum(case when nature = 'trop_percu' then -montant else montant end) as verse,
        count(*) as versements,
        count(case when montant is null then 1 end) as versements_sans_montant,
        max(date_versement) as dernier_versement
    from {{ ref('versement') }}
    group by annee, convention
),

-- What the holder of an agreement passes on is what others receive under the agreements that she grants.
reverses as (
    select
        conventions.annee,
        conventions.financeur,
        sum(conventions.montant) as accorde_en_reversement,
        sum(verses.verse) as reverse,
        count(case when verses.verse is null then 1 end) as reversements_inconnus
    from {{ ref('convention') }} as conventions
    left join verses on conventions.annee = verses.annee and conventions.convention = verses.convention
    group by conventions.annee, conventions.financeur
),

depenses as (
    select
        annee,
        antenne,
        sum(case when sens = 'charge' and compte not like '86%' then montant_realise end) as depense,
        count(case when sens = 'charge' and compte not like '86%' and montant_realise is null then 1 end) as depenses_inconnues
    from {{ ref('budget') }}
    group by annee, antenne
)

select
    conventions.annee,
    conventions.convention,
    conventions.source_ref,
    conventions.financeur,
    conventions.antenne,
    conventions.reversement_autorise,
    case
        when depenses.antenne is null then 'budget non transmis'
        when depenses.depenses_inconnues > 0 then 'dépenses réalisées en partie inconnues'
    end as absence_depense,
    conventions.montant as accorde,
    verses.verse,
    conventions.montant - verses.verse as reste_a_verser,
    cast(cast(verses.verse * 100 as decimal(38, 4)) / nullif(conventions.montant, 0) as decimal(18, 4)) as part_versee,
    reverses.accorde_en_reversement,
    reverses.reverse,
    cast(coalesce(reverses.reversements_inconnus, 0) as integer) as reversements_inconnus,
    case when depenses.depenses_inconnues = 0 then depenses.depense end as depense_de_l_antenne,
    cast(coalesce(verses.versements_sans_montant, 0) as integer) as versements_sans_montant,
    conventions.date_signature,
    verses.dernier_versement
from {{ ref('convention') }} as conventions
left join verses on conventions.annee = verses.annee and conventions.convention = verses.convention
left join reverses on conventions.annee = reverses.annee and lower(conventions.antenne) = reverses.financeur
left join depenses on conventions.annee = depenses.annee and conventions.antenne = depenses.antenne
