# Le retour volontaire. `$place` dit d’où, `$period` quand.
# Chaque phrase nomme ce dont elle parle : celle d’avant peut manquer.

returns-lead = { $returns ->
    [0] Personne n’est rentré { $place } { $period }.
    [1] Un seul retour { $place } a été organisé { $period }.
   *[other] Au total, { $returns } retours { $place } ont été organisés { $period } : { $persons ->
        [1] une seule personne est rentrée
       *[other] { $persons } personnes sont rentrées
    }, vers { $destinations ->
        [1] une seule destination
       *[other] { $destinations } destinations
    }.
}
returns-alone = { $returns ->
    [0] Personne n’est rentré { $place } { $period }.
    [1] Un seul retour { $place } a été organisé { $period }.
   *[other] Au total, { $returns } retours { $place } ont été organisés { $period }.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] Il n’y avait pas eu de retour non plus { $period-before }.
       *[other] Il n’y avait eu aucun retour { $period-before }.
    }
   *[other] { $returns-difference ->
        [0] Le nombre de retours était le même { $period-before }.
       *[other] Il y avait eu { $returns-before ->
            [1] un seul retour
           *[other] { $returns-before } retours
        } { $period-before }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-beyond ->
        [0] { $returns ->
            [1] Destination du seul retour : { $by-destination-1-name }.
           *[other] { $by-destination-named ->
                [1] Destination de tous les retours ({ $returns }) : { $by-destination-1-name }.
               *[other] Destinations des { $returns } retours : { $by-destination-leaders }.
            }
        }
       *[other] { $by-destination-leading ->
            [0] { $by-destination-1 ->
                [1] Les { $returns } retours ont conduit à { $destinations } destinations, toutes différentes.
               *[other] Les { $returns } retours ont conduit à { $destinations } destinations, dont aucune n’en compte plus de { $by-destination-1 }.
            }
           *[other] { $by-destination-leads ->
                [0] Parmi les destinations des { $returns } retours :
               *[other] { $by-destination-leading ->
                    [1] Principale destination des { $returns } retours :
                   *[other] Principales destinations des { $returns } retours :
                }
            } { $by-destination-leaders } ; les autres retours ont conduit à { $by-destination-beyond ->
                [some] d’autres destinations
                [1] une autre destination
               *[other] { $by-destination-beyond } autres destinations
            }.
        }
    }
}
sex-lead = { $women-share-base ->
    [1] { $women-share ->
        [0] { $by-sex-unknown-if-told ->
            [0] Le seul retour n’était pas celui d’une femme ou d’une fille.
            [some] Pour autant qu’on le sache, le seul retour n’était pas celui d’une femme ou d’une fille.
           *[other] On ne sait pas si le seul retour était celui d’une femme ou d’une fille.
        }
       *[other] Le seul retour était celui d’une femme ou d’une fille.
    }
   *[other] Sur les { $women-share-base } retours, { $by-sex-female ->
        [0] { $by-sex-unknown-if-told ->
            [0] aucun n’était celui d’une femme ou d’une fille
           *[other] aucun n’est enregistré comme celui d’une femme ou d’une fille
        }
        [1] un seul était celui d’une femme ou d’une fille ({ $women-share ->
            [0] moins de 1 %
           *[other] { $women-share } %
        })
       *[other] { $by-sex-female } étaient ceux de femmes et de filles ({ $women-share ->
            [0] moins de 1 %
           *[other] { $women-share } %
        })
    }{ sex-gap }.
}
# Jusqu’où cela peut être inexact : pour qui on ne le sait pas. Un nombre qui n’est pas dit peut être zéro.
sex-gap = { $by-sex-unknown-if-told ->
    [0] {""}
    [some] { $by-sex-female ->
        [0] {""}
       *[other] , pour autant qu’on le sache
    }
    [1]  ; pour un retour, le sexe n’est pas connu
   *[other]  ; pour { $by-sex-unknown-if-told } retours, le sexe n’est pas connu
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] La tranche d’âge au jour du départ n’est pas connue avec certitude pour { $by-age-unknown ->
        [1] un retour
       *[other] { $by-age-unknown } retours
    }.{ $children ->
        [0] {""}
       *[other] {" "}Une personne qui est mineure à coup sûr, mais dont l’âge exact n’est pas connu, compte parmi les enfants ({ $children }) et dans aucun groupe d’âge : la somme des groupes de moins de 18 ans n’est pas forcément le nombre des enfants.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $returns ->
        [1] Canal d’orientation du seul retour : { $by-channel-1-name }.
       *[other] { $by-channel-leads ->
            [0] Canaux d’orientation des { $returns } retours :
           *[other] { $by-channel-named ->
                [1] Canal d’orientation des { $returns } retours :
               *[other] Canaux d’orientation des { $returns } retours, du plus fréquent au moins fréquent :
            }
        } { $by-channel-each }{ $by-channel-rest ->
            [0] .
            [1]  ; un retour par un autre canal.
           *[other]  ; { $by-channel-rest } par d’autres canaux.
        }
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $persons ->
        [1] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] La seule personne rentrée n’était pas un enfant.
               *[other] { $age-unknown-if-told ->
                    [0] La seule personne rentrée n’était pas un enfant.
                    [some] Pour autant qu’on le sache, la seule personne rentrée n’était pas un enfant.
                   *[other] On ne sait pas si la seule personne rentrée était un enfant.
                }
            }
           *[other] La seule personne rentrée était un enfant.
        }
       *[other] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] Aucune des { $persons } personnes rentrées n’était un enfant
               *[other] { $age-unknown-if-told ->
                    [0] Aucune des { $persons } personnes rentrées n’était un enfant
                   *[other] Aucune des { $persons } personnes rentrées n’est enregistrée comme enfant
                }
            }
            [1] Une des { $persons } personnes rentrées était un enfant
           *[other] Sur les { $persons } personnes rentrées, { $children } étaient des enfants ({ $children-share ->
                [0] moins de 1 %
               *[other] { $children-share } %
            })
        }{ age-gap }.
    }
}
# Là où la tranche d’âge de tous est connue, on sait aussi qui est un enfant.
age-gap = { $by-age-unknown-if-told ->
    [0] {""}
   *[other] { $age-unknown-if-told ->
        [0] {""}
        [some] { $children ->
            [0] {""}
           *[other] , pour autant qu’on le sache
        }
        [1]  ; pour une personne, on ne sait pas s’il s’agissait d’un enfant
       *[other]  ; pour { $age-unknown-if-told } personnes, on ne sait pas s’il s’agissait d’enfants
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] { $children ->
            [0] {""}
           *[other] { $company-unknown-if-told ->
                [0] Aucun enfant n’est rentré sans parent ni tuteur.
                [some] Pour autant qu’on le sache, aucun enfant n’est rentré sans parent ni tuteur.
               *[other] Aucun enfant n’est enregistré comme rentré sans parent ni tuteur ; pour { $company-unknown-if-told ->
                    [1] un enfant
                   *[other] { $company-unknown-if-told } enfants
                }, on ne le sait pas.
            }
        }
        [1] Un enfant est rentré sans parent ni tuteur{ company-gap }.
       *[other] Parmi les enfants rentrés, { $umc } étaient sans parent ni tuteur{ company-gap }.
    }
}
company-gap = { $company-unknown-if-told ->
    [0] {""}
    [some] , pour autant qu’on le sache
    [1]  ; pour un autre enfant, on ne le sait pas
   *[other]  ; pour { $company-unknown-if-told } autres enfants, on ne le sait pas
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Aucune victime connue de la traite n’est rentrée.
        [1] Une victime de la traite est rentrée.
       *[other] On comptait { $trafficking } victimes de la traite parmi les personnes rentrées.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Aucun besoin médical n’a été enregistré pour les personnes rentrées.
        [1] Une des personnes rentrées avait des besoins médicaux{ $medical-severe ->
            [0] , qui n’étaient pas graves.
           *[other] , qui étaient graves.
        }
       *[other] Des besoins médicaux étaient connus pour { $medical } des personnes rentrées, { $medical-severe ->
            [0] mais n’étaient graves pour aucune d’elles
            [1] graves pour l’une d’elles
           *[other] graves pour { $medical-severe } d’entre elles
        }.
    }
}
