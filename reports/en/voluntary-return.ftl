# Voluntary return. `$place` says from where, `$period` when. A number is named by its table.
# Each sentence names what it speaks of: the one before it may be left out.

returns-lead = { $returns ->
    [0] Nobody returned { $place } in { $period }.
    [one] In { $period }, one return { $place } was organised.
   *[other] In { $period }, { $returns } returns { $place } were organised: { $persons ->
        [one] one person
       *[other] { $persons } persons
    } returned to { $destinations ->
        [one] one destination
       *[other] { $destinations } destinations
    }.
}
returns-alone = { $returns ->
    [0] Nobody returned { $place } in { $period }.
    [one] In { $period }, one return { $place } was organised.
   *[other] In { $period }, { $returns } returns { $place } were organised.
}
returns-against = { $returns-before ->
    [0] { $returns ->
        [0] In { $period-before }, there had been no returns either.
       *[other] In { $period-before }, there had been no returns.
    }
   *[other] { $returns-difference ->
        [0] There were as many returns as in { $period-before }.
       *[other] In { $period-before }, there had been { $returns-before ->
            [one] one return
           *[other] { $returns-before } returns
        }.
    }
}
destinations-lead = { $by-destination-named ->
    [0] {""}
   *[other] { $by-destination-beyond ->
        [0] { $returns ->
            [one] The one return led to { $by-destination-1-name }.
           *[other] { $by-destination-named ->
                [one] All { $returns } returns led to { $by-destination-1-name }.
               *[other] The { $returns } returns led to { $by-destination-leaders }.
            }
        }
       *[other] { $by-destination-leading ->
            [0] { $by-destination-1 ->
                [one] The { $returns } returns led to { $destinations } destinations, each to another one.
               *[other] The { $returns } returns led to { $destinations } destinations, none of which received more than { $by-destination-1 }.
            }
           *[other] { $by-destination-leads ->
                [0] Among the destinations of the { $returns } returns { $by-destination-leading ->
                    [one] was
                   *[other] were
                }
               *[other] { $by-destination-leading ->
                    [one] The main destination of the { $returns } returns was
                   *[other] The main destinations of the { $returns } returns were
                }
            } { $by-destination-leaders }; the rest led to { $by-destination-beyond ->
                [some] other destinations
                [one] one other destination
               *[other] { $by-destination-beyond } other destinations
            }.
        }
    }
}
sex-lead = { $women-share-base ->
    [one] { $women-share ->
        [0] { $by-sex-unknown-if-told ->
            [0] The one return was not that of a woman or a girl.
            [some] As far as is recorded, the one return was not that of a woman or a girl.
           *[other] It is not known whether the one return was that of a woman or a girl.
        }
       *[other] The one return was that of a woman or a girl.
    }
   *[other] Of the { $women-share-base } returns, { $by-sex-female ->
        [0] { $by-sex-unknown-if-told ->
            [0] none was that of a woman or a girl
           *[other] none is recorded as that of a woman or a girl
        }
        [one] one was that of a woman or a girl ({ $women-share ->
            [0] less than 1%
           *[other] { $women-share }%
        })
       *[other] { $by-sex-female } were those of women and girls ({ $women-share ->
            [0] less than 1%
           *[other] { $women-share }%
        })
    }{ sex-gap }.
}
# How far that may be wrong: of whom it is not known. What is not told may be nought.
sex-gap = { $by-sex-unknown-if-told ->
    [0] {""}
    [some] { $by-sex-female ->
        [0] {""}
       *[other] , as far as is recorded
    }
    [one] ; for one return the sex is not known
   *[other] ; for { $by-sex-unknown-if-told } returns the sex is not known
}
by-age-note = { $by-age-unknown ->
    [0] {""}
   *[other] The age group on the day of departure is not known for certain for { $by-age-unknown ->
        [one] one return
       *[other] { $by-age-unknown } returns
    }.{ $children ->
        [0] {""}
       *[other] {" "}Whoever is known to be a child, but not how old, counts among the children ({ $children }) and in no age group: the groups below 18 need not add up to the number of children.
    }
}
channels-lead = { $by-channel-named ->
    [0] {""}
   *[other] { $returns ->
        [one] Channel of referral of the one return: { $by-channel-1-name }.
       *[other] { $by-channel-leads ->
            [0] Channels of referral of the { $returns } returns:
           *[other] { $by-channel-named ->
                [one] Channel of referral of the { $returns } returns:
               *[other] Channels of referral of the { $returns } returns, the most frequent first:
            }
        } { $by-channel-each }{ $by-channel-rest ->
            [0] .
            [one] ; one by another channel.
           *[other] ; { $by-channel-rest } by other channels.
        }
    }
}
children-lead = { $returns ->
    [0] {""}
   *[other] { $persons ->
        [one] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] The one person who returned was not a child.
               *[other] { $age-unknown-if-told ->
                    [0] The one person who returned was not a child.
                    [some] As far as is recorded, the one person who returned was not a child.
                   *[other] It is not known whether the one person who returned was a child.
                }
            }
           *[other] The one person who returned was a child.
        }
       *[other] { $children ->
            [0] { $by-age-unknown-if-told ->
                [0] None of the { $persons } persons who returned was a child
               *[other] { $age-unknown-if-told ->
                    [0] None of the { $persons } persons who returned was a child
                   *[other] None of the { $persons } persons who returned is recorded as a child
                }
            }
            [one] One of the { $persons } persons who returned was a child
           *[other] Of the { $persons } persons who returned, { $children } were children ({ $children-share ->
                [0] less than 1%
               *[other] { $children-share }%
            })
        }{ age-gap }.
    }
}
# Where the age group of everybody is known, so is who is a child.
age-gap = { $by-age-unknown-if-told ->
    [0] {""}
   *[other] { $age-unknown-if-told ->
        [0] {""}
        [some] { $children ->
            [0] {""}
           *[other] , as far as is recorded
        }
        [one] ; of one person it is not known whether it was a child
       *[other] ; of { $age-unknown-if-told } persons it is not known whether they were children
    }
}
umc-lead = { $returns ->
    [0] {""}
   *[other] { $umc ->
        [0] { $children ->
            [0] {""}
           *[other] { $company-unknown-if-told ->
                [0] No child returned without a parent or guardian.
                [some] As far as is recorded, no child returned without a parent or guardian.
               *[other] No child is recorded as having returned without a parent or guardian; of { $company-unknown-if-told ->
                    [one] one child
                   *[other] { $company-unknown-if-told } children
                } it is not known.
            }
        }
        [one] One child returned without a parent or guardian{ company-gap }.
       *[other] Of the children who returned, { $umc } were without a parent or guardian{ company-gap }.
    }
}
company-gap = { $company-unknown-if-told ->
    [0] {""}
    [some] , as far as is recorded
    [one] ; of one other child it is not known
   *[other] ; of { $company-unknown-if-told } other children it is not known
}
trafficking-lead = { $returns ->
    [0] {""}
   *[other] { $trafficking ->
        [0] Nobody who returned was known to be a victim of trafficking.
        [one] One victim of trafficking returned.
       *[other] The persons who returned included { $trafficking } victims of trafficking.
    }
}
medical-lead = { $returns ->
    [0] {""}
   *[other] { $medical ->
        [0] Nobody who returned had medical needs on record.
        [one] One person who returned had medical needs{ $medical-severe ->
            [0] , which were not severe.
           *[other] , which were severe.
        }
       *[other] Medical needs were on record for { $medical } of the persons who returned{ $medical-severe ->
            [0] , severe for none of them.
            [one] , severe for one of them.
           *[other] , severe for { $medical-severe } of them.
        }
    }
}
