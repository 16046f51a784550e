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

split-of-part = { $what }: wat getoond kan worden, is minder dan de helft van het geheel, en { $as ->
    [map] een kaart
    [chart] een grafiek
   *[table] een tabel
} daarvan zou misleiden.
total-hidden = { $what } { $place } in { $period }: het totale aantal wordt niet getoond, omdat het klein is of een klein aantal zou verraden.
split-hidden = { $what }: van deze aantallen kan bijna niets worden getoond; ze zijn klein of zouden een klein aantal verraden.
split-of-none = { $what }: er is niets geregistreerd in { $period }.
chapter-not-recorded = Over { $period } is helemaal niets vastgelegd van waar dit hoofdstuk over gaat, dus staan hier geen cijfers: een nul zou doen denken dat niemand is teruggekeerd.

method-events = De cijfers zijn geteld uit de gebeurtenissen die in de dossiers zijn vastgelegd, elk op de dag waarop ze plaatsvond, van { $first } tot en met { $last }.
method-known = { $state ->
    [draft] Ze geven weer wat vastgelegd was toen deze voorlopige versie werd gemaakt, op { $known }.
   *[edition] Ze geven weer wat vastgelegd was toen de editie werd voorbereid, op { $known }.
} Wat later werd vastgelegd of rechtgezet, zit er niet in.
method-beyond = { $events ->
    [counted] Niet in dit verslag, hoewel er gebeurtenissen van dezelfde dagen vastgelegd zijn: { $programmes }.
   *[some] Niet in dit verslag: { $programmes }.
}
method-units = Terugkeerreizen, personen, gezinnen en bestemmingen worden apart geteld en nooit opgeteld: wie twee keer terugkeert, telt als twee terugkeerreizen en één persoon. Een gezin is een huishouden van twee of meer personen; iemand alleen is er geen.
method-shares = { $digits ->
    [0] Aandelen zijn afgerond op een geheel procent,
   *[other] Aandelen zijn afgerond op het laatste cijfer dat er staat,
} waarbij een half naar boven wordt afgerond, en staan naast het aantal waarvan ze een deel zijn; afgeronde aandelen zijn samen niet altijd 100.
method-nothing-before = Over { $period-before } is niets vastgelegd van wat dit verslag telt. Naast de cijfers van deze periode staat daarom niets: een nul zou doen denken dat niemand is teruggekeerd.
method-nothing-before-of = { $many ->
    [one] Over { $period-before } is helemaal niets vastgelegd van waar dit hoofdstuk over gaat. Naast de cijfers ervan staat daarom niets:
   *[other] Over { $period-before } is helemaal niets vastgelegd van waar deze hoofdstukken over gaan. Naast de cijfers ervan staat daarom niets:
} { $chapters }.
method-hidden = { $up-to ->
    [0] Getallen van 1 tot { $most } worden niet getoond,
   *[other] Getallen van 1 tot { $most }, en bij sommige cijfers van 1 tot { $up-to }, worden niet getoond,
} en ook niet de getallen waaruit ze te berekenen zijn. Een getal dat niet wordt getoond, kan ook nul zijn. { $many ->
    [0] In deze editie zijn er geen.
    [one] In deze editie is één getal weggelaten.
   *[other] In deze editie zijn { $many } getallen weggelaten.
}
method-exact = Dit exemplaar is exact en alleen voor het kantoor: sommige getallen zijn zo klein dat ze iemand kunnen aanwijzen.
method-edition = Editie { $number } van dit verslag voor deze periode werd voorbereid door één persoon en { $state ->
    [published] gepubliceerd door een ander op { $published }.
    [withdrawn] gepubliceerd door een ander; ze is intussen ingetrokken.
   *[prepared] is nog niet gepubliceerd.
} Wanneer ze opnieuw wordt berekend, geeft ze dezelfde getallen ({ $digest }).
method-replaces = Ze vervangt editie { $number }, gepubliceerd op { $published }. { $many ->
    [0] Geen getal dat in beide staat, is veranderd.
    [one] Eén getal dat in beide staat, is veranderd door wat intussen vastgelegd of rechtgezet werd.
   *[other] { $many } getallen die in beide staan, zijn veranderd door wat intussen vastgelegd of rechtgezet werd.
}
method-draft = Dit is een voorlopige versie: er is geen editie van deze cijfers voorbereid en niemand heeft ze goedgekeurd, dus ze kunnen nog veranderen.
method-changes = De verandering tegenover { $period-before } staat in procent waar het aantal toen minstens { $from } was, en als verschil waar het kleiner was.
method-imprint = { $many ->
    [one] Uitgevend kantoor:
   *[other] Uitgevende kantoren:
} { $offices }.
method-replaces-redefined = Ze vervangt editie { $number }, gepubliceerd op { $published }. { $many ->
    [0] Geen getal dat in beide staat, is veranderd.
    [one] Eén getal dat in beide staat, is veranderd door wat intussen vastgelegd of rechtgezet werd, of door een gewijzigde definitie.
   *[other] { $many } getallen die in beide staan, zijn veranderd door wat intussen vastgelegd of rechtgezet werd, of door een gewijzigde definitie.
}
method-defined-otherwise = Sinds de editie die voor deze gepubliceerd werd ({ $period }, editie { $number }, gepubliceerd op { $published }), is de definitie van wat geteld wordt veranderd voor: { $names }. Getallen daarvan hier en daar tellen niet hetzelfde.
method-printed-before = Een getal met { $mark } wijkt af van het getal dat eerder over dezelfde dagen is gepubliceerd, in { $editions }: er is intussen iets toegevoegd of verbeterd, of iets is anders gedefinieerd.
edition-before = { $report } { $period } (editie { $number }, gepubliceerd op { $published })
