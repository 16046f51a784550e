# Vrijwillige terugkeer. `$place` zegt vanwaar, `$period` wanneer.
# Elke zin noemt waarover hij gaat: de vorige kan ontbreken.

returns-lead = { $returns ->
    [0] In { $period } keerde niemand { $place } terug.
    [one] In { $period } werd één terugkeerreis { $place } georganiseerd.
   *[other] In { $period } werden { $returns } terugkeerreizen { $place } georganiseerd: { $persons ->
        [one] één persoon keerde
       *[other] { $persons } personen keerden
    } terug, naar { $destinations ->
        [one] één bestemming
       *[other] { $destinations } bestemmingen
    }.
}
returns-alone = { $returns ->
    [0] In { $period } keerde niemand { $place } terug.
    [one] In { $period } werd één terugkeerreis { $place } georganiseerd.
   *[other] In { $period } werden { $returns } terugkeerreizen { $place } georganiseerd.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] Ook in { $period-before } waren er geen terugkeerreizen.
       *[other] In { $period-before } waren er geen terugkeerreizen.
    }
   *[other] { $returns-difference ->
        [0] In { $period-before } waren er evenveel terugkeerreizen.
       *[other] In { $period-before } { $returns-before ->
            [one] was er één terugkeerreis
           *[other] waren er { $returns-before } terugkeerreizen
        }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-beyond ->
        [0] { $returns ->
            [one] De enige terugkeerreis ging naar { $by-destination-1-name }.
           *[other] { $by-destination-named ->
                [one] Alle { $returns } terugkeerreizen gingen naar { $by-destination-1-name }.
               *[other] De { $returns } terugkeerreizen gingen naar { $by-destination-leaders }.
            }
        }
       *[other] { $by-destination-leading ->
            [0] { $by-destination-1 ->
                [one] De { $returns } terugkeerreizen gingen naar { $destinations } bestemmingen, telkens een andere.
               *[other] De { $returns } terugkeerreizen gingen naar { $destinations } bestemmingen, naar geen daarvan meer dan { $by-destination-1 }.
            }
           *[other] { $by-destination-leads ->
                [0] Onder de bestemmingen van de { $returns } terugkeerreizen { $by-destination-leading ->
                    [one] was
                   *[other] waren
                }
               *[other] { $by-destination-leading ->
                    [one] De voornaamste bestemming van de { $returns } terugkeerreizen was
                   *[other] De voornaamste bestemmingen van de { $returns } terugkeerreizen waren
                }
            } { $by-destination-leaders }; de rest ging naar { $by-destination-beyond ->
                [some] andere bestemmingen
                [one] één andere bestemming
               *[other] { $by-destination-beyond } andere bestemmingen
            }.
        }
    }
}
sex-lead = { $women-share-base ->
    [one] { $women-share ->
        [0] { $by-sex-unknown-if-told ->
            [0] De enige terugkeerreis was niet die van een vrouw of meisje.
            [some] De enige terugkeerreis was, voor zover bekend, niet die van een vrouw of meisje.
           *[other] Het is niet bekend of de enige terugkeerreis die van een vrouw of meisje was.
        }
       *[other] De enige terugkeerreis was die van een vrouw of meisje.
    }
   *[other] Van de { $women-share-base } terugkeerreizen { $by-sex-female ->
        [0] { $by-sex-unknown-if-told ->
            [0] was er geen van een vrouw of meisje
           *[other] was er, voor zover bekend, geen van een vrouw of meisje
        }
        [one] was er één van een vrouw of meisje ({ $women-share ->
            [0] minder dan 1%
           *[other] { $women-share }%
        })
       *[other] waren er { $by-sex-female } van vrouwen en meisjes ({ $women-share ->
            [0] minder dan 1%
           *[other] { $women-share }%
        })
    }{ sex-gap }.
}
# Hoever dat ernaast kan zitten: van wie het niet bekend is. Een getal dat niet gezegd wordt, kan nul zijn.
sex-gap = { $by-sex-unknown-if-told ->
    [0] {""}
    [some] { $by-sex-female ->
        [0] {""}
       *[other] , voor zover bekend
    }
    [one] ; bij één terugkeerreis is het geslacht niet bekend
   *[other] ; bij { $by-sex-unknown-if-told } terugkeerreizen is het geslacht niet bekend
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] Voor { $by-age-unknown ->
        [one] één terugkeerreis
       *[other] { $by-age-unknown } terugkeerreizen
    } is de leeftijdsgroep op de dag van vertrek niet met zekerheid bekend.{ $children ->
        [0] {""}
       *[other] {" "}Wie zeker een kind is, maar van wie de precieze leeftijd niet bekend is, telt mee bij de kinderen ({ $children }) en in geen enkele leeftijdsgroep: de groepen onder 18 zijn samen niet noodzakelijk het aantal kinderen.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $returns ->
        [one] Verwijzingskanaal van de enige terugkeerreis: { $by-channel-1-name }.
       *[other] { $by-channel-leads ->
            [0] Verwijzingskanalen van de { $returns } terugkeerreizen:
           *[other] { $by-channel-named ->
                [one] Verwijzingskanaal van de { $returns } terugkeerreizen:
               *[other] Verwijzingskanalen van de { $returns } terugkeerreizen, het meest voorkomende eerst:
            }
        } { $by-channel-each }{ $by-channel-rest ->
            [0] .
            [one] ; één via een ander kanaal.
           *[other] ; { $by-channel-rest } via andere kanalen.
        }
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $persons ->
        [one] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] De enige persoon die terugkeerde, was geen kind.
               *[other] { $age-unknown-if-told ->
                    [0] De enige persoon die terugkeerde, was geen kind.
                    [some] De enige persoon die terugkeerde, was voor zover bekend geen kind.
                   *[other] Het is niet bekend of de enige persoon die terugkeerde, een kind was.
                }
            }
           *[other] De enige persoon die terugkeerde, was een kind.
        }
       *[other] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] Onder de { $persons } teruggekeerde personen waren geen kinderen
               *[other] { $age-unknown-if-told ->
                    [0] Onder de { $persons } teruggekeerde personen waren geen kinderen
                   *[other] Onder de { $persons } teruggekeerde personen waren, voor zover bekend, geen kinderen
                }
            }
            [one] Onder de { $persons } teruggekeerde personen was één kind
           *[other] Onder de { $persons } teruggekeerde personen waren { $children } kinderen ({ $children-share ->
                [0] minder dan 1%
               *[other] { $children-share }%
            })
        }{ age-gap }.
    }
}
# Waar de leeftijdsgroep van iedereen bekend is, is ook bekend wie een kind is.
age-gap = { $by-age-unknown-if-told ->
    [0] {""}
   *[other] { $age-unknown-if-told ->
        [0] {""}
        [some] { $children ->
            [0] {""}
           *[other] , voor zover bekend
        }
        [one] ; van één persoon is niet bekend of het een kind was
       *[other] ; van { $age-unknown-if-told } personen is niet bekend of het kinderen waren
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] { $children ->
            [0] {""}
           *[other] { $company-unknown-if-told ->
                [0] Geen enkel kind keerde terug zonder ouder of voogd.
                [some] Voor zover bekend keerde geen enkel kind terug zonder ouder of voogd.
               *[other] Voor zover bekend keerde geen enkel kind terug zonder ouder of voogd; van { $company-unknown-if-told ->
                    [one] één kind
                   *[other] { $company-unknown-if-told } kinderen
                } is dat niet bekend.
            }
        }
        [one] Eén kind keerde terug zonder ouder of voogd{ company-gap }.
       *[other] Van de teruggekeerde kinderen waren er { $umc } zonder ouder of voogd{ company-gap }.
    }
}
company-gap = { $company-unknown-if-told ->
    [0] {""}
    [some] , voor zover bekend
    [one] ; van één ander kind is dat niet bekend
   *[other] ; van { $company-unknown-if-told } andere kinderen is dat niet bekend
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Voor zover bekend keerde geen slachtoffer van mensenhandel terug.
        [one] Eén slachtoffer van mensenhandel keerde terug.
       *[other] Onder de teruggekeerde personen waren { $trafficking } slachtoffers van mensenhandel.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Voor geen van de teruggekeerde personen werden medische noden vastgelegd.
        [one] Eén teruggekeerde persoon had medische noden{ $medical-severe ->
            [0] , die niet ernstig waren.
           *[other] , die ernstig waren.
        }
       *[other] Bij { $medical } van de teruggekeerde personen waren medische noden bekend, die bij { $medical-severe ->
            [0] niemand ernstig waren.
            [one] één van hen ernstig waren.
           *[other] { $medical-severe } van hen ernstig waren.
        }
    }
}
