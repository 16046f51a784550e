# What donor reports say besides.

donor-method-targets = Percentages show how much of the target of the period, or of the whole project, has been reached; they are rounded to the nearest whole percent, with halves rounded up. A dash stands where no target was set for the period.
donor-method-to-date = “To date” means from the first day of the project to the last day of the period. Somebody counted in two periods counts once to date, so the periods need not add up to the number to date.
donor-method-amounts = Amounts are in { $currency }, on the day on which they were spent: vouchers charged to a budget line, and departure cash paid out against a receipt. Nothing is converted: what was spent in another currency is named and not added.
donor-method-exact = This copy is exact and for the donor of this project and the office alone: it is not for publication. It holds the numbers that the indicators ask for, and no other breakdown.
