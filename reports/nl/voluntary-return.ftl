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
returns-alone = { $returns ->
    [0] In { $period } keerde niemand { $place } terug.
    [one] In { $period } werd één terugkeer { $place } georganiseerd.
   *[other] In { $period } werden { $returns } terugkeren { $place } georganiseerd.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] Ook in { $period-before } waren er geen.
       *[other] In { $period-before } waren er geen.
    }
   *[other] { $returns-difference ->
        [0] Dat zijn er evenveel als in { $period-before }.
       *[other] In { $period-before } { $returns-before ->
            [one] was er één
           *[other] waren er { $returns-before }
        }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-rest ->
        [0] { $by-destination-named ->
            [one] Enige bestemming: { $by-destination-names }.
           *[other] Alle bestemmingen: { $by-destination-names }.
        }
       *[other] { $by-destination-leads ->
            [0] Onder de bestemmingen: { $by-destination-names }
            [1] Naar { $by-destination-1-name } gingen er meer dan naar enig ander land ({ $by-destination-1 }){ $by-destination-named ->
                [one] {""}
               *[other] . Vooraan staan { $by-destination-names }
            }
           *[other] Vooraan staan { $by-destination-names }
        }; { $by-destination-rest ->
            [one] één ging
           *[other] { $by-destination-rest } gingen
        } naar { $by-destination-rest-many ->
            [one] een ander land
           *[other] { $by-destination-rest-many } andere landen
        }.
    }
}
sex-lead = { $women-share-base ->
    [one] { $women-share ->
        [0] De terugkeer was niet die van een vrouw of meisje.
       *[other] De terugkeer was die van een vrouw of meisje.
    }
   *[other] Van elke honderd terugkeren { $women-share ->
        [0] { $by-sex-female ->
            [0] was er geen van een vrouw of meisje
           *[other] was er minder dan één van een vrouw of meisje
        }
        [one] was er één van een vrouw of meisje
       *[other] waren er { $women-share } van vrouwen en meisjes
    } (op { $women-share-base } terugkeren, afgerond).
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] Van { $by-age-unknown ->
        [one] één terugkeer
       *[other] { $by-age-unknown } terugkeren
    } is de leeftijdsgroep op de dag niet met zekerheid bekend.{ $children ->
        [0] {""}
       *[other] {" "}Wie toch zeker een kind is, telt mee bij de kinderen ({ $children }) en in geen enkele rij van een leeftijd: de rijen onder 18 tellen dus niet noodzakelijk op tot de kinderen.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $by-channel-named ->
        [one] Verwijzingskanaal:
       *[other] { $by-channel-leads ->
            [0] Verwijzingskanalen:
           *[other] Verwijzingskanalen, van het meest naar het minst voorkomende:
        }
    } { $by-channel-names }{ $by-channel-rest ->
        [0] .
        [one] ; één terugkeer via een ander kanaal.
       *[other] ; { $by-channel-rest } terugkeren via andere kanalen.
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $children ->
        [0] { $persons ->
            [one] De terugkeer was niet die van een kind.
           *[other] Er waren geen kinderen bij.
        }
        [one] { $persons ->
            [one] De terugkeer was die van een kind.
           *[other] Eén van hen was een kind.
        }
       *[other] { $children } van hen waren kinderen, { $children-share } procent van alle personen.
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] Geen enkel kind keerde alleen terug.
        [one] Eén kind keerde terug zonder ouder of voogd.
       *[other] { $umc } kinderen keerden terug zonder ouder of voogd.
    }
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Voor zover bekend was er geen slachtoffer van mensenhandel bij.
        [one] Eén slachtoffer van mensenhandel keerde terug.
       *[other] { $trafficking } slachtoffers van mensenhandel keerden terug.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Voor niemand werden medische noden vastgelegd.
        [one] Eén persoon had medische noden{ $medical-severe ->
            [0] , die niet ernstig waren.
           *[other] , die ernstig waren.
        }
       *[other] { $medical } personen hadden medische noden{ $medical-severe ->
            [0] , geen van hen ernstige.
            [one] ; die van één persoon waren ernstig.
           *[other] ; die van { $medical-severe } waren ernstig.
        }
    }
}
