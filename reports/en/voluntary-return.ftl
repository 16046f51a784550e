# Voluntary return. `$place` says from where, `$period` when. A number is named by its table.

returns-lead = { $returns ->
    [0] Nobody returned { $place } in { $period }.
    [one] One return { $place } was organised in { $period }.
   *[other] { $returns } returns { $place } were organised in { $period }, of { $persons ->
        [one] one person
       *[other] { $persons } persons
    } to { $destinations ->
        [one] one destination
       *[other] { $destinations } destinations
    }.
}
returns-alone = { $returns ->
    [0] Nobody returned { $place } in { $period }.
    [one] One return { $place } was organised in { $period }.
   *[other] { $returns } returns { $place } were organised in { $period }.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] There had been none in { $period-before } either.
       *[other] There had been none in { $period-before }.
    }
   *[other] { $returns-difference ->
        [0] That is as many as in { $period-before }.
       *[other] In { $period-before } there { $returns-before ->
            [one] had been one
           *[other] had been { $returns-before }
        }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-rest ->
        [0] { $returns ->
            [one] It led to { $by-destination-names }.
           *[other] All of them led to { $by-destination-names }.
        }
       *[other] { $by-destination-leads ->
            [0] Among the destinations { $by-destination-named ->
                [one] is { $by-destination-names }
               *[other] are { $by-destination-names }
            };
            [1] { $by-destination-1-name } received more of them than any other country ({ $by-destination-1 }){ $by-destination-named ->
                [one] ,
               *[other] ; { $by-destination-names } lead,
            } and
           *[other] { $by-destination-names } lead, and
        } { $by-destination-rest-many ->
            [one] one other country
           *[other] { $by-destination-rest-many } other countries
        } received { $by-destination-rest ->
            [one] one
           *[other] { $by-destination-rest }
        }.
    }
}
sex-lead = { $women-share-base ->
    [one] { $women-share ->
        [0] The return was not that of a woman or a girl.
       *[other] The return was that of a woman or a girl.
    }
   *[other] Of every hundred returns, { $women-share ->
        [0] { $by-sex-female ->
            [0] none was that of a woman or a girl
           *[other] fewer than one was that of a woman or a girl
        }
        [one] one was that of a woman or a girl
       *[other] { $women-share } were those of women and girls
    } (of { $women-share-base } returns, rounded).
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] Of { $by-age-unknown ->
        [one] one return
       *[other] { $by-age-unknown } returns
    } the age group on the day is not known for certain.{ $children ->
        [0] {""}
       *[other] {" "}Who is a child for certain all the same is counted among the children ({ $children }) and in no row of an age, so the rows below 18 need not add up to the children.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $by-channel-named ->
        [one] Channel of referral:
       *[other] { $by-channel-leads ->
            [0] Channels of referral:
           *[other] Channels of referral, from the most frequent to the least:
        }
    } { $by-channel-names }{ $by-channel-rest ->
        [0] .
        [one] ; one return by another channel.
       *[other] ; { $by-channel-rest } returns by other channels.
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $children ->
        [0] { $persons ->
            [one] The return was not that of a child.
           *[other] There were no children among them.
        }
        [one] { $persons ->
            [one] The return was that of a child.
           *[other] One of them was a child.
        }
       *[other] { $children } of them were children, { $children-share } percent of all persons.
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] No child returned alone.
        [one] One child returned without a parent or guardian.
       *[other] { $umc } children returned without a parent or guardian.
    }
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Nobody who returned was known to be a victim of trafficking.
        [one] One victim of trafficking returned.
       *[other] { $trafficking } victims of trafficking returned.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Nobody had medical needs that were recorded.
        [one] One person had medical needs{ $medical-severe ->
            [0] , which were not severe.
           *[other] , which were severe.
        }
       *[other] { $medical } persons had medical needs{ $medical-severe ->
            [0] , none of them severe.
            [one] ; those of one were severe.
           *[other] ; those of { $medical-severe } were severe.
        }
    }
}
