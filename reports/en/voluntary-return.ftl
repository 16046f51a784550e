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
returns-against = { $returns-before ->
    [0] There had been none in { $period-before }.
   *[other] { $returns-change ->
        [0] That is as many as in { $period-before }.
       *[other] In { $period-before } there { $returns-before ->
            [one] had been one
           *[other] had been { $returns-before }
        }.
    }
}
destinations-lead = { $by-destination-rest ->
    [0] { $by-destination-names } received all of them.
   *[other] { $by-destination-1-name } received more of them than any other country ({ $by-destination-1 }); { $by-destination-names } lead, and { $by-destination-rest-many ->
        [one] one other country
       *[other] { $by-destination-rest-many } other countries
    } received { $by-destination-rest ->
        [one] one
       *[other] { $by-destination-rest }
    }.
}
sex-lead = Of every hundred returns, { $women-share } { $women-share ->
    [one] was that of a woman or a girl
   *[other] were those of women and girls
} (of { $women-share-base } returns, rounded).
by-age-note = { $by-age-unknown ->
    [0] {""}
    [one] Of one return the age on the day is not known. Who is a child for certain all the same is counted among the { $children } children and in no row of an age, so the rows below 18 need not add up to the children.
   *[other] Of { $by-age-unknown } returns the age on the day is not known. Who is a child for certain all the same is counted among the { $children } children and in no row of an age, so the rows below 18 need not add up to the children.
}
channels-lead = Channels of referral, from the most frequent to the least: { $by-channel-names }{ $by-channel-rest ->
    [0] .
    [one] ; one return by another channel.
   *[other] ; { $by-channel-rest } returns by other channels.
}
children-lead = { $children ->
    [0] There were no children among them.
    [one] One of them was a child.
   *[other] { $children } of them were children, { $children-share } percent of all persons.
}
umc-lead = { $umc ->
    [0] No child returned alone.
    [one] One child returned without a parent or guardian.
   *[other] { $umc } children returned without a parent or guardian.
}
trafficking-lead = { $trafficking ->
    [0] Nobody among them was known to be a victim of trafficking.
    [one] One victim of trafficking returned.
   *[other] { $trafficking } victims of trafficking returned.
}
medical-lead = { $medical ->
    [0] Nobody had medical needs that were recorded.
    [one] One person had medical needs.
   *[other] { $medical } persons had medical needs{ $medical-severe ->
        [0] , none of them severe.
        [one] ; those of one were severe.
       *[other] ; those of { $medical-severe } were severe.
    }
}
