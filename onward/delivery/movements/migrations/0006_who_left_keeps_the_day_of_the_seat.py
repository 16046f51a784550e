from django.db import migrations

KEEP = """
UPDATE cases_traveller traveller
SET travels_on = CASE seat.state WHEN 'booked' THEN movement.departs_on ELSE seat.state_on END
FROM movements_passenger seat JOIN movements_movement movement ON movement.id = seat.movement_id
WHERE seat.traveller_id = traveller.id AND seat.state IN ('booked', 'departed') AND traveller.travels_on IS NULL
"""
FORGET = "UPDATE cases_traveller SET travels_on = NULL WHERE exit <> ''"


class Migration(migrations.Migration):
    """Who left the pathway, and perhaps came back, has the day of the seat that was not cancelled."""

    dependencies = [
        ("cases", "0012_a_release_is_for_a_country"),
        ("movements", "0005_moved_with_a_plan_of_their_own"),
    ]

    operations = [migrations.RunSQL(KEEP, reverse_sql=FORGET)]
