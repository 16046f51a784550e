# Ce que disent en plus les rapports aux bailleurs.

donor-method-targets = Les pourcentages indiquent quelle part de la cible de la période, ou du projet entier, est atteinte ; ils sont arrondis au pour cent le plus proche, les demis à l’unité supérieure. Un tiret signifie qu’aucune cible n’était fixée pour la période.
donor-method-to-date = « À ce jour » va du premier jour du projet au dernier jour de la période. Une personne comptée dans deux périodes n’est comptée qu’une fois à ce jour : la somme des périodes n’est donc pas forcément le nombre à ce jour.
donor-method-amounts = Les montants sont en { $currency }, au jour de la dépense : pièces imputées à une ligne budgétaire et argent de départ versé contre reçu. Rien n’est converti : ce qui a été dépensé dans une autre monnaie est mentionné et n’est pas additionné.
donor-method-exact = Cet exemplaire est exact et réservé au bailleur de fonds de ce projet et au bureau : il n’est pas destiné à la publication. Il contient les nombres que demandent les indicateurs, et aucune autre ventilation.
