# What donor reports say besides.

donor-method-targets = Per cent are of the target beside which they stand, that of the period or that of the whole project, rounded to whole percent, half upwards. Where nothing was promised of a period, there is a dash.
donor-method-to-date = “To date” is from the first day of the project to the last day of the period. Who is counted once in each of two periods is counted once to date, so periods need not add up to it.
donor-method-amounts = Amounts are in { $currency }, by the day on which they were spent: vouchers that were charged to a budget line, and departure cash against its receipt. They are never converted: what was spent in another currency is named and not added.
donor-method-exact = This copy is exact and for the donor of this project and the office alone: it is not for publication. It holds the numbers that the indicators ask for, and no other split.
