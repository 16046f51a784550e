# What every report says.

period-year = { $year }
period-half-year = { $half ->
    [1] the first half of { $year }
   *[2] the second half of { $year }
}
period-quarter = { $quarter ->
    [1] the first quarter of { $year }
    [2] the second quarter of { $year }
    [3] the third quarter of { $year }
   *[4] the fourth quarter of { $year }
}
period-month = { $month }

cover-year = { $year }
cover-half-year = { $half ->
    [1] first half of { $year }
   *[2] second half of { $year }
}
cover-quarter = { $quarter ->
    [1] first quarter of { $year }
    [2] second quarter of { $year }
    [3] third quarter of { $year }
   *[4] fourth quarter of { $year }
}
cover-month = { $month }

split-of-few = { $what }: most of these numbers are too small to be shown, and a map or a ranking of the others would mislead.
split-hidden = { $what }: hardly any of these numbers can be shown; they are small, or would tell a small one.
split-of-none = { $what }: none on record in { $period }.

method-events = Every number is counted from what was recorded of cases on the days on which it happened, from { $first } to { $last }, both included.
method-known = It is what was on record when the edition was prepared, on { $known }. What was recorded or mended later is not in it.
method-units = Returns, persons, families and destinations are counted apart and never added up: somebody who returns twice is two returns and one person.
method-shares = Shares are rounded to whole percent, half upwards, and stand with their base; rounded shares need not add up to a hundred.
method-nothing-before = Nothing that this report counts is on record of { $period-before }, so nothing is set beside these numbers: a nought would say that nobody returned.
method-hidden = Numbers from 1 to 4 are not shown, nor are others from which they could be computed. { $many ->
    [0] In this edition there are none.
    [one] In this edition one number is left out.
   *[other] In this edition { $many } numbers are left out.
}
method-exact = This copy is exact and for the office alone: it holds numbers so small that they may point at somebody.
method-edition = Edition { $number } of this report for this period, prepared by one person and { $state ->
    [published] published by another on { $published }.
    [withdrawn] published by another; it no longer stands.
   *[prepared] not published yet.
} The same numbers come out whenever it is computed again ({ $digest }).
method-replaces = It takes the place of edition { $number }, published on { $published }. { $many ->
    [0] No number that both print has changed.
    [one] One number that both print has changed, because of what was recorded or mended in between.
   *[other] { $many } numbers that both print have changed, because of what was recorded or mended in between.
}
method-draft = This is a draft: no edition of these numbers was prepared, nobody has approved them, and they may come out otherwise tomorrow.
