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

split-of-few = { $what } : la plupart de ces nombres sont trop petits pour être montrés, et une carte ou un classement des autres tromperait.
split-hidden = { $what } : presque aucun de ces nombres ne peut être montré ; ils sont petits ou en feraient connaître un petit.
split-of-none = { $what } : rien n’est enregistré { $period }.

method-events = Chaque nombre est compté à partir de ce qui a été enregistré des dossiers, au jour où cela s’est passé, du { $first } au { $last } compris.
method-known = Il dit ce qui était enregistré quand l’édition a été préparée, le { $known }. Ce qui a été enregistré ou corrigé plus tard n’y est pas.
method-units = Retours, personnes, familles et destinations sont comptés séparément et jamais additionnés : qui rentre deux fois fait deux retours et une personne.
method-shares = Les parts sont arrondies au pour cent, la moitié vers le haut, et accompagnées de leur base ; des parts arrondies ne font pas toujours cent.
method-nothing-before = Rien de ce que compte ce rapport n’est enregistré { $period-before } ; rien n’est donc mis en regard de ces nombres : un zéro dirait que personne n’est retourné.
method-hidden = Les nombres de 1 à 4 ne sont pas montrés, ni ceux qui permettraient de les calculer. { $many ->
    [0] Il n’y en a pas dans cette édition.
    [1] Un nombre est omis dans cette édition.
   *[other] { $many } nombres sont omis dans cette édition.
}
method-exact = Cette copie est exacte et réservée au bureau : elle contient des nombres si petits qu’ils peuvent désigner quelqu’un.
method-edition = Édition { $number } de ce rapport pour cette période, préparée par une personne et { $state ->
    [published] publiée par une autre le { $published }.
    [withdrawn] publiée par une autre ; elle n’est plus valable.
   *[prepared] pas encore publiée.
} Les mêmes nombres en sortent chaque fois qu’on la recalcule ({ $digest }).
method-replaces = Elle remplace l’édition { $number }, publiée le { $published }. { $many ->
    [0] Aucun nombre imprimé dans les deux n’a changé.
    [one] Un nombre imprimé dans les deux a changé, du fait de ce qui a été enregistré ou corrigé entre-temps.
   *[other] { $many } nombres imprimés dans les deux ont changé, du fait de ce qui a été enregistré ou corrigé entre-temps.
}
method-draft = Ceci est une version provisoire : aucune édition de ces nombres n’a été préparée, personne ne les a approuvés, et ils peuvent être autres demain.
