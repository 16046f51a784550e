# Vrijwillige terugkeer. `$place` zegt vanwaar, `$period` wanneer.

returns-lead = { $returns ->
    [0] In { $period } keerde niemand { $place } terug.
    [one] In { $period } werd één terugkeer { $place } georganiseerd.
   *[other] In { $period } werden { $returns } terugkeren { $place } georganiseerd, van { $persons ->
        [one] één persoon
       *[other] { $persons } personen
    } naar { $destinations ->
        [one] één bestemming
       *[other] { $destinations } bestemmingen
    }.
}
returns-against = { $returns-before ->
    [0] In { $period-before } waren er geen.
   *[other] { $returns-change ->
        [0] Dat zijn er evenveel als in { $period-before }.
       *[other] In { $period-before } { $returns-before ->
            [one] was er één
           *[other] waren er { $returns-before }
        }.
    }
}
destinations-lead = { $by-destination-rest ->
    [0] Alle bestemmingen: { $by-destination-names }.
   *[other] Naar { $by-destination-1-name } gingen er meer dan naar enig ander land ({ $by-destination-1 }). Vooraan staan { $by-destination-names }; { $by-destination-rest ->
        [one] één ging
       *[other] { $by-destination-rest } gingen
    } naar { $by-destination-rest-many ->
        [one] een ander land
       *[other] { $by-destination-rest-many } andere landen
    }.
}
sex-lead = Van elke honderd terugkeren { $women-share ->
    [0] was er geen van een vrouw of meisje
    [one] was er één van een vrouw of meisje
   *[other] waren er { $women-share } van vrouwen en meisjes
} (op { $women-share-base } terugkeren, afgerond).
by-age-note = { $by-age-unknown ->
    [0] {""}
    [one] Van één terugkeer is de leeftijd op de dag niet bekend. Wie toch zeker een kind is, telt mee bij de { $children } kinderen en in geen enkele rij van een leeftijd: de rijen onder 18 tellen dus niet noodzakelijk op tot de kinderen.
   *[other] Van { $by-age-unknown } terugkeren is de leeftijd op de dag niet bekend. Wie toch zeker een kind is, telt mee bij de { $children } kinderen en in geen enkele rij van een leeftijd: de rijen onder 18 tellen dus niet noodzakelijk op tot de kinderen.
}
channels-lead = Verwijzingskanalen, van het meest naar het minst voorkomende: { $by-channel-names }{ $by-channel-rest ->
    [0] .
    [one] ; één terugkeer via een ander kanaal.
   *[other] ; { $by-channel-rest } terugkeren via andere kanalen.
}
children-lead = { $children ->
    [0] Er waren geen kinderen bij.
    [one] Eén van hen was een kind.
   *[other] { $children } van hen waren kinderen, { $children-share } procent van alle personen.
}
umc-lead = { $umc ->
    [0] Geen enkel kind keerde alleen terug.
    [one] Eén kind keerde terug zonder ouder of voogd.
   *[other] { $umc } kinderen keerden terug zonder ouder of voogd.
}
trafficking-lead = { $trafficking ->
    [0] Voor zover bekend was er geen slachtoffer van mensenhandel bij.
    [one] Eén slachtoffer van mensenhandel keerde terug.
   *[other] { $trafficking } slachtoffers van mensenhandel keerden terug.
}
medical-lead = { $medical ->
    [0] Voor niemand werden medische noden vastgelegd.
    [one] Eén persoon had medische noden.
   *[other] { $medical } personen hadden medische noden{ $medical-severe ->
        [0] , geen van hen ernstige.
        [one] ; die van één persoon waren ernstig.
       *[other] ; die van { $medical-severe } waren ernstig.
    }
}
