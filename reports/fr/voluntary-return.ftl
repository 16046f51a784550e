# Le retour volontaire. `$place` dit d’où, `$period` quand.

returns-lead = { $returns ->
    [0] Personne n’est rentré { $place } { $period }.
    [1] Un seul retour { $place } a été organisé { $period }.
   *[other] { $returns } retours { $place } ont été organisés { $period } ; ils concernent { $persons ->
        [1] une seule personne
       *[other] { $persons } personnes
    } et { $destinations ->
        [1] une seule destination
       *[other] { $destinations } destinations
    }.
}
returns-alone = { $returns ->
    [0] Personne n’est rentré { $place } { $period }.
    [1] Un seul retour { $place } a été organisé { $period }.
   *[other] { $returns } retours { $place } ont été organisés { $period }.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] Il n’y en avait pas eu non plus { $period-before }.
       *[other] Il n’y en avait eu aucun { $period-before }.
    }
   *[other] { $returns-difference ->
        [0] C’est autant qu’{ $period-before }.
       *[other] Il y en avait eu { $returns-before ->
            [1] un seul
           *[other] { $returns-before }
        } { $period-before }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-rest ->
        [0] { $by-destination-named ->
            [1] Seule destination : { $by-destination-names }.
           *[other] Toutes les destinations : { $by-destination-names }.
        }
       *[other] { $by-destination-leads ->
            [0] Parmi les destinations : { $by-destination-names }
            [1] Première destination : { $by-destination-1-name } ({ $by-destination-1 }){ $by-destination-named ->
                [1] {""}
               *[other] . En tête : { $by-destination-names }
            }
           *[other] En tête : { $by-destination-names }
        } ; { $by-destination-rest ->
            [1] un retour
           *[other] { $by-destination-rest } retours
        } vers { $by-destination-rest-many ->
            [1] un autre pays
           *[other] { $by-destination-rest-many } autres pays
        }.
    }
}
sex-lead = { $women-share-base ->
    [1] { $women-share ->
        [0] Ce retour n’était pas celui d’une femme ou d’une fille.
       *[other] Ce retour était celui d’une femme ou d’une fille.
    }
   *[other] Sur cent retours, { $women-share ->
        [0] { $by-sex-female ->
            [0] aucun n’était celui d’une femme ou d’une fille
           *[other] moins d’un était celui d’une femme ou d’une fille
        }
        [1] un était celui d’une femme ou d’une fille
       *[other] { $women-share } étaient ceux de femmes et de filles
    } (base : { $women-share-base } retours, part arrondie).
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] La tranche d’âge au jour du départ n’est pas connue avec certitude pour { $by-age-unknown ->
        [1] un retour
       *[other] { $by-age-unknown } retours
    }.{ $children ->
        [0] {""}
       *[other] {" "}Qui est mineur à coup sûr malgré cela compte parmi les enfants ({ $children }) et dans aucune ligne d’âge : la somme des lignes de moins de 18 ans n’est donc pas forcément le nombre des enfants.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $by-channel-named ->
        [1] Canal d’orientation :
       *[other] { $by-channel-leads ->
            [0] Canaux d’orientation :
           *[other] Canaux d’orientation, du plus fréquent au moins fréquent :
        }
    } { $by-channel-names }{ $by-channel-rest ->
        [0] .
        [1]  ; un retour par un autre canal.
       *[other]  ; { $by-channel-rest } retours par d’autres canaux.
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $children ->
        [0] { $persons ->
            [1] Ce retour n’était pas celui d’un enfant.
           *[other] Aucun enfant n’était parmi eux.
        }
        [1] { $persons ->
            [1] Ce retour était celui d’un enfant.
           *[other] Un enfant était parmi eux.
        }
       *[other] { $children } d’entre eux étaient des enfants, soit { $children-share } pour cent des personnes.
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] Aucun enfant n’est rentré seul.
        [1] Un enfant est rentré sans parent ni tuteur.
       *[other] { $umc } enfants sont rentrés sans parent ni tuteur.
    }
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Aucune victime connue de la traite n’est rentrée.
        [1] Une victime de la traite est rentrée.
       *[other] { $trafficking } victimes de la traite sont rentrées.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Aucun besoin médical n’a été enregistré.
        [1] Une personne avait des besoins médicaux{ $medical-severe ->
            [0] , qui n’étaient pas graves.
           *[other] , qui étaient graves.
        }
       *[other] { $medical } personnes avaient des besoins médicaux, { $medical-severe ->
            [0] dont aucune de graves
            [1] dont une de graves
           *[other] dont { $medical-severe } de graves
        }.
    }
}
