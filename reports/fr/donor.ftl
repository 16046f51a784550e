# Ce que disent en plus les rapports aux bailleurs.

donor-method-targets = Les pourcentages se rapportent à la cible à côté de laquelle ils figurent, celle de la période ou celle du projet entier, arrondis au pour cent, la moitié vers le haut. Un tiret indique que rien n’avait été promis pour la période.
donor-method-to-date = « À ce jour » va du premier jour du projet au dernier jour de la période. Une personne comptée une fois dans chacune de deux périodes n’est comptée qu’une fois à ce jour : les périodes ne s’additionnent donc pas forcément.
donor-method-amounts = Les montants sont en { $currency }, au jour de la dépense : les pièces imputées à une ligne budgétaire et l’argent de départ contre reçu. Rien n’est converti : ce qui a été dépensé dans une autre monnaie est nommé et n’est pas additionné.
donor-method-exact = Cet exemplaire est exact et réservé au bailleur de ce projet et au bureau : il n’est pas destiné à la publication. Il contient les nombres que les indicateurs demandent, et aucune autre ventilation.
