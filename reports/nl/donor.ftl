# Wat donorrapporten daarnaast zeggen.

donor-method-targets = Percentages zijn van het streefcijfer waarnaast ze staan, dat van de periode of dat van het hele project, afgerond op een geheel procent, een half naar boven. Waar voor een periode niets beloofd was, staat een streepje.
donor-method-to-date = “Tot nu toe” loopt van de eerste dag van het project tot de laatste dag van de periode. Wie in twee perioden telkens één keer telt, telt tot nu toe één keer; perioden hoeven dus niet op te tellen.
donor-method-amounts = Bedragen zijn in { $currency }, volgens de dag van de uitgave: bewijsstukken die op een begrotingslijn zijn aangerekend, en vertrekgeld tegen ontvangstbewijs. Er wordt niets omgerekend: wat in een andere munt werd uitgegeven, wordt genoemd en niet opgeteld.
donor-method-exact = Dit exemplaar is exact en alleen voor de donor van dit project en het kantoor: het is niet voor publicatie. Het bevat de cijfers die de indicatoren vragen, en geen andere opsplitsing.
