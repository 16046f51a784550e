# Wat elk verslag zegt.

period-year = { $year }
period-half-year = { $half ->
    [1] de eerste helft van { $year }
   *[2] de tweede helft van { $year }
}
period-quarter = { $quarter ->
    [1] het eerste kwartaal van { $year }
    [2] het tweede kwartaal van { $year }
    [3] het derde kwartaal van { $year }
   *[4] het vierde kwartaal van { $year }
}
period-month = { $month }

cover-year = { $year }
cover-half-year = { $half ->
    [1] eerste helft van { $year }
   *[2] tweede helft van { $year }
}
cover-quarter = { $quarter ->
    [1] eerste kwartaal van { $year }
    [2] tweede kwartaal van { $year }
    [3] derde kwartaal van { $year }
   *[4] vierde kwartaal van { $year }
}
cover-month = { $month }

split-of-few = { $what }: de meeste van deze aantallen zijn te klein om te tonen, en een kaart of rangorde van de overige zou misleiden.
split-hidden = { $what }: van deze aantallen kan bijna niets worden getoond; ze zijn klein of zouden een klein aantal verraden.
split-of-none = { $what }: er is niets geregistreerd in { $period }.

method-events = Elk getal is geteld uit wat over dossiers werd vastgelegd, op de dag waarop het gebeurde, van { $first } tot en met { $last }.
method-known = Het is wat vastgelegd was toen de editie werd voorbereid, op { $known }. Wat later werd vastgelegd of rechtgezet, zit er niet in.
method-units = Terugkeren, personen, gezinnen en bestemmingen worden apart geteld en nooit opgeteld: wie twee keer terugkeert, telt als twee terugkeren en één persoon.
method-shares = Aandelen zijn afgerond op een geheel procent, de helft naar boven, en staan met hun basis; afgeronde aandelen zijn samen niet altijd honderd.
method-nothing-before = Over { $period-before } is niets geregistreerd van wat dit verslag telt. Naast deze aantallen staat daarom niets: een nul zou zeggen dat niemand is teruggekeerd.
method-hidden = Getallen van 1 tot 4 worden niet getoond, en ook niet de getallen waaruit ze te berekenen zijn. { $many ->
    [0] In deze editie zijn er geen.
    [one] In deze editie is één getal weggelaten.
   *[other] In deze editie zijn { $many } getallen weggelaten.
}
method-exact = Dit exemplaar is exact en alleen voor het kantoor: het bevat getallen die zo klein zijn dat ze iemand kunnen aanwijzen.
method-edition = Editie { $number } van dit verslag voor deze periode, voorbereid door één persoon en { $state ->
    [published] gepubliceerd door een ander op { $published }.
    [withdrawn] gepubliceerd door een ander; ze geldt niet meer.
   *[prepared] nog niet gepubliceerd.
} Dezelfde getallen komen eruit telkens ze opnieuw wordt berekend ({ $digest }).
method-replaces = Ze komt in de plaats van editie { $number }, gepubliceerd op { $published }. { $many ->
    [0] Geen getal dat in beide staat, is veranderd.
    [one] Eén getal dat in beide staat, is veranderd door wat intussen geregistreerd of verbeterd werd.
   *[other] { $many } getallen die in beide staan, zijn veranderd door wat intussen geregistreerd of verbeterd werd.
}
method-draft = Dit is een voorlopige versie: van deze cijfers is geen editie voorbereid, niemand heeft ze goedgekeurd, en morgen kunnen ze anders zijn.
