# Ce que dit chaque rapport.

period-year = en { $year }
period-half-year = { $half ->
    [1] au premier semestre { $year }
   *[2] au second semestre { $year }
}
period-quarter = { $quarter ->
    [1] au premier trimestre { $year }
    [2] au deuxième trimestre { $year }
    [3] au troisième trimestre { $year }
   *[4] au quatrième trimestre { $year }
}
period-month = en { $month }

cover-year = { $year }
cover-half-year = { $half ->
    [1] premier semestre { $year }
   *[2] second semestre { $year }
}
cover-quarter = { $quarter ->
    [1] premier trimestre { $year }
    [2] deuxième trimestre { $year }
    [3] troisième trimestre { $year }
   *[4] quatrième trimestre { $year }
}
cover-month = { $month }

split-of-part = { $what } : ce qui peut être montré est moins de la moitié de l’ensemble, et { $as ->
    [map] une carte
    [chart] un graphique
   *[table] un tableau
} de cette part tromperait.
total-hidden = { $what } { $place } { $period } : le nombre total n’est pas montré, parce qu’il est petit ou en ferait connaître un petit.
split-hidden = { $what } : presque aucun de ces nombres ne peut être montré ; ils sont petits ou en feraient connaître un petit.
split-of-none = { $what } : rien n’est enregistré { $period }.
chapter-not-recorded = Rien du tout n’est enregistré { $period } de ce dont traite ce chapitre ; aucun nombre ne figure donc ici : un zéro laisserait croire que personne n’est rentré.

method-events = Les nombres sont établis à partir des événements enregistrés dans les dossiers, chacun au jour où il a eu lieu, du { $first } au { $last } inclus.
method-known = { $state ->
    [draft] Ils reflètent ce qui était enregistré lorsque cette version provisoire a été établie, le { $known }.
   *[edition] Ils reflètent ce qui était enregistré lorsque l’édition a été préparée, le { $known }.
} Ce qui a été enregistré ou corrigé plus tard n’y figure pas.
method-beyond = { $events ->
    [counted] Non compris dans ce rapport, bien que des événements des mêmes jours soient enregistrés : { $programmes }.
   *[some] Non compris dans ce rapport : { $programmes }.
}
method-units = Retours, personnes, familles et destinations sont comptés séparément et jamais additionnés : une personne qui rentre deux fois compte pour deux retours et une personne. Une famille est un ménage d’au moins deux personnes ; une personne seule n’en est pas une.
method-shares = { $digits ->
    [0] Les parts sont arrondies au pour cent le plus proche,
   *[other] Les parts sont arrondies au dernier chiffre montré,
} les demis par excès, et figurent à côté du nombre auquel elles se rapportent ; des parts arrondies ne totalisent pas toujours 100.
method-nothing-before = Rien de ce que compte ce rapport n’est enregistré { $period-before } ; aucun nombre n’est donc mis en regard de ceux de cette période : un zéro laisserait croire que personne n’est rentré.
method-nothing-before-of = { $many ->
    [one] Rien du tout n’est enregistré { $period-before } de ce dont traite ce chapitre ; aucun nombre n’y est donc mis en regard de ceux de cette période :
   *[other] Rien du tout n’est enregistré { $period-before } de ce dont traitent ces chapitres ; aucun nombre n’y est donc mis en regard de ceux de cette période :
} { $chapters }.
method-hidden = { $up-to ->
    [0] Les nombres de 1 à { $most } ne sont pas montrés,
   *[other] Les nombres de 1 à { $most }, et pour certains indicateurs de 1 à { $up-to }, ne sont pas montrés,
} ni ceux qui permettraient de les calculer. Un nombre qui n’est pas montré peut aussi être nul. { $many ->
    [0] Il n’y en a pas dans cette édition.
    [1] Dans cette édition, un nombre est omis.
   *[other] Dans cette édition, { $many } nombres sont omis.
}
method-exact = Cet exemplaire est exact et réservé au bureau : certains de ses nombres sont si petits qu’ils pourraient désigner quelqu’un.
method-edition = L’édition { $number } de ce rapport pour cette période a été préparée par une personne et { $state ->
    [published] publiée par une autre le { $published }.
    [withdrawn] publiée par une autre ; elle a été retirée depuis.
   *[prepared] n’est pas encore publiée.
} Recalculée à tout moment, elle donne les mêmes nombres ({ $digest }).
method-replaces = Elle remplace l’édition { $number }, publiée le { $published }. { $many ->
    [0] Aucun nombre figurant dans les deux n’a changé.
    [one] Un nombre figurant dans les deux a changé, en raison de ce qui a été enregistré ou corrigé entre-temps.
   *[other] { $many } nombres figurant dans les deux ont changé, en raison de ce qui a été enregistré ou corrigé entre-temps.
}
method-draft = Ceci est une version provisoire : aucune édition de ces nombres n’a été préparée et personne ne les a approuvés ; ils peuvent encore changer.
method-changes = L’évolution par rapport au nombre compté { $period-before } est donnée en pour cent si ce nombre était de { $from } au moins, et sinon comme différence.
method-imprint = { $many ->
    [one] Bureau éditeur :
   *[other] Bureaux éditeurs :
} { $offices }.
method-replaces-redefined = Elle remplace l’édition { $number }, publiée le { $published }. { $many ->
    [0] Aucun nombre figurant dans les deux n’a changé.
    [one] Un nombre figurant dans les deux a changé, en raison de ce qui a été enregistré ou corrigé entre-temps, ou d’une définition modifiée.
   *[other] { $many } nombres figurant dans les deux ont changé, en raison de ce qui a été enregistré ou corrigé entre-temps, ou d’une définition modifiée.
}
method-defined-otherwise = Depuis l’édition publiée avant celle-ci ({ $period }, édition { $number }, publiée le { $published }), la définition de ce qui est compté a changé pour : { $names }. Leurs nombres ici et là ne comptent pas la même chose.
method-printed-before = Un nombre suivi de { $mark } diffère de celui qui a été publié auparavant pour les mêmes jours, dans { $editions } : des enregistrements ont été ajoutés ou corrigés entre-temps, ou quelque chose est défini autrement.
edition-before = { $report } { $period } (édition { $number }, publiée le { $published })
