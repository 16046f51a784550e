# Wat donorrapporten daarnaast zeggen.

donor-method-targets = Percentages tonen hoeveel van het streefcijfer van de periode, of van het hele project, bereikt is; ze zijn afgerond op een geheel procent, waarbij een half naar boven wordt afgerond. Een streepje staat waar voor de periode geen streefcijfer was vastgelegd.
donor-method-to-date = “Tot nu toe” loopt van de eerste dag van het project tot de laatste dag van de periode. Wie in twee perioden telt, telt tot nu toe één keer: de perioden samen zijn dus niet noodzakelijk het aantal tot nu toe.
donor-method-amounts = Bedragen zijn in { $currency }, op de dag van de uitgave: bewijsstukken die op een begrotingslijn zijn aangerekend, en vertrekgeld dat tegen ontvangstbewijs is uitbetaald. Er wordt niets omgerekend: wat in een andere munt werd uitgegeven, wordt vermeld en niet opgeteld.
donor-method-exact = Dit exemplaar is exact en alleen voor de donor van dit project en het kantoor: het is niet voor publicatie. Het bevat de cijfers die de indicatoren vragen, en geen andere opsplitsing.
