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

split-of-part = { $what }: what can be shown is less than half of all, and { $as ->
    [map] a map
    [chart] a chart
   *[table] a table
} of it would mislead.
total-hidden = { $what } { $place } in { $period }: the number in all is not shown, because it is small or would tell a small one.
split-hidden = { $what }: hardly any of these numbers can be shown; they are small, or would tell a small one.
split-of-none = { $what }: none on record in { $period }.
chapter-not-recorded = Nothing at all of what this chapter is about is on record for { $period }, so no numbers stand here: a zero would suggest that nobody returned.

method-events = The numbers are counted from the events recorded in the cases, each on the day on which it happened, from { $first } to { $last } inclusive.
method-known = { $state ->
    [draft] They show what was on record when this draft was made, on { $known }.
   *[edition] They show what was on record when the edition was prepared, on { $known }.
} Whatever was recorded or corrected later is not in them.
method-beyond = { $events ->
    [counted] Not part of this report, though events of the same days are on record: { $programmes }.
   *[some] Not part of this report: { $programmes }.
}
method-units = Returns, persons, families and destinations are counted separately and never added together: somebody who returns twice counts as two returns and one person. A family is a household of two persons or more; a person alone is none.
method-shares = { $digits ->
    [0] Shares are rounded to the nearest whole percent,
   *[other] Shares are rounded to the last digit that is shown,
} with halves rounded up, and stand beside the number that they are a share of; rounded shares do not always add up to 100.
method-nothing-before = Nothing that this report counts is on record for { $period-before }, so no numbers stand beside those of this period: a zero would suggest that nobody returned.
method-nothing-before-of = { $many ->
    [one] Nothing at all of what this chapter is about is on record for { $period-before }, so no numbers stand beside its own:
   *[other] Nothing at all of what these chapters are about is on record for { $period-before }, so no numbers stand beside theirs:
} { $chapters }.
method-hidden = { $up-to ->
    [0] Numbers from 1 to { $most } are not shown,
   *[other] Numbers from 1 to { $most }, and of some figures from 1 to { $up-to }, are not shown,
} nor are others from which they could be worked out. A number that is not shown may also be zero. { $many ->
    [0] In this edition there are none.
    [one] In this edition, one number is left out.
   *[other] In this edition, { $many } numbers are left out.
}
method-exact = This copy is exact and for the office alone: some of its numbers are so small that they might identify somebody.
method-edition = Edition { $number } of this report for this period was prepared by one person and { $state ->
    [published] published by another on { $published }.
    [withdrawn] published by another; it has since been withdrawn.
   *[prepared] has not been published yet.
} Computed again at any time, it gives the same numbers ({ $digest }).
method-replaces = It replaces edition { $number }, published on { $published }. { $many ->
    [0] No number that stands in both has changed.
    [one] One number that stands in both has changed, because of what was recorded or corrected in between.
   *[other] { $many } numbers that stand in both have changed, because of what was recorded or corrected in between.
}
method-draft = This is a draft: no edition of these numbers has been prepared and nobody has approved them, so they may still change.
method-changes = The change from { $period-before } is given in percent where the number was { $from } or more at that time, and as a difference where it was less.
method-imprint = { $many ->
    [one] Publishing office:
   *[other] Publishing offices:
} { $offices }.
method-replaces-redefined = It replaces edition { $number }, published on { $published }. { $many ->
    [0] No number that stands in both has changed.
    [one] One number that stands in both has changed, because of what was recorded or corrected in between, or because something is defined otherwise.
   *[other] { $many } numbers that stand in both have changed, because of what was recorded or corrected in between, or because something is defined otherwise.
}
method-defined-otherwise = Since the edition published before this one ({ $period }, edition { $number }, published on { $published }), the definition of what is counted has changed for: { $names }. Numbers of these there and here do not count the same.
method-printed-before = A number with { $mark } differs from the one that was published before of the same days, in { $editions }: records were added or corrected in between, or something is defined otherwise.
edition-before = { $report } { $period } (edition { $number }, published on { $published })
